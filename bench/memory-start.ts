/**
 * Memory with 1,000 followers and 10,000 orders, and the time from start to aligned with 200,000 instruments cached. The floor is the
 * bare reads by undici with the same concurrency. See README.md.
 *
 *   node --expose-gc bench/memory-start.ts [--followers 1000] [--orders 10]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openStore } from 'dhancopy/store/store';
import { bareStart } from './kit/bare-start.ts';
import { DataFolder } from './kit/data-folder.ts';
import { machine } from './kit/machine.ts';
import { RemoteEmulator } from './kit/remote-emulator.ts';

const { values: flags } = parseArgs({
  options: {
    followers: { type: 'string', default: '1000' },
    /** The leader's orders. Every follower copies each of them. */
    orders: { type: 'string', default: '10' },
    instruments: { type: 'string', default: '200000' },
  },
});
const HOUR_MS = 3_600_000;

console.log(`${machine()}\n`);
const emulator = await RemoteEmulator.start({
  rateLimits: false,
  requestLogSize: 0,
  acceptDelayMs: 2,
  extraInstruments: Number(flags.instruments),
});
const folder = await DataFolder.create(emulator, 1, Number(flags.followers));
try {
  memory('nothing started');
  await timed('first start, list of instruments downloaded', async () => (await folder.startRuntime(HOUR_MS)).stop());
  const runtime = await timed('start to aligned, list cached', () => folder.startRuntime(HOUR_MS));
  memory('aligned');
  for (let order = 0; order < Number(flags.orders); order += 1) {
    await emulator.placeAppOrder(folder.teams[0]?.leader ?? '', {
      transactionType: 'BUY',
      exchangeSegment: 'NSE_EQ',
      securityId: '1333',
      productType: 'INTRADAY',
      orderType: 'MARKET',
      quantity: 10,
    });
    do await sleep(200);
    while (runtime.status().copies.open > 0 || runtime.status().inbox > 0);
  }
  const { copies } = runtime.status();
  memory(`${copies.copied.toLocaleString('en-US')} orders copied`);
  await runtime.stop();
  const again = await timed('start to aligned, list cached, orders restored', () => folder.startRuntime(HOUR_MS));
  memory('aligned again');
  await again.stop();
  await timed('floor: the same reads by undici, the same sockets', () => bareStart(folder));
  const store = openStore({ path: folder.settings.databasePath, readOnly: true });
  console.log(`\n${store.instruments.count().toLocaleString('en-US')} instruments in the table`);
  store.close();
} finally {
  await emulator.close();
  folder.remove();
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  console.log(`${what.padEnd(52)} ${((performance.now() - started) / 1000).toFixed(2).padStart(7)} s`);
  return result;
}

function memory(when: string): void {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  console.log(`${`memory, ${when}`.padEnd(52)} rss ${mib(rss)}, heap ${mib(heapUsed)}`);
}
