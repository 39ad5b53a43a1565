import { readFileSync } from 'node:fs';
import type { OrderReport } from '@dhancopy/domain/order';
import { rawDatabase } from 'dhancopy/store/testing';
import { Finding, show } from '../../oracle.ts';
import type { Write } from './broker.ts';
import { FOLLOWERS, LEADER, TOKEN } from './world.ts';
import type { World } from './world.ts';

/** The middle part of the token: it may not appear, also not in a part of a text. */
const CANARY = TOKEN.split('.')[1] ?? TOKEN;
const NOTICE_MAX = 4_000;
/** As the journal keeps them. */
const PAYLOAD_MAX = 65_536;

/** @param isInInput - the broker's own input contained the token, which the journal of raw frames keeps @throws {Finding} */
export function noSecrets(world: World, isInInput: boolean): void {
  for (const { text, code } of world.notices) {
    if (text.includes(CANARY)) throw new Finding(`the token is in the notice ${code}`);
    if (text.length > NOTICE_MAX) throw new Finding(`a notice of ${text.length} characters: ${code}`);
  }
  const rows = isInInput
    ? rowsOf(world, 'select * from error_log')
        .concat(rowsOf(world, 'select * from audit_log'))
        .map((row) => JSON.stringify(row))
    : [world.path, `${world.path}-wal`].map((path) => readFileSync(path, 'latin1'));
  if (rows.some((text) => text.includes(CANARY))) throw new Finding('the token is in the database');
}

function rowsOf(world: World, sql: string): Record<string, unknown>[] {
  const reader = rawDatabase(world.path);
  try {
    return reader.prepare(sql).all();
  } finally {
    reader.close();
  }
}

/** Each frame is in the journal as it came. @throws {Finding} */
export function isJournaled(
  world: World,
  delivered: readonly { readonly account: string; readonly text: string }[],
): void {
  const kept = new Map<string, string[]>();
  for (const row of rowsOf(world, 'select account_id, payload from websocket_messages order by id')) {
    const account = String(row['account_id']);
    const of = kept.get(account) ?? [];
    of.push(String(row['payload']));
    kept.set(account, of);
  }
  for (const account of [LEADER, ...Object.keys(FOLLOWERS)]) {
    const should = delivered
      .filter((each) => each.account === account)
      .map(({ text }) => Buffer.from(text).toString('utf8').slice(0, PAYLOAD_MAX));
    const did = kept.get(account) ?? [];
    const at = should.findIndex((text, index) => did[index] !== text);
    if (at >= 0)
      throw new Finding(`frame ${at} of ${account} is not in the journal: ${show(should[at])}, found ${show(did[at])}`);
  }
}

/**
 * Every order of a follower is one that the leader's reports name: its contract, its product, and no more units than the share of all that
 * the leader ordered in it, and what spoilt reports said of the follower's own orders, which a correction may answer.
 * @throws {Finding}
 */
export function isJustified(
  writes: readonly Write[],
  reports: readonly OrderReport[],
  ofFollowers: readonly OrderReport[],
): void {
  for (const write of writes) {
    const { account, method, path, body } = write;
    const share = FOLLOWERS[account as keyof typeof FOLLOWERS] as number | undefined;
    if (share === undefined) throw new Finding(`an order for ${account}: ${show(write)}`);
    if (method !== 'POST') continue;
    if (path !== '/orders') throw new Finding(`a request that is no order: ${show(write)}`);
    const instrument = `${String(body['exchangeSegment'])}:${String(body['securityId'])}`;
    const named = reports.filter(({ instrumentId }) => instrumentId === instrument);
    if (!named.some(({ product }) => product === body['productType']))
      throw new Finding(`nobody ordered ${instrument} as ${String(body['productType'])}: ${show(write)}`);
    const own = ofFollowers.filter(
      ({ accountId, instrumentId }) => accountId === account && instrumentId === instrument,
    );
    const units = share * ordered(named) + ordered(own);
    if (!(Number(body['quantity']) <= units)) throw new Finding(`more than the share of ${units}: ${show(body)}`);
  }
}

/** The units of all orders in these reports, each at its largest. */
function ordered(reports: readonly OrderReport[]): number {
  const most = new Map<string, number>();
  for (const { venueOrderId: id, quantity } of reports) most.set(id, Math.max(most.get(id) ?? 0, quantity));
  return [...most.values()].reduce((sum, quantity) => sum + quantity, 0);
}
