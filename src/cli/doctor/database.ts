import { linkFromRow } from '../../runtime/link-rows.ts';
import { tradingStateOf } from '../../runtime/operations.ts';
import { INSTRUMENTS_SYNCED_KEY } from '../../runtime/runtime.ts';
import type { Store } from '../../store/store.ts';
import { formatCount } from '../format/rupees.ts';
import { formatAge } from '../format/time.ts';
import { about, wordsOf } from './finding.ts';
import type { Finding } from './finding.ts';

/** The broker makes the list anew each day: contracts come and go. */
const FRESH_MS = 24 * 3_600_000;

export function checkInstruments(store: Store, nowMs: number): Finding {
  const { ok, warning } = about('database', 'instruments');
  const count = store.instruments.count();
  const fix = 'it is downloaded at the next "dhancopy run"; or now: dhancopy instruments sync';
  if (count === 0) return warning('none yet', fix);
  const synced = Number(store.config.list().find(({ key }) => key === INSTRUMENTS_SYNCED_KEY)?.value ?? NaN);
  if (Number.isNaN(synced)) return warning(`${formatCount(count)}, of unknown age`, fix);
  const text = `${formatCount(count)}, ${formatAge(synced, nowMs)}`;
  return nowMs - synced > FRESH_MS ? warning(text, fix) : ok(text);
}

export function checkLinks(store: Store): Finding {
  const { ok, warning, failed } = about('database', 'links');
  const rows = store.links.list();
  try {
    rows.forEach(linkFromRow);
  } catch (error) {
    return failed(
      `a link has settings that cannot be read (${wordsOf(error)})`,
      'set it anew with "dhancopy link set"',
    );
  }
  if (rows.length === 0) return warning('none: nothing is copied', 'dhancopy link add --leader ID --follower ID …');
  const { state } = tradingStateOf(store);
  if (state !== 'ACTIVE') return warning(`${rows.length}, trading is ${state}`, 'dhancopy resume --reason …');
  return ok(String(rows.length));
}
