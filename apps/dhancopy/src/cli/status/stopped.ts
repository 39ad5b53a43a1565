import type { TradingState } from '@dhancopy/domain/trading-state';
import type { AccountStatus } from '../../runtime/runtime-status.ts';
import { counted } from '../format/counted.ts';

/** The state of the whole system, and what set it. */
export interface SystemStand {
  readonly tradingState: TradingState;
  /** The kill switch is on. */
  readonly isKilled: boolean;
  /** The setting `copy_enabled`. If it is false, entries are not copied after a resume either. */
  readonly isCopyEnabled: boolean;
  /** What a full disk stops, in words. */
  readonly diskShort: string | null;
}

/** A link as far as its state goes. */
export interface LinkStand {
  readonly leaderId: string;
  readonly followerId: string;
  readonly state: TradingState;
}

/** So many links have a line each; the others are counted. */
const LINES_MAX = 5;

/**
 * What the whole system does not send, the most urgent first, each with the command that ends it.
 * @param since - ` (12 s ago)`, or "" where it is not known
 */
export function systemStops({ tradingState, isKilled, isCopyEnabled, diskShort }: SystemStand, since = ''): string[] {
  return [
    ...(tradingState === 'HALTED' ? [haltWords(isKilled, since)] : []),
    ...(diskShort === null ? [] : [diskShort]),
    ...(isKilled && tradingState !== 'HALTED'
      ? [`the kill switch is on${since}: entries are not copied, exits are; run "dhancopy resume"`]
      : []),
    // With the setting off, the state is REDUCING whether somebody has paused or not.
    ...(!isKilled && isCopyEnabled && tradingState === 'REDUCING'
      ? ['copying is paused: entries are not copied, exits are; run "dhancopy resume"']
      : []),
    ...(isCopyEnabled
      ? []
      : [
          'the setting copy_enabled is false: entries are not copied, not even after "dhancopy resume"; run "dhancopy config set copy_enabled true"',
        ]),
  ];
}

/** The kill switch cancels what rests, but a cancellation is sent as well: while all is halted, none is. */
function haltWords(isKilled: boolean, since: string): string {
  const cause = isKilled ? `the kill switch is on with --all${since}` : 'all trading is paused';
  return (
    `${cause}: NOTHING IS SENT, exits included; entry copies that rest at the broker stay there, and may fill. ` +
    'To copy exits, run "dhancopy kill"; to copy everything, run "dhancopy resume"'
  );
}

/** The halted links: their exits are not sent either. */
export function haltedLinks(links: readonly LinkStand[]): string[] {
  return linkLines(links, 'HALTED', 'halted', 'nothing is sent for it, exits included');
}

/** The paused links. */
export function pausedLinks(links: readonly LinkStand[]): string[] {
  return linkLines(links, 'REDUCING', 'paused', "the leader's new entries are not copied, exits are");
}

function linkLines(links: readonly LinkStand[], state: TradingState, word: string, effect: string): string[] {
  const stopped = links.filter((link) => link.state === state);
  const rest = stopped.length - LINES_MAX;
  return [
    ...stopped
      .slice(0, LINES_MAX)
      .map(
        ({ leaderId, followerId }) =>
          `the link ${leaderId} → ${followerId} is ${word}: ${effect}; run "dhancopy link resume --leader ${leaderId} --follower ${followerId}"`,
      ),
    ...(rest > 0 ? [`${word} too: ${counted(rest, 'more link')}; see "dhancopy link list"`] : []),
  ];
}

/** What an account's own state keeps from being sent for it. */
export function accountStops(clientId: string, name: string, state: TradingState): string[] {
  if (state === 'ACTIVE') return [];
  const effect =
    state === 'HALTED' ? 'halted: nothing is sent for it, exits included' : 'paused: entries are not copied, exits are';
  return [`${name} ${clientId} is ${effect}; run "dhancopy account resume --client-id ${clientId}"`];
}

/** Why an account of a running engine does not trade, and what to do. */
export function sessionStops(
  session: Pick<AccountStatus, 'accountId' | 'name' | 'state' | 'why' | 'blockedBy'>,
): string[] {
  const { accountId, name, state, why, blockedBy } = session;
  if (state === 'LIVE') return [];
  return [`${name} ${accountId} is ${state}: ${why || 'no reason known'}${nextStep(accountId, why, blockedBy)}`];
}

function nextStep(accountId: string, why: string, blockedBy: AccountStatus['blockedBy']): string {
  if (blockedBy === null) return '';
  // A corrected address is not noticed by itself: it shows on writes alone.
  if (blockedBy === 'ADDRESS') return `; then run "dhancopy account resume --client-id ${accountId}"`;
  return why.includes('"dhancopy ') ? '' : '; run "dhancopy doctor"';
}
