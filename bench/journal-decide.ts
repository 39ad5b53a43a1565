/**
 * Leader frames a second through parse, classify, decide and commit, without a network: the engine loop on a real file, commands
 * dropped. The floor is the same rows, written by bare prepared statements in the same grouping. See README.md.
 *
 *   node bench/journal-decide.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decideAll } from './kit/decide-all.ts';
import { machine } from './kit/machine.ts';
import { replayRows } from './kit/replay-rows.ts';
import { median } from './kit/spread.ts';

const LINKS = [0, 1, 10];
/** Frames that arrive together: one at a time as on a quiet day, and a burst. */
const GROUPS = [1, 64];
const ORDERS = 1_000;
const RUNS = 3;

const folder = mkdtempSync(join(tmpdir(), 'journal-decide-'));
console.log(`${machine()}\nframes a second, median of ${RUNS} runs of ${2 * ORDERS} frames\n`);
try {
  for (const links of LINKS) {
    for (const group of GROUPS) await compare(links, group);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function compare(links: number, group: number): Promise<void> {
  const ours: number[] = [];
  const floor: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const path = join(folder, `${links}-${group}-${run}.db`);
    ours.push((2 * ORDERS) / (await decideAll({ path, links, group, orders: ORDERS })));
    floor.push((2 * ORDERS) / replayRows({ from: path, to: `${path}.floor`, group }));
  }
  const [a, b] = [median(ours), median(floor)];
  const what = `${links} links, ${group === 1 ? 'one by one' : `${group} at once`}`;
  const number = (value: number): string => Math.round(value).toLocaleString('en-US').padStart(8);
  console.log(`${what.padEnd(24)} dhancopy ${number(a)}   floor ${number(b)}   ratio ${(b / a).toFixed(2)}`);
}
