import { accountId } from '@dhancopy/domain/ids';
import type { TradingState } from '@dhancopy/domain/trading-state';
import { copiedQtyOf } from '../engine/index.ts';
import type { Access } from './access/access.ts';
import type { TokenStatus } from './access/token-renewal.ts';
import type { SessionStatus } from './account/account-session.ts';
import type { Budgets } from './budgets.ts';
import type { EngineLoop } from './engine-loop.ts';
import type { Accounts } from './accounts.ts';
import type { Behind } from './thread-lag.ts';
import type { Inbox } from './inbox.ts';
import type { Sessions } from './account/sessions.ts';

export interface AccountStatus extends SessionStatus {
  readonly accountId: string;
  readonly name: string;
  readonly role: 'leader' | 'follower';
  readonly tradingState: TradingState;
  readonly ordersUsed: {
    readonly second: number;
    readonly minute: number;
    readonly hour: number;
    readonly day: number;
  };
  /** Epoch ms; null when the token does not say. */
  readonly tokenExpiresMs: number | null;
  /** How its tokens are made. */
  readonly login: TokenStatus;
}

/** A link as the engine has it. */
export interface LinkStatus {
  readonly leaderId: string;
  readonly followerId: string;
  readonly state: TradingState;
}

export interface RuntimeStatus {
  readonly startedMs: number;
  readonly atMs: number;
  readonly tradingState: TradingState;
  readonly killSwitch: boolean;
  /** The setting `copy_enabled`: without it, only exits are copied. */
  readonly isCopyEnabled: boolean;
  readonly accounts: readonly AccountStatus[];
  readonly links: readonly LinkStatus[];
  readonly copies: { readonly known: number; readonly open: number; readonly copied: number };
  readonly inbox: number;
  readonly behind: Behind;
  /** The disk is full, and entries stop until there is room: in words; null while there is. */
  readonly diskShort: string | null;
}

/** The engine's own picture at this moment. */
export function runtimeStatus(of: {
  /** Epoch ms. */
  readonly startedMs: number;
  readonly atMs: number;
  readonly behind: Behind;
  readonly diskShort: string | null;
  readonly isCopyEnabled: boolean;
  readonly loop: EngineLoop;
  readonly inbox: Inbox;
  readonly sessions: Sessions;
  readonly accounts: Accounts;
  readonly budgets: Budgets;
  readonly access: Access;
}): RuntimeStatus {
  const { startedMs, atMs, behind, diskShort, isCopyEnabled, loop, inbox, sessions, accounts, budgets, access } = of;
  let open = 0;
  let copied = 0;
  for (const copy of loop.state.copies.values()) {
    if (copy.outcome === null) open += 1;
    if (copiedQtyOf(copy) > 0) copied += 1;
  }
  return {
    startedMs,
    atMs,
    tradingState: loop.state.tradingState,
    killSwitch: loop.state.killSwitch,
    isCopyEnabled,
    links: [...loop.state.links.values()].map(({ leaderId, followerId, state }) => ({ leaderId, followerId, state })),
    copies: { known: loop.state.copies.size, open, copied },
    inbox: inbox.length,
    behind,
    diskShort,
    accounts: accounts.accounts.map((row) => {
      const id = accountId(row.account_id);
      const session = sessions.get(id)?.status;
      return {
        accountId: row.account_id,
        name: row.name,
        role: row.role,
        tradingState: row.state,
        ordersUsed: budgets.get(id)?.used(atMs) ?? { second: 0, minute: 0, hour: 0, day: 0 },
        tokenExpiresMs: access.token(id)?.expiresMs ?? null,
        login: access.status(id),
        state: session?.state ?? 'STOPPED',
        why: session?.why ?? '',
        blockedBy: session?.blockedBy ?? null,
        streamOpen: session?.streamOpen ?? false,
        lastProofMs: session?.lastProofMs ?? null,
        reconnects: session?.reconnects ?? 0,
        framesReceived: session?.framesReceived ?? 0,
      };
    }),
  };
}
