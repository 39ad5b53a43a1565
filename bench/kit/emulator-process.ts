/** An emulator in a separate process, so that the broker does not share the engine's thread. It ends with its parent. */
import { startEmulator } from '@dhancopy/emulator';
import type { EmulatorOptions } from '@dhancopy/emulator/options';

const emulator = await startEmulator(JSON.parse(process.argv[2] ?? '{}') as EmulatorOptions);
const { restUrl, orderStreamUrl, instrumentsUrl, controlUrl } = emulator;
process.send?.({ restUrl, orderStreamUrl, instrumentsUrl, controlUrl });
process.on('disconnect', () => process.exit(0));
