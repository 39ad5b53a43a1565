import type { Account } from '@dhancopy/domain/account';
import { accountId } from '@dhancopy/domain/ids';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import type { Instrument, InstrumentId } from '@dhancopy/domain/instrument';
import { formatRatio } from '@dhancopy/domain/ratio';
import { REASONS } from '@dhancopy/domain/reason';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { strictest } from '@dhancopy/domain/trading-state';
import { shareOf, sizeEntry } from '../engine/readings.ts';
import type { Share } from '../engine/readings.ts';
import { capitalOf } from '../runtime/capital.ts';
import { InstrumentTable } from '../runtime/instrument-table.ts';
import { describeSizing, linkFromRow } from '../runtime/link-rows.ts';
import { tradingStateOf } from '../runtime/trading-state.ts';
import type { LinkRow } from '../store/accounts/links.ts';
import type { Store } from '../store/store.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';

export interface Preview {
  readonly quantity: number;
  readonly symbol: string;
  readonly reason: ReasonCode | null;
  /** Each step of the sizing in words. */
  readonly why: readonly string[];
}

/** Works an entry out the way the engine does, without sending anything. */
export function preview(store: Store, row: LinkRow, security: InstrumentId, leaderQty: number): Preview {
  const link = linkFromRow(row);
  const instrument = new InstrumentTable(store).get(security);
  if (!instrument)
    return refused(security, 'UNKNOWN_INSTRUMENT', ['run "dhancopy instruments sync" for the list of the day']);
  const symbol = instrument.tradingSymbol;
  const { segment } = splitInstrumentId(security);
  if (segment.endsWith('_CURRENCY') || segment === 'IDX_I') return refused(symbol, 'UNSUPPORTED_SEGMENT', []);
  const leader = accountOf(store, link.leaderId, 'leader');
  const follower = accountOf(store, link.followerId, 'follower');
  const share = shareOf(link.settings, leader, follower, instrument);
  const capitals = [`capital of the leader ${capitalWords(leader)}, of the follower ${capitalWords(follower)}`];
  if (!share) return refused(symbol, 'CAPITAL_UNKNOWN', [...capitals, 'run the engine once: it reads the funds']);
  const sized = sizeEntry(share, leaderQty);
  const state = strictest(link.state, follower.state, tradingStateOf(store).state);
  const quantity = state === 'ACTIVE' ? sized : 0;
  return {
    quantity,
    symbol,
    reason: state !== 'ACTIVE' ? 'LINK_REDUCING' : sized === 0 ? 'BELOW_ONE_LOT' : null,
    why: [
      `size: ${describeSizing(link.settings)}`,
      ...(link.settings.sizing === 'capital_proportional' ? capitals : []),
      lotWords(share, leaderQty, sized),
      ...sliceWords(instrument, quantity),
      ...(state === 'ACTIVE'
        ? []
        : [`nothing at the moment: the strictest state of system, account and link is ${state}`]),
    ],
  };
}

function refused(symbol: string, reason: ReasonCode, more: readonly string[]): Preview {
  return { quantity: 0, symbol, reason, why: [REASONS[reason], ...more] };
}

function accountOf(store: Store, id: string, role: Account['role']): Account {
  const row = store.accounts.get(id);
  return {
    id: accountId(id),
    role,
    name: row?.name ?? id,
    state: row?.state ?? 'HALTED',
    capital: capitalOf(store, id),
  };
}

function capitalWords({ capital }: Account): string {
  return capital === null ? 'unknown so far' : formatRupees(capital / 100);
}

function lotWords(share: Share, leaderQty: number, sized: number): string {
  const exact = share.factors.reduce((units, { num, den }) => (units * num) / den, leaderQty);
  const factor = share.factors.map(formatRatio).join(' × ');
  const head = `${formatCount(leaderQty)} × ${factor} = ${Number(exact.toFixed(4))} units, in lots of ${share.lotSize}`;
  if (sized === 0) return `${head}: below one lot, which this link skips (--below-one-lot one_lot would take one)`;
  return exact < share.lotSize ? `${head}: below one lot, which this link rounds up to one` : `${head}: ${sized}`;
}

function sliceWords({ freezeQty }: Instrument, quantity: number): string[] {
  if (freezeQty === null || quantity <= freezeQty) return [];
  return [`in ${Math.ceil(quantity / freezeQty)} orders: the exchange takes at most ${freezeQty} in one`];
}
