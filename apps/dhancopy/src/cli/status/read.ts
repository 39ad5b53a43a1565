import type { TradingState } from '@dhancopy/domain/trading-state';
import type { CopyStage } from '../../runtime/copy-stage.ts';
import { tradingStateOf } from '../../runtime/trading-state.ts';
import type { AccountStatus, RuntimeStatus } from '../../runtime/runtime-status.ts';
import { freeOf } from '../../runtime/disk-reserve.ts';
import type { Behind } from '../../runtime/thread-lag.ts';
import { hasWaiting } from '../../runtime/waiting-commands.ts';
import { neglectedTasks } from '../../runtime/maintenance/schedule.ts';
import type { MaintenanceRun, MaintenanceTask } from '../../store/care/maintenance-runs.ts';
import type { LoginMethod } from '../../store/accounts/account-logins.ts';
import type { Store } from '../../store/store.ts';
import { stageOfRow } from '../copies/read.ts';
import type { StageCounts } from '../copies/words.ts';
import type { Context } from '../context.ts';
import { readDatabase } from '../engine/database.ts';
import { EngineClient } from '../engine/client.ts';
import { EngineSilentError } from '../errors.ts';
import { brokerControlOf } from './broker-controls.ts';
import type { BrokerControl } from './broker-controls.ts';
import { flattensOf, owedExitsOf } from './flattens.ts';
import type { FlattenStand, OwedExit } from './flattens.ts';
import { reportedToday } from './reported.ts';
import type { Reported } from './reported.ts';
import type { LinkStand } from './stopped.ts';

export interface AccountLine {
  readonly clientId: string;
  readonly name: string;
  readonly role: 'leader' | 'follower';
  readonly tradingState: TradingState;
  /** The engine's session; null when no engine runs. */
  readonly session: AccountStatus | null;
  /** As the database has it; null when there is none. */
  readonly token: { readonly expiresMs: number | null } | null;
  /** How the next token is made. */
  readonly login: LoginMethod | 'web';
  readonly funds: { readonly availableRupees: number; readonly atMs: number } | null;
}

export interface Status {
  readonly engine: {
    readonly running: boolean;
    /** It runs and has not answered for so long, ms; null when it has, or when none runs. */
    readonly silentMs: number | null;
    readonly pid: number | null;
    readonly port: number | null;
    readonly startedMs: number | null;
    /** Orders copied or being copied that the engine holds in memory. */
    readonly copies: { readonly known: number; readonly open: number; readonly copied: number } | null;
    readonly inbox: number | null;
    /** What a full disk stops, in words; null while there is room. */
    readonly diskShort: string | null;
    /** How long what comes in waits before the engine looks at it. */
    readonly behind: Behind | null;
  };
  readonly tradingState: TradingState;
  /** The setting `copy_enabled`: without it, only exits are copied. */
  readonly isCopyEnabled: boolean;
  readonly killSwitch: { readonly by: string | null; readonly reason: string | null; readonly sinceMs: number } | null;
  /** The broker's own controls that were on when they were read last. */
  readonly brokerControls: readonly BrokerControl[];
  readonly accounts: readonly AccountLine[];
  readonly links: {
    readonly active: number;
    readonly paused: number;
    readonly halted: number;
    /** Those that are not active. */
    readonly stopped: readonly LinkStand[];
  };
  /** A command waits in the data folder, because the database was locked. */
  readonly hasWaitingCommand: boolean;
  /** Links that the engine is to close, and has not closed yet. */
  readonly toFlatten: number;
  /** Each of them, with what is left. */
  readonly flattens: readonly FlattenStand[];
  /** Copied units whose closing order fails and is tried again. */
  readonly owedExits: readonly OwedExit[];
  /** Since the start of the Indian day would need a calendar; the last 24 hours do not. */
  readonly last24h: StageCounts;
  /** Positions that do not match their accounts, so that entries wait. */
  readonly doubts: readonly { readonly follower: string; readonly symbol: string; readonly why: string }[];
  /** What the engine reported on this trading day and does not settle itself. */
  readonly reported: readonly Reported[];
  /** The last run of each task of the database's care. */
  readonly maintenance: readonly MaintenanceRun[];
  /** Tasks of it that were not done for long. */
  readonly neglected: readonly MaintenanceTask[];
  /** Of the disk of the data folder; null when that cannot be read. */
  readonly freeBytes: number | null;
  /** When this was put together, epoch ms. */
  readonly atMs: number;
}

