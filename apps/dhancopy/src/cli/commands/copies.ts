import { Option } from 'commander';
import type { Command } from 'commander';
import { istClock, istDate, istToMs } from '@dhancopy/domain/indian-time';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { STAGES } from '../../runtime/copy-stage.ts';
import { needRole } from '../../runtime/operations/need.ts';
import { systemClock } from '../../runtime/time/clock.ts';
import { every } from '../../runtime/time/every.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { CopyTail, LOOK_MS } from '../copies/copy-tail.ts';
import { copyLine } from '../copies/read.ts';
import type { CopyLine } from '../copies/read.ts';
import { copyWords, quantityWords, summaryWords } from '../copies/words.ts';
import { needDatabase } from '../engine/database.ts';
import { parseClientId, parseDay } from '../flags/values.ts';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { formatElapsed } from '../format/time.ts';
import type { Io } from '../io.ts';
import { untilSignal } from '../signals.ts';

interface Options {
  readonly leader?: string;
  readonly follower?: string;
  readonly from?: string;
  readonly state?: string;
  readonly follow?: boolean;
}

export function registerCopies(program: Command, io: Io): void {
  const command = program
    .command('copies')
    .description("list the leaders' orders, with the result at each follower and the reason")
    .option('--leader <id>', 'only orders of this leader', parseClientId)
    .option('--follower <id>', 'only copies of this follower', parseClientId)
    .option('--from <day>', 'first day, in Indian time; without it, today', parseDay)
    .addOption(new Option('--state <state>', 'only copies in this state').choices(Object.keys(STAGES)))
    .option('--follow', 'print changes as they happen, until Ctrl-C')
    .addHelpText(
      'after',
      `
STATE is one of:
${Object.entries(STAGES)
  .map(([stage, meaning]) => `  ${stage.padEnd(14)}${meaning}`)
  .join('\n')}
${examples('copies', 'copies --state skipped', 'copies --follower 1100000002 --follow')}`,
    );
  onRun<Options>(command, io, copies);
}

async function copies(ctx: Context, options: Options): Promise<void> {
  needDatabase(ctx);
  const store = openStore({ path: ctx.settings.databasePath, readOnly: true });
  try {
    if (options.leader !== undefined) needRole(store, options.leader, 'leader');
    if (options.follower !== undefined) needRole(store, options.follower, 'follower');
    const stopAsked = options.follow === true ? untilSignal() : null;
    // Before the first read, so that no change falls between the two.
    store.isChangedElsewhere();
    const tail = stopAsked && new CopyTail(store, Date.now());
    const lines = listed(store, options);
    if (tail === null || stopAsked === null) {
      print(ctx, lines, options);
      return;
    }
    if (!ctx.json) print(ctx, lines, options);
    else for (const line of lines) ctx.io.stdout.write(`${JSON.stringify(toJson(COLUMNS, line))}\n`);
    const stop = new AbortController();
    const look = (): void => {
      if (store.isChangedElsewhere()) follow(ctx, tail, options);
    };
    const followed = every(systemClock, LOOK_MS, look, stop.signal);
    await stopAsked;
    stop.abort();
    await followed;
  } finally {
    store.close();
  }
}

function listed(store: Store, { from, leader, follower, state }: Options): CopyLine[] {
  const fromMs = istToMs(from ?? istDate(Date.now())) ?? 0;
  const rows = store.copyList.since({ sinceSec: fromMs / 1000, leaderId: leader, followerId: follower });
  return rows.map(copyLine).filter((line) => state === undefined || line.stage === state);
}

function follow(ctx: Context, tail: CopyTail, { leader, follower, state }: Options): void {
  const now = Date.now();
  for (const line of tail.changes(now)) {
    if (leader !== undefined && line.leaderId !== leader) continue;
    if (follower !== undefined && line.followerId !== follower) continue;
    if (state !== undefined && line.stage !== state) continue;
    if (ctx.json) ctx.io.stdout.write(`${JSON.stringify(toJson(COLUMNS, line))}\n`);
    else ctx.print(null, `${istClock(now)} IST ${line.followerId ?? ''} ${copyWords(line)}`);
  }
}

function print(ctx: Context, lines: readonly CopyLine[], { from }: Options): void {
  const today = istDate(Date.now());
  const none = `no leader order ${from === undefined || from === today ? 'today' : `since ${from}`}`;
  ctx.print(
    lines.map((line) => toJson(COLUMNS, line)),
    lines.length === 0 ? none : `${toTable(COLUMNS, lines)}\n\n${summaryWords(lines)}`,
  );
}

const COLUMNS: readonly Column<CopyLine>[] = [
  column('orderedMs', 'TIME IST', (line) => line.orderedMs, timeWords),
  column('seenMs', null, (line) => line.seenMs),
  column('leaderOrderId', 'LEADER ORDER', (line) => line.leaderOrderId),
  column('leaderId', null, (line) => line.leaderId),
  column('leaderName', 'LEADER', (line) => line.leaderName),
  column(null, 'ORDER', (line) => `${line.side} ${formatCount(line.leaderQty)} ${line.symbol}`),
  column('side', null, (line) => line.side),
  column('symbol', null, (line) => line.symbol),
  column('product', 'PRODUCT', (line) => line.product),
  column('orderType', 'TYPE', (line) => line.orderType),
  column('leaderQuantity', null, (line) => line.leaderQty),
  column('leaderFilled', null, (line) => line.leaderFilled),
  column('leaderStatus', 'ITS STATUS', (line) => line.leaderStatus),
  column('leaderPrice', null, (line) => line.leaderPrice),
  column('copyId', null, (line) => line.copyId),
  column('followerId', null, (line) => line.followerId),
  column('followerName', 'FOLLOWER', (line) => line.followerName),
  column('quantity', null, (line) => line.copyQty),
  column('filled', null, (line) => line.filledQty),
  column(null, 'COPY', (line) => quantityWords(line) || '-'),
  column('state', 'STATE', (line) => line.stage),
  column('price', 'PRICE', (line) => line.price, formatRupees),
  column('latencyMs', 'SENT AFTER', (line) => line.latencyMs, formatElapsed),
  column('reasonCode', null, (line) => line.reasonCode),
  column('reason', 'REASON', (line) => line.reason),
];

/** With the date where it is not today's. */
function timeWords(ms: number): string {
  const date = istDate(ms);
  return date === istDate(Date.now()) ? istClock(ms) : `${date} ${istClock(ms)}`;
}
