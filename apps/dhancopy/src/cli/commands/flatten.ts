import type { Command } from 'commander';
import { EngineLock } from '../../runtime/engine-lock.ts';
import { flatten, refuseHalted } from '../../runtime/operations/flatten.ts';
import { chosenLinks } from '../../runtime/operations/which-links.ts';
import type { Which } from '../../runtime/operations/which-links.ts';
import type { Store } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { operate } from '../engine/operate.ts';
import { FailedError } from '../errors.ts';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Io } from '../io.ts';
import { flagOf, whoAsks } from '../operation-command.ts';

interface Options extends Which {
  readonly reason?: string;
  readonly plan?: boolean;
}

/** What one link holds of one instrument. */
interface Held {
  readonly leader: string;
  readonly follower: string;
  readonly instrument: string;
  readonly product: string;
  /** Signed. */
  readonly units: number;
}

const COLUMNS = [
  column('follower', 'FOLLOWER', (row: Held) => row.follower),
  column('leader', 'LEADER', (row: Held) => row.leader),
  column('instrument', 'INSTRUMENT', (row: Held) => row.instrument),
  column('product', 'PRODUCT', (row: Held) => row.product),
  column('units', 'COPIED UNITS', (row: Held) => row.units),
];

/** `flatten`: shows what was copied, closes it, and shows what is left. */
export function registerFlatten(program: Command, io: Io): void {
  const { leader, follower, reason } = flatten.schema.shape;
  const command = program
    .command('flatten')
    .description(
      'close copied positions at the market, cancel resting copies, and stop entries; own units of followers are not traded; needs a running engine',
    )
    .addOption(flagOf('leader', leader))
    .addOption(flagOf('follower', follower))
    .addOption(flagOf('reason', reason))
    .option('--plan', 'only show what would be closed')
    .addHelpText('after', examples('flatten', 'flatten --follower 1100000002', 'flatten --plan'));
  onRun<Options>(command, io, run);
}

async function run(ctx: Context, { leader, follower, reason = '', plan = false }: Options): Promise<void> {
  needDatabase(ctx);
  const which = { leader, follower };
  const before = readDatabase(ctx, (store) => heldOf(store, which));
  if (plan) {
    ctx.print(
      { plan: before.map((row) => toJson(COLUMNS, row)) },
      tableOf(before, 'nothing was copied that is still held'),
    );
    return;
  }
  if (!EngineLock.isHeld(ctx.settings.home)) {
    throw new FailedError('no engine is running to close positions; start it with "dhancopy run"');
  }
  // Now, and not when the command may already wait for a locked database.
  readDatabase(ctx, refuseHalted);
  ctx.progress(`to close:\n${tableOf(before, 'nothing is held; resting copies are cancelled')}`);
  const { done, through } = await operate(ctx, flatten, { by: whoAsks(), reason, leader, follower });
  // It is wanted, but nothing is closed yet: that is no success.
  if (through === 'unanswered') throw new FailedError(done);
  const left = readDatabase(ctx, (store) => heldOf(store, which));
  ctx.print(
    { plan: before.map((row) => toJson(COLUMNS, row)), done, left: left.map((row) => toJson(COLUMNS, row)) },
    `${done}\n${tableOf(left, `nothing is held any more: ${before.length} of ${before.length} positions are closed`)}`,
  );
}

function heldOf(store: Store, which: Which): Held[] {
  return chosenLinks(store, which).flatMap(({ id, leader_account_id: leader, follower_account_id: follower }) =>
    store.copyPositions.held(id).map((row) => ({
      leader,
      follower,
      instrument:
        store.instruments.get(row.exchange_segment, row.security_id)?.trading_symbol ??
        `${row.exchange_segment}:${row.security_id}`,
      product: row.product,
      units: row.held_qty,
    })),
  );
}

function tableOf(rows: readonly Held[], none: string): string {
  return rows.length === 0 ? none : toTable(COLUMNS, rows);
}
