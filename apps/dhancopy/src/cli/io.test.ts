import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const MODULE = new URL('./io.ts', import.meta.url).href;
/** Prints a line, waits until the reader is gone, prints another one, and says on stderr that it came to its end. */
const PROGRAM = `
  import { processIo } from ${JSON.stringify(MODULE)};
  const { stdin, stdout, stderr } = processIo();
  stdout.write('first\\n');
  for await (const _ of stdin) stdout.write('second\\n');
  stdout.write('third\\n', () => stderr.write('finished'));`;

it('a reader that closes the pipe early ends the output, not the work', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'] });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stdin.end('the reader is gone');
  const [, errors] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  expect({ code: child.exitCode, errors }).toEqual({ code: 0, errors: 'finished' });
});
