import { tokenCommand } from '../../runtime/advice.ts';
import type { CopyStage } from '../../runtime/copy-stage.ts';
import { START_BYTES } from '../doctor/disk.ts';
import { formatBytes } from '../format/bytes.ts';
import { counted } from '../format/counted.ts';
import { formatAge, formatDuration, formatTime } from '../format/time.ts';
import { brokerControlNeeds } from './broker-controls.ts';
import type { FlattenStand } from './flattens.ts';
import type { AccountLine, Status } from './read.ts';
import { reportedNeeds } from './reported.ts';
import { setupGap } from './setup-gap.ts';
import { accountStops, haltedLinks, pausedLinks, sessionStops, systemStops } from './stopped.ts';

/** A token with less than this left may not last the session (09:15 to 15:30), ms. */
const SOON_MS = 2 * 3_600_000;

/** What needs somebody, the most urgent first, each with what to do. Empty when nothing does. */
export function needsOf(status: Status, nowMs: number): string[] {
  const { engine, killSwitch, isCopyEnabled, brokerControls, tradingState } = status;
  const { links, accounts, doubts, last24h, neglected, hasWaitingCommand, flattens, owedExits, reported } = status;
  return [
    ...(engine.running ? [] : [notRunningWords(status.freeBytes)]),
    ...(engine.silentMs === null
      ? []
      : [
          `the engine does not answer for ${engine.silentMs / 1000} s: see "dhancopy doctor"; "dhancopy kill" works all the same`,
        ]),
    ...systemStops(
      { tradingState, isKilled: killSwitch !== null, isCopyEnabled, diskShort: engine.diskShort },
      killSwitch ? ` (${formatAge(killSwitch.sinceMs, nowMs)})` : '',
    ),
    ...(hasWaitingCommand
      ? ['a command waits because the database was locked; the engine carries it out before it decides anything else']
      : []),
    ...owedExits.map(
      ({ leaderId, followerId, held, order }) =>
        `${followerId}: ${held ?? 'copied units'} are still to be closed, for ${leaderId}: ${order}. If the broker keeps refusing, close them in the account's own app`,
    ),
    ...flattenNeeds(flattens, engine, nowMs),
    ...brokerControlNeeds(brokerControls, nowMs),
    ...haltedLinks(links.stopped),
    ...accounts.flatMap((line) => accountNeeds(line, engine.running && engine.silentMs === null, nowMs)),
    ...pausedLinks(links.stopped),
    ...doubts.map(
      ({ follower, symbol, why }) =>
        `${follower}: the account does not match what was copied of ${symbol} (${why}); entries of it wait. See "dhancopy positions"`,
    ),
    ...reportedNeeds(reported, nowMs),
    ...setupGap(accounts, links.active + links.stopped.length),
    ...copyNeeds(last24h),
    ...(neglected.length === 0
      ? []
      : [`${neglected.join(', ')} database maintenance is overdue: run "dhancopy db maintain"`]),
  ];
}

function notRunningWords(freeBytes: number | null): string {
  if (freeBytes === null || freeBytes >= START_BYTES)
    return 'no engine is running, so nothing is copied: run "dhancopy run"';
  return `no engine is running, so nothing is copied, and none may be able to start: ${formatBytes(freeBytes)} are free on the disk. Free some space, then run "dhancopy run"`;
}

/** So many links have a line each; the others are counted. */
const FLATTENS_MAX = 5;

function flattenNeeds(stands: readonly FlattenStand[], engine: Status['engine'], nowMs: number): string[] {
  const [first] = stands;
  if (!first) return [];
  const rest = stands.length - FLATTENS_MAX;
  const askedMs = Math.min(...stands.map((stand) => stand.askedMs));
  return [
    `flatten of ${formatTime(askedMs)} (${formatAge(askedMs, nowMs)}): what ${counted(stands.length, 'link')} copied is not all closed yet; ${flattenWords(engine)}. ` +
      'To withdraw that, run "dhancopy resume"; what it has begun to close is closed all the same',
    ...stands.slice(0, FLATTENS_MAX).flatMap(({ leaderId, followerId, left }) => {
      const words = left.map(({ held, order }) => (held === null ? order : `${held} (${order})`)).join(', ');
      return words === '' ? [] : [`flatten: left of the link ${leaderId} → ${followerId}: ${words}`];
    }),
    ...(rest > 0 ? [`flatten: ${counted(rest, 'more link')}; see "dhancopy flatten --plan"`] : []),
  ];
}

function flattenWords({ running: isRunning, silentMs }: Status['engine']): string {
  if (!isRunning) return 'the next "dhancopy run" begins with it';
  return silentMs === null ? 'the engine goes on with it' : 'the engine begins with it as soon as it goes on';
}

function accountNeeds(
  { clientId, name, session, tradingState, token, login }: AccountLine,
  isLive: boolean,
  nowMs: number,
): string[] {
  const who = `${name} ${clientId}`;
  // An engine that runs makes it by itself; without one, it does so when it starts.
  const isMade = session ? session.login.renewsMs !== null : login === 'totp';
  return [
    ...(isLive && session ? sessionStops(session) : []),
    ...accountStops(clientId, name, tradingState),
    ...(isMade ? [] : tokenNeeds(who, token, renewWords(clientId, login), isLive, nowMs)),
  ];
}

/** Where the engine is live, it says itself that an account has no token, or one that is over. */
function tokenNeeds(who: string, token: AccountLine['token'], renew: string, isLive: boolean, nowMs: number): string[] {
  if (token === null) return isLive ? [] : [`${who} has no token: ${renew}`];
  const left = token.expiresMs === null ? Infinity : token.expiresMs - nowMs;
  if (left <= 0) return isLive ? [] : [`the token of ${who} ended ${formatDuration(left)} ago: ${renew}`];
  return left < SOON_MS ? [`the token of ${who} ends in ${formatDuration(left)}: ${renew}`] : [];
}

function renewWords(clientId: string, login: AccountLine['login']): string {
  return login === 'web'
    ? `make one at web.dhan.co, then run ${tokenCommand(clientId)}`
    : `run "dhancopy account login --client-id ${clientId}"`;
}

function copyNeeds(counts: Status['last24h']): string[] {
  const of = (stage: CopyStage): number => counts[stage] ?? 0;
  return [
    ...(of('unknown') === 0
      ? []
      : [
          `${counted(of('unknown'), 'copy waits', 'copies wait')} for the answer to a request, and the broker is being asked: see "dhancopy copies --state unknown"`,
        ]),
    ...(of('failed') === 0
      ? []
      : [
          `${counted(of('failed'), 'copy', 'copies')} failed in the last 24 hours: see "dhancopy copies --state failed"`,
        ]),
  ];
}