/** From the running engine where there is one; funds, links and counts always from the database. */
export async function readStatus(ctx: Context): Promise<Status> {
  const { client, live, silent } = await askEngine(ctx);
  const atMs = Date.now();
  return readDatabase(ctx, (store) => {
    const flattens = flattensOf(store);
    return {
      engine: {
        running: live !== null || silent !== null,
        silentMs: silent && ctx.settings.engineAnswersMs,
        pid: client?.pid ?? silent?.pid ?? null,
        port: client?.port ?? null,
        startedMs: live?.startedMs ?? null,
        copies: live?.copies ?? null,
        inbox: live?.inbox ?? null,
        diskShort: live?.diskShort ?? null,
        behind: live?.behind ?? null,
      },
      tradingState: tradingStateOf(store).state,
      isCopyEnabled: store.config.getBoolean('copy_enabled'),
      killSwitch: killSwitchOf(store),
      brokerControls: store.brokerControls.active().map(brokerControlOf),
      accounts: accountsOf(store, live),
      links: linksOf(store),
      hasWaitingCommand: hasWaiting(ctx.settings.home),
      toFlatten: flattens.length,
      flattens,
      owedExits: owedExitsOf(store, flattens),
      last24h: countsSince(store, atMs - 86_400_000),
      doubts: doubtsOf(store),
      reported: reportedToday(store, atMs),
      maintenance: store.maintenanceRuns.latest(),
      neglected: neglectedTasks(atMs, store.maintenanceRuns.caredForSince()),
      freeBytes: freeBytesOf(ctx.settings.home),
      atMs,
    };
  });
}

function freeBytesOf(home: string): number | null {
  try {
    return freeOf(home);
  } catch {
    return null;
  }
}

async function askEngine({ settings }: Context): Promise<{
  readonly client: EngineClient | null;
  readonly live: RuntimeStatus | null;
  readonly silent: EngineSilentError | null;
}> {
  try {
    const client = await EngineClient.find(settings.home, settings.engineAnswersMs);
    return { client, live: client && (await client.status(settings.engineAnswersMs)), silent: null };
  } catch (error) {
    if (error instanceof EngineSilentError) return { client: null, live: null, silent: error };
    throw error;
  }
}

function accountsOf(store: Store, live: RuntimeStatus | null): AccountLine[] {
  const ends = store.tokens.ends();
  const logins = store.accountLogins.facts();
  return store.accounts.list().map((row) => {
    const { account_id: clientId, name, role, state: tradingState } = row;
    const endSec = ends.get(clientId);
    return {
      clientId,
      name,
      role,
      tradingState,
      session: live?.accounts.find(({ accountId }) => accountId === clientId) ?? null,
      token: endSec === undefined ? null : { expiresMs: endSec === null ? null : endSec * 1000 },
      login: logins.get(clientId)?.method ?? 'web',
      funds: fundsOf(store, clientId),
    };
  });
}

function killSwitchOf(store: Store): Status['killSwitch'] {
  const active = store.tradersControl.activeKillSwitches()[0];
  if (!active) return null;
  return {
    by: active.activated_by,
    reason: active.reason,
    sinceMs: (active.activated_at ?? active.created_at) * 1000,
  };
}

function fundsOf(store: Store, id: string): AccountLine['funds'] {
  const row = store.funds.latest(id);
  return row ? { availableRupees: row.available_balance, atMs: row.snapshot_ts * 1000 } : null;
}

function linksOf(store: Store): Status['links'] {
  const links = store.links.list();
  const count = (of: TradingState): number => links.filter(({ state }) => state === of).length;
  const stopped = links
    .filter(({ state }) => state !== 'ACTIVE')
    .map((link) => ({ leaderId: link.leader_account_id, followerId: link.follower_account_id, state: link.state }));
  return { active: count('ACTIVE'), paused: count('REDUCING'), halted: count('HALTED'), stopped };
}

function countsSince(store: Store, sinceMs: number): Status['last24h'] {
  const counts: Partial<Record<CopyStage, number>> = {};
  for (const row of store.mappings.mappingsSince(Math.floor(sinceMs / 1000))) {
    const stage = stageOfRow(row);
    counts[stage] = (counts[stage] ?? 0) + 1;
  }
  return counts;
}

function doubtsOf(store: Store): Status['doubts'] {
  return store.copyPositions.list().flatMap((row) => {
    if (row.doubt === null) return [];
    const follower = store.links.byId(row.link_id)?.follower_account_id ?? '';
    const symbol = store.instruments.get(row.exchange_segment, row.security_id)?.trading_symbol ?? row.asset;
    return [{ follower, symbol, why: row.doubt }];
  });
}
