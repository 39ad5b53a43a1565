import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SavedState } from '@dhancopy/emulator/state/saved-state';
import { applyOperation, storedOperation } from 'dhancopy/runtime/operations';
import { openStore } from 'dhancopy/store/store';
import { Rig } from '../kit/rig.ts';

/** The result of make-fixture.ts: the data folder of a build before copy positions, with work in progress, and its broker. */
const FIXTURE = new URL('fixture/', import.meta.url);
const LEADERS = ['1000000001', '1000000002'] as const;
const FOLLOWERS = ['2000000001', '2000000002'] as const;
const [first, second] = FOLLOWERS;
const at = (securityId: string) => ({ exchangeSegment: 'NSE_EQ', securityId }) as const;
const [HDFC, RELIANCE, TCS, INFY, SBIN] = ['1333', '2885', '11536', '1594', '3045'] as const;

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.create({
    leaders: LEADERS.map((dhanClientId) => ({ dhanClientId })),
    followers: FOLLOWERS.map((id, index) => ({ id, ratio: '0.5', leader: LEADERS[index] ?? '' })),
    start: false,
  });
  const broker = JSON.parse(readFileSync(new URL('broker.json', FIXTURE), 'utf8')) as SavedState;
  // Moves the saved times, so that the state is a second old.
  const lateMs = Date.now() - broker.savedMs - 1_000;
  rig.emulator.control.load(moved(broker, lateMs) as SavedState);
  const path = rig.settings.databasePath;
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  writeFileSync(path, gunzipSync(readFileSync(new URL('before.sqlite.gz', FIXTURE))));
  moveRows(path, lateMs);
  const store = openStore({ path, key: rig.key });
  for (const clientId of [...LEADERS, ...FOLLOWERS]) {
    const { accessToken: token } = rig.emulator.control.mintToken(clientId);
    applyOperation(store, storedOperation.parse({ op: 'account.token', clientId, token }), Date.now());
  }
  store.close();
});

afterEach(() => rig.close());

it('ends open mirrors, an unknown placement and positions of the earlier build as that build would', async () => {
  await rig.start();
  const { control } = rig.emulator;
  // The placement with the lost answer is found, and not sent again.
  await rig.until('the unknown placement to be found', () => mapping(second, RELIANCE)?.reason_code === 'FILLED');
  expect(held()).toEqual([
    [1, HDFC, 50],
    [1, INFY, 10],
    [1, SBIN, 12],
    [2, RELIANCE, 15],
    [2, TCS, -30],
  ]);
  expect(rig.query('select * from copied_positions')).toEqual([]);
  await calm();
  expect(sent(first)).toEqual({ [HDFC]: [50], [RELIANCE]: [10], [INFY]: [20], [SBIN]: [20, -12] });
  expect(sent(second)).toEqual({ [TCS]: [-30], [RELIANCE]: [15] });

  // The surplus is sold, once.
  control.haltMatching('NSE_EQ', SBIN, false);
  await rig.until('the surplus to be sold', () => rig.net(first, at(SBIN)) === 0);
  // The other half fills.
  control.fill(LEADERS[0], leaderOrder(LEADERS[0], INFY), 20);
  control.fill(first, ours(first, INFY), 10);
  // The resting copy is cancelled.
  control.cancelAppOrder(LEADERS[0], leaderOrder(LEADERS[0], RELIANCE));
  await rig.until(
    'the resting copy to be cancelled',
    () => rig.order(first, ours(first, RELIANCE)).status === 'CANCELLED',
  );
  await rig.until('the other half', () => mapping(first, INFY)?.reason_code === 'FILLED');

  // Both leaders exit.
  rig.leaderPlaces({ ...at(HDFC), transactionType: 'SELL', quantity: 40 }, LEADERS[0]);
  await rig.until('a part to be sold', () => rig.net(first, at(HDFC)) === 30);
  rig.leaderPlaces({ ...at(HDFC), transactionType: 'SELL', quantity: 60 }, LEADERS[0]);
  rig.leaderPlaces({ ...at(INFY), transactionType: 'SELL', quantity: 40 }, LEADERS[0]);
  rig.leaderPlaces({ ...at(TCS), transactionType: 'BUY', quantity: 60 }, LEADERS[1]);
  rig.leaderPlaces({ ...at(RELIANCE), transactionType: 'SELL', quantity: 30 }, LEADERS[1]);
  await rig.until('both followers to be flat', () => isFlat(first) && isFlat(second));
  await calm();
  expect(sent(first)).toEqual({ [HDFC]: [50, -20, -30], [RELIANCE]: [10], [INFY]: [20, -20], [SBIN]: [20, -12] });
  expect(sent(second)).toEqual({ [TCS]: [-30, 30], [RELIANCE]: [15, -15] });
  expect(held()).toEqual([]);
  expect(rig.mappings().filter(({ is_open: isOpen }) => isOpen === 1)).toEqual([]);
  expect(rig.notices.filter(({ severity }) => severity !== 'INFO')).toEqual([]);
});

