import { linkFromRow } from '../../runtime/link-rows.ts';
import { tradingStateOf } from '../../runtime/trading-state.ts';
import { isStale } from '../../runtime/instruments/morning.ts';
import type { Store } from '../../store/store.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import { formatAge } from '../format/time.ts';
import { LINK_ADD } from '../../runtime/advice.ts';
import { haltedLinks, pausedLinks, systemStops } from '../status/stopped.ts';
import { about, wordsOf } from './finding.ts';
import type { Finding } from './finding.ts';

export function checkInstruments(store: Store, nowMs: number): Finding {
  const { ok, warning } = about('database', 'instruments');
  const fix =
    'a running engine downloads the list at its start and each morning at 08:15 IST; to do it now: dhancopy instruments sync';
  if (store.instruments.isEmpty()) return warning('none yet', fix);
  const count = formatCount(store.instruments.count());
  const finished = store.instrumentSyncs.lastWhole()?.finished_at ?? null;
  if (finished === null) return warning(`${count}, of unknown age`, fix);
  const text = `${count}, ${formatAge(finished * 1000, nowMs)}`;
  return isStale(nowMs, finished * 1000) ? warning(`${text}: from an earlier day`, fix) : ok(text);
}

/** What is not sent, of the system and of links. */
function stopsOf(store: Store): string[] {
  const { state: tradingState, byKillSwitch: isKilled } = tradingStateOf(store);
  const isCopyEnabled = store.config.getBoolean('copy_enabled');
  const links = store.links
    .list()
    .map((row) => ({ leaderId: row.leader_account_id, followerId: row.follower_account_id, state: row.state }));
  return [
    ...systemStops({ tradingState, isKilled, isCopyEnabled, diskShort: null }),
    ...haltedLinks(links),
    ...pausedLinks(links),
  ];
}

export function checkLinks(store: Store): Finding {
  const { ok, warning, failed } = about('database', 'links');
  const rows = store.links.list();
  try {
    rows.forEach(linkFromRow);
  } catch (error) {
    return failed(
      `a link has settings that cannot be read (${wordsOf(error)})`,
      'set them again with "dhancopy link set --leader ID --follower ID" and the setting',
    );
  }
  if (rows.length === 0) return warning('none: nothing is copied', `run ${LINK_ADD}`);
  const [first] = stopsOf(store);
  if (first !== undefined) return warning(`${rows.length}, and not everything is copied`, first);
  return ok(String(rows.length));
}
