import { afterEach, expect, it } from 'vitest';
import { Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
let rig: Rig;
afterEach(() => rig.close());

const margins = () => rig.query<Record<string, unknown>>('select * from margin_requirements order by id');
const asked = () => rig.emulator.control.requests().filter(({ operation }) => operation === 'margin');

async function started(): Promise<void> {
  rig = await Rig.create({ start: false, followers: [{ id: FOLLOWER, ratio: '1' }] });
  await rig.start({ marginsAfterMs: 300 });
}

it('requests the margin of a copy after its placement, and stores it with the order', async () => {
  await started();
  const id = rig.leaderPlaces({ transactionType: 'BUY', quantity: 100, orderType: 'LIMIT', price: 1600 });
  await rig.until('asked', () => margins().length === 1);
  const copy = rig.mapping(id)?.follower_order_id;
  expect(margins()[0]).toMatchObject({
    account_id: FOLLOWER,
    account_type: 'follower',
    order_id: copy,
    security_id: '1333',
    quantity: 100,
    price: 1600,
    product: 'INTRADAY',
    span_margin: 0,
  });
  expect(margins()[0]?.['total_margin']).toBeGreaterThan(0);
  // The order was sent first.
  const requests = rig.emulator.control.requests();
  const placed = requests.findIndex(
    ({ operation, dhanClientId }) => operation === 'place' && dhanClientId === FOLLOWER,
  );
  expect(placed).toBeGreaterThanOrEqual(0);
  expect(requests.findIndex(({ operation }) => operation === 'margin')).toBeGreaterThan(placed);
});

it('can be turned off while the engine runs', async () => {
  await started();
  await rig.do({ op: 'config.set', key: 'margin_requirements_enabled', value: 'false', by: 'a test' });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.until('copied', () => rig.net(FOLLOWER) === 100);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(asked()).toEqual([]);
  await rig.do({ op: 'config.set', key: 'margin_requirements_enabled', value: 'true', by: 'a test' });
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 100 });
  await rig.until('asked', () => margins().length === 1);
});

it('a calculator that hangs or refuses delays no order and blocks no account', async () => {
  await started();
  rig.emulator.control.addFault({ operations: 'margin', effect: { kind: 'status5xx' } });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.until('refused', () => asked().length > 0);
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 100 });
  await rig.until('sold', () => rig.net(FOLLOWER) === 0 && rig.orders(FOLLOWER).length === 2);
  expect(rig.runtime?.status().accounts.every(({ state }) => state === 'LIVE')).toBe(true);
  await rig.until(
    'the record of the failure',
    () => rig.query("select 1 from error_log where error_type = 'MARGIN_NOT_TOLD'").length > 0,
    15_000,
  );
  expect(margins()).toEqual([]);
});
