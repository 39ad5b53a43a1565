import type { ReasonCode } from '@dhancopy/domain/reason';
import { strictest } from '@dhancopy/domain/trading-state';
import type { Link } from '@dhancopy/domain/link';
import type { EngineState } from '../state.ts';
import type { Refusal } from './gate.ts';

export interface Permission {
  /** Why nothing may be sent at all, or null. */
  readonly halted: Refusal | null;
  /** Why entries may not be placed, or null. Exits pass. */
  readonly reducing: Refusal | null;
  /** Why the account cannot take orders just now, or null. Nothing is refused for it, it waits. */
  readonly notReady: string | null;
}

/** What the system, both accounts and the link allow at this moment; the strictest counts. */
export function permissionFor(state: EngineState, link: Link): Permission {
  const follower = state.accounts.get(link.followerId);
  const leader = state.accounts.get(link.leaderId)?.account.state ?? 'ACTIVE';
  const account = strictest(follower?.account.state ?? 'HALTED', leader);
  let halted: Refusal | null = null;
  if (state.tradingState === 'HALTED') halted = { reason: 'TRADING_HALTED', detail: '' };
  else if (account === 'HALTED') halted = { reason: 'ACCOUNT_HALTED', detail: '' };
  else if (link.state === 'HALTED') halted = { reason: 'LINK_HALTED', detail: '' };

  let reducing: Refusal | null = halted;
  if (state.tradingState === 'REDUCING') reducing ??= { reason: reducedBy(state), detail: '' };
  if (account === 'REDUCING') reducing ??= { reason: 'ACCOUNT_REDUCING', detail: '' };
  if (link.state === 'REDUCING') reducing ??= { reason: 'LINK_REDUCING', detail: '' };

  const notReady = follower?.ready
    ? null
    : (follower?.why ?? 'the follower account is not aligned with the broker yet');
  return { halted, reducing, notReady };
}

function reducedBy({ killSwitch, isDiskFull }: EngineState): ReasonCode {
  if (killSwitch) return 'KILL_SWITCH';
  return isDiskFull ? 'DISK_FULL' : 'TRADING_PAUSED';
}
