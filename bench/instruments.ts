/**
 * The broker's list of 250,000 rows, in both of its forms: read, and read into the table. The floor is the bare CSV parser on the same
 * bytes and bare prepared inserts of the same rows. After that, a difference written while an engine would trade. See README.md.
 *
 *   node bench/instruments.ts [--rows 250000] [--runs 3]
 */
import { fork } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Measured, Work } from './kit/list-work.ts';
import { machine } from './kit/machine.ts';
import { writeScripFile } from './kit/scrip-file.ts';
import type { Form } from './kit/scrip-file.ts';
import { formatSpread, median } from './kit/spread.ts';

const { values: flags } = parseArgs({
  options: { rows: { type: 'string', default: '250000' }, runs: { type: 'string', default: '3' } },
});
const rows = Number(flags.rows);
const runs = Number(flags.runs);
/** A morning after an expiry: one row in twenty-one is changed, new or gone. */
const CHANGED_EVERY = 21;

/** The measurement, as text, and its floor. */
const MEASURED: readonly [Work, string, readonly Work[]][] = [
  ['csv', 'floor: csv-parse, nothing else', []],
  ['parse', 'read and checked', ['csv']],
  ['insert', 'floor: prepared inserts, rows in memory', []],
  ['store', 'downloaded, read, checked, into an empty table', ['csv', 'insert']],
  ['same', 'the same again: nothing to write', ['csv']],
];

const folder = mkdtempSync(join(tmpdir(), 'bench-instruments-'));
const server = createServer((request, response) => {
  createReadStream(join(folder, request.url?.slice(1) ?? '')).pipe(response);
}).listen(0, '127.0.0.1');
console.log(`${machine()}\n${rows.toLocaleString('en-US')} rows, median of ${runs} runs\n`);
try {
  for (const form of ['detailed', 'compact'] as const) await compare(form);
  await changes();
} finally {
  server.close();
  rmSync(folder, { recursive: true });
}

/** In each round one after the other, so that a busy minute of the machine affects all of them. */
async function compare(form: Form): Promise<void> {
  const file = join(folder, `${form}.csv`);
  await writeScripFile({ path: file, form, rows });
  console.log(`${form}, ${Math.round(statSync(file).size / 2 ** 20)} MiB`);
  const rounds = new Map<Work, Measured[]>();
  for (let run = 0; run < runs; run += 1) {
    clear();
    for (const [what] of MEASURED) rounds.set(what, [...(rounds.get(what) ?? []), await work(what, file)]);
  }
  const medianOf = (what: Work, of: (each: Measured) => number): number => median((rounds.get(what) ?? []).map(of));
  for (const [what, words, floor] of MEASURED) {
    const [ms, cpuMs] = [medianOf(what, (each) => each.ms), medianOf(what, (each) => each.cpuMs)];
    const rss = `${mib(medianOf(what, (each) => each.rssBefore))} → ${mib(medianOf(what, (each) => each.rssPeak))} MiB`;
    const rate = Math.round((rows / ms) * 1000).toLocaleString('en-US');
    const floorMs = floor.reduce((sum, each) => sum + medianOf(each, ({ ms }) => ms), 0);
    const ratio = floor.length === 0 ? '' : `ratio ${(ms / floorMs).toFixed(2)}`;
    console.log(
      `  ${words.padEnd(48)} ${seconds(ms)} (cpu${seconds(cpuMs)})  ${rate.padStart(8)} rows/s  rss ${rss}  ${ratio}`,
    );
  }
  console.log();
}

async function changes(): Promise<void> {
  const file = join(folder, 'detailed.csv');
  clear();
  await work('store', file);
  await writeScripFile({ path: file, form: 'detailed', rows, changedEvery: CHANGED_EVERY });
  const { ms, rows: written, held } = await work('steps', file);
  console.log(`a difference of ${written.toLocaleString('en-US')} rows while an engine trades: ${seconds(ms)} in all`);
  if (held) console.log(`  the thread was held, ms: ${formatSpread(held)}  max ${held.max.toFixed(2)}`);
}

function work(what: Work, file: string): Promise<Measured> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${file.slice(folder.length + 1)}`;
  const child = fork(fileURLToPath(new URL('./kit/list-work.ts', import.meta.url)), [what, file, folder, url]);
  const { promise, resolve, reject } = Promise.withResolvers<Measured>();
  child.once('message', (message) => resolve(message as Measured));
  child.once('exit', (code) => reject(new Error(`the process ended with ${code ?? 'a signal'} and no result`)));
  return promise;
}

function clear(): void {
  for (const name of ['bare.db', 'dhancopy.db']) {
    for (const side of ['', '-wal', '-shm']) rmSync(join(folder, `${name}${side}`), { force: true });
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2).padStart(6)} s`;
}

function mib(bytes: number): string {
  return String(Math.round(bytes / 2 ** 20));
}