it('starts again on the imported data', async () => {
  await rig.start();
  await rig.until('the unknown placement to be found', () => mapping(second, RELIANCE)?.reason_code === 'FILLED');
  await calm();
  const before = [sent(first), sent(second), held()];
  await rig.stop();
  await rig.start();
  await calm();
  expect([sent(first), sent(second), held()]).toEqual(before);
  rig.leaderPlaces({ ...at(HDFC), transactionType: 'SELL', quantity: 100 }, LEADERS[0]);
  rig.leaderPlaces({ ...at(TCS), transactionType: 'BUY', quantity: 60 }, LEADERS[1]);
  await rig.until('the exits', () => rig.net(first, at(HDFC)) === 0 && rig.net(second, at(TCS)) === 0);
  await calm();
  expect([sent(first)[HDFC], sent(second)[TCS]]).toEqual([
    [50, -50],
    [-30, 30],
  ]);
});

/** A second order for the same cause would appear now. */
function calm(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_500));
}

/** Quantities that the product has sent, by instrument, in their order; negative for sales. */
function sent(follower: string): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const { securityId, transactionType, quantity } of rig.orders(follower).toSorted(byId)) {
    (found[securityId] ??= []).push(transactionType === 'BUY' ? quantity : -quantity);
  }
  return found;
}

function byId(a: { readonly orderId: string }, b: { readonly orderId: string }): number {
  return a.orderId.localeCompare(b.orderId);
}

function held(): unknown[] {
  const sql = 'select link_id, security_id, held_qty from copy_positions where held_qty <> 0 order by 1, 2';
  return rig
    .query<{ link_id: number; security_id: string; held_qty: number }>(sql)
    .map((row) => [row.link_id, row.security_id, row.held_qty])
    .toSorted((a, b) => Number(a[0]) - Number(b[0]) || ORDER.indexOf(String(a[1])) - ORDER.indexOf(String(b[1])));
}

const ORDER: readonly string[] = [HDFC, INFY, SBIN, RELIANCE, TCS];

function leaderOrder(leader: string, securityId: string): string {
  return rig.orders(leader).find((order) => order.securityId === securityId)?.orderId ?? '';
}

function ours(follower: string, securityId: string): string {
  return rig.orders(follower).find((order) => order.securityId === securityId)?.orderId ?? '';
}

function mapping(follower: string, securityId: string) {
  const leader = follower === first ? LEADERS[0] : LEADERS[1];
  return rig.mapping(leaderOrder(leader, securityId), follower);
}

function isFlat(follower: string): boolean {
  return rig.emulator.control.book(follower).positions.every(({ netQuantity }) => netQuantity === 0);
}

/** Moves the times of the fixture's day to the present day. Milliseconds of this century. */
function moved(value: unknown, ms: number): unknown {
  if (typeof value === 'number') return value > 1.5e12 && value < 2.5e12 ? value + ms : value;
  if (Array.isArray(value)) return value.map((each) => moved(each, ms));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]: [string, unknown]) => [key, moved(each, ms)]));
}

function moveRows(path: string, ms: number): void {
  const db = new DatabaseSync(path);
  try {
    for (const { id, state } of db.prepare('select id, state from copy_mappings').all()) {
      const text = JSON.stringify(moved(JSON.parse(String(state)), ms));
      db.prepare('update copy_mappings set state = ? where id = ?').run(text, id ?? null);
    }
    const sec = Math.floor(ms / 1000);
    for (const table of ['copy_mappings', 'orders']) {
      db.exec(`update ${table} set created_at = created_at + ${sec}, updated_at = updated_at + ${sec}`);
    }
  } finally {
    db.close();
  }
}
