import { strictest } from '@dhancopy/domain/trading-state';
import type { TradingState } from '@dhancopy/domain/trading-state';
import type { RuntimeStatus } from '../runtime/runtime-status.ts';
import { counted } from './format/counted.ts';
import { setupGap } from './status/setup-gap.ts';
import { accountStops, haltedLinks, pausedLinks, sessionStops, systemStops } from './status/stopped.ts';

/** What a started engine does, and what keeps it from copying: said at the start, so that nobody takes a silence for a quiet market. */
export function startedWords(status: RuntimeStatus): string {
  const { accounts, links } = status;
  return [
    headWords(status),
    ...setupGap(accounts, links.length),
    ...systemWords(status),
    ...haltedLinks(links),
    ...accounts.flatMap(sessionStops),
    ...accounts.flatMap(({ accountId, name, tradingState }) => accountStops(accountId, name, tradingState)),
    ...pausedLinks(links),
  ].join('; ');
}

/** Where the start of a run is printed. */
export interface RunOutput {
  /** The log has a JSON object on each line, for programs. */
  readonly isStructured: boolean;
  /** Somebody sees what is no log. */
  readonly isWatched: boolean;
}

/** The start of a run, said once to each reader: the line next to the log, and whether the log has it too. */
export function startLine(words: string, port: number, { isStructured, isWatched }: RunOutput) {
  const server = `local server on http://127.0.0.1:${port}; stop with Ctrl-C`;
  return { text: isStructured && !isWatched ? server : `${words}; ${server}`, isLogged: isStructured };
}

/** By the links that can do the most. */
function headWords({ accounts, links, tradingState }: RuntimeStatus): string {
  const live = new Map(accounts.filter(({ state }) => state === 'LIVE').map((each) => [each.accountId, each]));
  const states = links.flatMap(({ leaderId, followerId, state }): TradingState[] => {
    const [leader, follower] = [live.get(leaderId), live.get(followerId)];
    return leader && follower ? [strictest(tradingState, state, leader.tradingState, follower.tradingState)] : [];
  });
  const active = states.filter((state) => state === 'ACTIVE').length;
  if (active > 0) {
    const of = active === links.length ? counted(active, 'link') : `${active} of ${links.length} links`;
    return `copying: ${of}, ${live.size} of ${accounts.length} accounts live`;
  }
  return states.includes('REDUCING') ? 'NO ENTRY IS COPIED, ONLY EXITS' : 'NOTHING IS COPIED';
}

/** On a full disk the engine itself brings the system down to exits: nobody has paused it. */
function systemWords({ tradingState, killSwitch: isKilled, isCopyEnabled, diskShort }: RuntimeStatus): string[] {
  const isByDisk = diskShort !== null && !isKilled && tradingState === 'REDUCING';
  return systemStops({ tradingState: isByDisk ? 'ACTIVE' : tradingState, isKilled, isCopyEnabled, diskShort });
}
