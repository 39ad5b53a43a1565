import { plainLine } from '@dhancopy/domain/plain-text';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { accountAddCommand } from '../../runtime/advice.ts';
import type { AccountStatus } from '../../runtime/runtime-status.ts';
import { stageWords } from '../copies/words.ts';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { counted } from '../format/counted.ts';
import { formatElapsed, formatAge, formatDuration, formatTime } from '../format/time.ts';
import { brokerControlWords } from './broker-controls.ts';
import { needsOf } from './needs.ts';
import type { AccountLine, Status } from './read.ts';

/** The status as text: what matters most first, every figure with its age. */
export function formatStatus(status: Status, nowMs: number): string {
  const { engine, last24h, links } = status;
  const needs = needsOf(status, nowMs);
  return [
    ...(needs.length === 0
      ? ['nothing needs you now']
      : ['NEEDS YOU:', ...needs.map((need) => `  ${plainLine(need)}`)]),
    '',
    engineWords(status, nowMs),
    tradingWords(status, nowMs),
    ...brokerControlWords(status.brokerControls, nowMs).map(plainLine),
    linkWords(links),
    `copies of the last 24 hours: ${stageWords(last24h)}`,
    '',
    status.accounts.length === 0
      ? `no account yet; add one with ${accountAddCommand('leader')}`
      : toTable(accountColumns(nowMs), status.accounts),
    ...careWords(status, nowMs),
    '',
    `as of ${formatTime(status.atMs)}${engine.running && engine.silentMs === null ? ', live from the engine' : ', from the database'}`,
  ].join('\n');
}

function engineWords({ engine }: Status, nowMs: number): string {
  if (!engine.running) return 'engine: not running; nothing is copied. Start it with "dhancopy run"';
  if (engine.silentMs !== null) {
    return (
      `engine: NOT ANSWERING for ${engine.silentMs / 1000} s (process ${engine.pid ?? '?'}): stopped, or too busy. ` +
      '"dhancopy kill" works all the same; what follows is from the database'
    );
  }
  const { copies, startedMs, behind } = engine;
  const since = startedMs === null ? '' : ` for ${formatDuration(nowMs - startedMs)}`;
  const held = copies
    ? `, ${counted(copies.known, 'copy', 'copies')} known, ${formatCount(copies.open)} of them open`
    : '';
  const late = behind
    ? `, at most ${formatElapsed(behind.worstMs)} behind in the last minute (${formatDuration(behind.worstAgoMs)} ago)`
    : '';
  return `engine: running${since} (process ${engine.pid ?? '?'}, port ${engine.port ?? '?'})${held}${late}`;
}

function tradingWords({ engine, tradingState, killSwitch }: Status, nowMs: number): string {
  if (engine.diskShort !== null && tradingState === 'ACTIVE') return 'trading: REDUCING, because the disk is full';
  if (!killSwitch) return `trading: ${tradingState}`;
  const { by, reason, sinceMs } = killSwitch;
  return (
    `trading: ${tradingState}; KILL SWITCH ON since ${formatTime(sinceMs)} (${formatAge(sinceMs, nowMs)}), ` +
    plainLine(`by ${by ?? 'unknown'}: ${reason ?? 'no reason given'}`)
  );
}

function linkWords({ active, paused, halted }: Status['links']): string {
  return [
    `links: ${active} active`,
    ...(paused > 0 ? [`${paused} paused`] : []),
    ...(halted > 0 ? [`${halted} halted`] : []),
  ].join(', ');
}

/** The status as a program reads it. */
export function statusToJson(status: Status, nowMs: number): object {
  return { ...status, accounts: status.accounts.map((line) => toJson(accountColumns(nowMs), line)) };
}

function accountColumns(nowMs: number): readonly Column<AccountLine>[] {
  return [
    column('clientId', 'CLIENT ID', ({ clientId }) => clientId),
    column('name', 'NAME', ({ name }) => name),
    column('role', 'ROLE', ({ role }) => role),
    column('tradingState', 'TRADING', ({ tradingState }) => tradingState),
    column('session', 'CONNECTION', ({ session }) => session, connectionWords),
    column(
      null,
      'LAST SIGN OF LIFE',
      ({ session }) => session?.lastProofMs,
      (atMs) => formatAge(atMs, nowMs),
    ),
    column(
      null,
      'ORDERS MIN/DAY',
      ({ session }) => session?.ordersUsed,
      ({ minute, day }) => `${minute}/${formatCount(day)}`,
    ),
    column(
      'funds',
      'AVAILABLE',
      ({ funds }) => funds,
      ({ availableRupees, atMs }) => `${formatRupees(availableRupees)} (${formatAge(atMs, nowMs)})`,
    ),
    column(
      'token',
      'TOKEN',
      ({ token }) => token,
      ({ expiresMs }, { session }) => tokenWords(expiresMs, session, nowMs),
      'NONE',
    ),
    column('login', null, ({ login }) => login),
  ];
}

/** Nothing where it never ran: a first day is no news. */
function careWords({ maintenance, neglected }: Status, nowMs: number): string[] {
  if (maintenance.length + neglected.length === 0) return [];
  return [
    '',
    ...(neglected.length === 0
      ? []
      : [`OVERDUE: ${neglected.join(', ')} database maintenance; run "dhancopy db maintain"`]),
    ...maintenance.map(({ task, started_at: startedSec, outcome, detail }) => {
      const how =
        outcome === 'DONE' ? (detail ?? '') : outcome === 'FAILED' ? `FAILED: ${detail ?? ''}` : 'not finished';
      return `${task} database maintenance, ${formatAge(startedSec * 1000, nowMs)}: ${how}`;
    }),
  ];
}

function connectionWords({ state, streamOpen }: AccountStatus): string {
  // Why is among what needs somebody: it may be long.
  if (state !== 'LIVE') return state;
  return streamOpen ? 'LIVE' : 'LIVE, stream down: polled';
}

function tokenWords(expiresMs: number | null, session: AccountStatus | null, nowMs: number): string {
  if (session?.blockedBy === 'TOKEN') return 'REFUSED';
  if (expiresMs === null) return 'stored, end unknown';
  const when = `${istDateTime(expiresMs).slice(0, 16)} IST`;
  return expiresMs > nowMs ? `until ${when}` : `EXPIRED ${when}`;
}
