import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { LEADER, Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';

let rig: Rig;
afterEach(() => rig.close());

/** As a program with a forgotten transaction does. */
function lock(path: string): () => void {
  const other = new DatabaseSync(path, { timeout: 5_000 });
  other.exec('begin immediate');
  return () => other.close();
}

const codes = () => rig.notices.map(({ code }) => code);
const traded = () =>
  rig.orders(FOLLOWER).map(({ transactionType, filledQuantity }) => `${transactionType} ${filledQuantity}`);

it('makes orders wait while another program has locked the database, and continues when it is free', async () => {
  rig = await Rig.create();
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(traded).toEqual(['BUY 10']);
  const unlock = lock(rig.settings.databasePath);
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 20 });
  await sleep(3_000);
  expect(traded()).toEqual(['BUY 10']);
  expect(codes().filter((code) => code === 'ORDERS_WAIT')).toHaveLength(1);
  unlock();
  await expect.poll(traded).toEqual(['BUY 10', 'SELL 10']);
  expect(codes()).toContain('ORDERS_GO_ON');
  expect(rig.fatal).toBeNull();
  await rig.stop();
  const db = new DatabaseSync(rig.settings.databasePath);
  expect(db.prepare("select count(*) as n from copy_mappings where status = 'placed'").get()).toEqual({ n: 2 });
  expect(db.prepare("select error_type from error_log where error_type like 'ORDERS%' order by id").all()).toEqual([
    { error_type: 'ORDERS_WAIT' },
    { error_type: 'ORDERS_GO_ON' },
  ]);
  db.close();
}, 60_000);

it('stops when the lock does not end; the next start finds the orders placed since then', async () => {
  rig = await Rig.create({ start: false });
  await rig.start({ lockedMs: 1_500 });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(traded).toEqual(['BUY 10']);
  const unlock = lock(rig.settings.databasePath);
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 20 });
  await expect.poll(() => rig.fatal).toMatchObject({ code: 'DATABASE_LOCKED' });
  unlock();
  await rig.stop();
  rig.fatal = null;
  expect(traded()).toEqual(['BUY 10']);
  await rig.start();
  await expect.poll(traded).toEqual(['BUY 10', 'SELL 10']);
}, 60_000);

it('buys nothing for a limit order of the leader that has filled while the database was locked', async () => {
  rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1', settings: { lateEntryMs: 2_000 } }] });
  const unlock = lock(rig.settings.databasePath);
  const order = rig.leaderPlaces({ transactionType: 'BUY', quantity: 20, orderType: 'LIMIT', price: 1_650 });
  await expect.poll(() => rig.order(LEADER, order).filledQuantity).toBe(20);
  await sleep(5_000);
  unlock();
  await rig.until('it to be decided', () => (rig.mapping(order)?.reason_code ?? null) !== null);
  expect(rig.mapping(order)?.reason_code).toBe('LATE_ENTRY');
  expect(traded()).toEqual([]);
}, 60_000);

it('a flatten that is given to the engine itself waits for the database, and closes before anything is decided', async () => {
  rig = await Rig.create();
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await expect.poll(traded).toEqual(['BUY 10']);
  const unlock = lock(rig.settings.databasePath);
  const entry = rig.leaderPlaces({ transactionType: 'BUY', quantity: 40 });
  expect(await rig.do({ op: 'flatten', by: 'test' })).toContain('it decides nothing before the database is free');
  unlock();
  await expect.poll(traded).toEqual(['BUY 10', 'SELL 10']);
  await rig.until('reported', () => codes().includes('FLATTENED'));
  await rig.until('refused', () => (rig.mapping(entry)?.reason_code ?? null) !== null);
  expect(['TRADING_PAUSED', 'FLATTENED']).toContain(rig.mapping(entry)?.reason_code);
}, 60_000);

it('a command that cannot be carried out when the database is free is named, with why', async () => {
  rig = await Rig.create();
  await rig.do({ op: 'kill', by: 'test', all: true });
  const unlock = lock(rig.settings.databasePath);
  await rig.do({ op: 'flatten', by: 'test' });
  unlock();
  await rig.until('reported', () => codes().includes('COMMAND_WAITED'));
  expect(rig.notices.find(({ code }) => code === 'COMMAND_WAITED')?.text).toBe(
    'flatten waited for the locked database, and could not be carried out: trading is halted, so exits are not sent either; ' +
      'run "dhancopy pause" first, which lets exits go out. Run the command again if you still want it',
  );
}, 60_000);

it('a kill that is given to the engine itself waits for the database, and counts before anything is decided', async () => {
  rig = await Rig.create();
  const unlock = lock(rig.settings.databasePath);
  const entry = rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  expect(await rig.do({ op: 'kill', by: 'test' })).toContain('it decides nothing before the database is free');
  unlock();
  await rig.until('refused', () => rig.mapping(entry)?.reason_code === 'KILL_SWITCH');
  expect(codes()).toContain('COMMAND_WAITED');
  expect(traded()).toEqual([]);
}, 60_000);
