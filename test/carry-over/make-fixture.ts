/**
 * Writes the data folder of a build before copy positions, with work in progress, and the broker's side of it.
 *
 * Run once, from a checkout of commit cdca5f5, the last of those builds:
 *
 *     git worktree add ../before cdca5f5 && cd ../before && npm ci
 *     mkdir -p test/carry-over && cp <here>/test/carry-over/make-fixture.ts test/carry-over/
 *     node test/carry-over/make-fixture.ts <here>/test/carry-over/fixture
 *
 * It contains no secret: keys and tokens are removed, and the test stores its own.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DatabaseSync } from 'node:sqlite';
import { Rig } from '../kit/rig.ts';

const LEADERS = ['1000000001', '1000000002'] as const;
const FOLLOWERS = ['2000000001', '2000000002'] as const;
const NSE = 'NSE_EQ';
const [HDFC, RELIANCE, TCS, INFY, SBIN] = ['1333', '2885', '11536', '1594', '3045'] as const;

const folder = process.argv[2];
if (folder === undefined) throw new Error('expected the folder to write to');

const rig = await Rig.create({
  leaders: LEADERS.map((dhanClientId) => ({ dhanClientId })),
  followers: FOLLOWERS.map((id, at) => ({ id, ratio: '0.5', leader: LEADERS[at] ?? '' })),
});
const { control } = rig.emulator;
const [first, second] = FOLLOWERS;
const at = (securityId: string) => ({ exchangeSegment: NSE, securityId }) as const;
const below = (securityId: string): number => Math.floor(control.price(NSE, securityId) * 0.98);

/** The copy of a leader order. */
async function copyOf(follower: string, securityId: string): Promise<string> {
  let orderId = '';
  await rig.until(`the copy in ${securityId}`, () => {
    orderId = rig.orders(follower).find((order) => order.securityId === securityId)?.orderId ?? '';
    return orderId !== '' && rig.order(follower, orderId).status !== 'TRANSIT';
  });
  return orderId;
}

// A filled position of 50 in one link, and a short of 30 in the other.
rig.leaderPlaces({ ...at(HDFC), transactionType: 'BUY', quantity: 100 }, LEADERS[0]);
rig.leaderPlaces({ ...at(TCS), transactionType: 'SELL', quantity: 60 }, LEADERS[1]);
await rig.until('the positions', () => rig.net(first, at(HDFC)) === 50 && rig.net(second, at(TCS)) === -30);

// An open copy that rests.
const limit = { transactionType: 'BUY', orderType: 'LIMIT' } as const;
rig.leaderPlaces({ ...at(RELIANCE), ...limit, quantity: 20, price: below(RELIANCE) }, LEADERS[0]);
await copyOf(first, RELIANCE);

// Half filled on both sides.
const half = rig.leaderPlaces({ ...at(INFY), ...limit, quantity: 40, price: below(INFY) }, LEADERS[0]);
const halfCopy = await copyOf(first, INFY);
control.fill(LEADERS[0], half, 20);
control.fill(first, halfCopy, 10);

// The copy fills 12 of 20, the leader cancels: a surplus of 12 is being sold, and does not trade.
const gone = rig.leaderPlaces({ ...at(SBIN), ...limit, quantity: 40, price: below(SBIN) }, LEADERS[0]);
const goneCopy = await copyOf(first, SBIN);
control.haltMatching(NSE, SBIN, true);
control.fill(first, goneCopy, 12);
await rig.until(
  '12 to be known',
  () => rig.query(`select 1 from orders where id = '${goneCopy}' and traded_qty = 12`).length === 1,
);
control.cancelAppOrder(LEADERS[0], gone);
await rig.until('the surplus to be on sale', () =>
  rig
    .orders(first)
    .some((order) => order.securityId === SBIN && order.transactionType === 'SELL' && order.status === 'PENDING'),
);

// A placement with a lost answer. No look-up is possible before the end.
for (const operations of ['orders', 'external', 'order'] as const) {
  control.addFault({ accounts: second, operations, effect: { kind: 'status5xx' } });
}
control.muteStream(second, true);
control.addFault({ accounts: second, operations: 'place', effect: { kind: 'loseAnswer' } });
rig.leaderPlaces({ ...at(RELIANCE), transactionType: 'BUY', quantity: 30 }, LEADERS[1]);
await rig.until('the lost placement', () => rig.net(second, at(RELIANCE)) === 15);
await new Promise((resolve) => setTimeout(resolve, 300));
await rig.stop();

mkdirSync(folder, { recursive: true });
const path = rig.settings.databasePath;
const db = new DatabaseSync(path);
const drop = ['auth_tokens', 'account_logins', 'vault_keys', 'websocket_messages', 'websocket_connections'];
// The start reads it again, or does not need it.
drop.push('instruments', 'instrument_changes', 'instrument_syncs', 'rate_limit_tracking', 'margin_requirements');
db.exec('pragma foreign_keys = off');
for (const table of drop) db.exec(`delete from ${table}`);
db.exec('pragma journal_mode = delete');
db.exec('vacuum');
db.close();
writeFileSync(join(folder, 'before.sqlite.gz'), gzipSync(readFileSync(path), { level: 9 }));
control.clearFaults();
const state = control.save();
writeFileSync(join(folder, 'broker.json'), `${JSON.stringify({ ...state, sessions: [] }, null, 1)}\n`);
await rig.close();
