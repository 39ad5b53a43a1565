import { spreadOf } from '../kit/spread.ts';
import type { Checked } from './checks.ts';
import { edgeOf, grown, RULES } from './growth.ts';
import type { Edge } from './growth.ts';
import type { Counts } from './leader.ts';
import type { Minute } from './minutes.ts';

export const HEAD = [
  ' min  orders/s  edits/s  cancels/s  copies/s  p50 ms  p99 ms   max ms  RSS MiB  heap MiB  inbox  open  known',
  'late p99  late max  DB MiB  WAL MiB  CPU engine  broker  broker MiB  load  unsent  failed  warnings',
].join('  ');

export function lineOf(of: Minute): string {
  const { p50, p99, max } = spreadOf(of.latencies);
  const rate = (count: number): string => (count / of.seconds).toFixed(1);
  return [
    String(of.minute).padStart(4),
    rate(of.orders).padStart(9),
    rate(of.edits).padStart(8),
    rate(of.cancels).padStart(10),
    rate(of.copies).padStart(9),
    p50.toFixed(1).padStart(7),
    p99.toFixed(1).padStart(7),
    max.toFixed(0).padStart(8),
    of.rssMib.toFixed(0).padStart(8),
    of.heapMib.toFixed(0).padStart(9),
    String(of.inbox).padStart(6),
    String(of.openCopies).padStart(5),
    String(of.knownCopies).padStart(6),
    of.delayP99Ms.toFixed(1).padStart(9),
    of.delayMaxMs.toFixed(0).padStart(9),
    of.databaseMib.toFixed(0).padStart(7),
    of.walMib.toFixed(1).padStart(8),
    of.engineCpu.toFixed(2).padStart(11),
    of.brokerCpu.toFixed(2).padStart(7),
    of.brokerRssMib.toFixed(0).padStart(11),
    of.load.toFixed(1).padStart(5),
    String(of.unsent).padStart(7),
    String(of.failed).padStart(7),
    ` ${words(of.warnings)}`,
  ].join(' ');
}

/** `CODE 3, OTHER 1`. */
function words(codes: readonly string[]): string {
  return [...Map.groupBy(codes, (code) => code)].map(([code, all]) => `${code} ${all.length}`).join(', ');
}

export interface Run {
  readonly seen: readonly Minute[];
  /** Minutes of the start, and of the end. */
  readonly edge: number;
  readonly counts: Counts;
  readonly ends: readonly { readonly reason: string; readonly count: number }[];
  readonly checked: Checked;
  readonly wrong: readonly string[];
}

/** Prints the comparison. @returns true when all was well */
export function report({ seen, edge, counts, ends, checked, wrong }: Run): boolean {
  const minutes = Math.max(1, Math.min(edge, Math.floor(seen.length / 2)));
  const [first, last] = [edgeOf(seen.slice(0, minutes)), edgeOf(seen.slice(-minutes))];
  const growth = grown(first, last);
  console.log(`\nfirst ${minutes} minutes  ${wordsOf(first)}\nlast ${minutes} minutes   ${wordsOf(last)}\n(${RULES})`);
  for (const each of growth) console.log(`GROWN: ${each}`);
  console.log(
    `\nleaders: ${counts.orders} orders, ${counts.edits} edits, ${counts.cancels} cancels; books: ${checked.leaderOrders} orders of leaders, ` +
      `${checked.followerOrders} of followers; ${checked.compared} comparisons; without an order, for a recorded reason: ${checked.explained}`,
  );
  console.log(`copies: ${ends.map(({ reason, count }) => `${reason} ${count}`).join(', ')}`);
  for (const each of wrong.slice(0, 30)) console.log(`WRONG: ${each}`);
  console.log(`missing, twice, or not flat: ${wrong.length}`);
  return wrong.length === 0 && growth.length === 0;
}

function wordsOf(edge: Edge): string {
  return (
    `p50 ${edge.p50.toFixed(1)} ms, p99 ${edge.p99.toFixed(1)} ms, RSS ${edge.rssMib.toFixed(0)} MiB, heap ${edge.heapMib.toFixed(0)} MiB, ` +
    `inbox ${edge.inbox}, open copies ${edge.openCopies}, kept copies ${edge.knownCopies}, thread late ${edge.delayP99Ms.toFixed(1)} ms, WAL ${edge.walMib.toFixed(1)} MiB, load of the machine ${edge.load.toFixed(1)}`
  );
}
