import type { AccountStatus } from '../../../runtime/runtime-status.ts';
import type { Status } from '../read.ts';

/** 2026-01-05 09:15:00 in India, epoch ms. */
export const NOW = 1_767_584_700_000;

/** A running engine with nothing amiss. */
export function aStatus(changes: Partial<Status> = {}): Status {
  return {
    engine: {
      running: true,
      silentMs: null,
      pid: 1,
      port: 8420,
      startedMs: NOW - 60_000,
      copies: null,
      inbox: 0,
      diskShort: null,
      behind: null,
    },
    tradingState: 'ACTIVE',
    isCopyEnabled: true,
    killSwitch: null,
    brokerControls: [],
    accounts: [],
    links: { active: 1, paused: 0, halted: 0, stopped: [] },
    last24h: {},
    doubts: [],
    reported: [],
    maintenance: [],
    neglected: [],
    hasWaitingCommand: false,
    toFlatten: 0,
    flattens: [],
    owedExits: [],
    freeBytes: 1e12,
    atMs: NOW,
    ...changes,
  };
}

/** A follower that the engine has, live. */
export function aSession(changes: Partial<AccountStatus> = {}): AccountStatus {
  return {
    accountId: '1100000002',
    name: 'Ravi',
    role: 'follower',
    tradingState: 'ACTIVE',
    ordersUsed: { second: 0, minute: 0, hour: 0, day: 0 },
    tokenExpiresMs: null,
    login: { method: 'web', renewsMs: null, problem: '' },
    state: 'LIVE',
    why: '',
    blockedBy: null,
    streamOpen: true,
    lastProofMs: null,
    reconnects: 0,
    framesReceived: 0,
    ...changes,
  };
}
