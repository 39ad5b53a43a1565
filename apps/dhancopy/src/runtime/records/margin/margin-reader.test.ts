import { expect, it } from 'vitest';
import { accountId, venueOrderId } from '@dhancopy/domain/ids';
import type { ClientOrderId } from '@dhancopy/domain/ids';
import { instrumentId } from '@dhancopy/domain/instrument';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import type { OrderRequest } from '@dhancopy/domain/request';
import { anOrder, newLinkedStore } from '../../../store/testing.ts';
import { systemClock } from '../../time/clock.ts';
import { Recorder } from '../../recorder.ts';
import { MarginReader } from './margin-reader.ts';

const REQUEST: OrderRequest = {
  accountId: accountId('F1'),
  clientOrderId: 'dc_1_1_00' as ClientOrderId,
  instrumentId: instrumentId('NSE_EQ', '1333'),
  side: 'BUY',
  product: 'INTRADAY',
  afterMarket: false,
  amoTime: null,
  quantity: 10,
  orderType: 'LIMIT',
  timeInForce: 'DAY',
  price: paise(160_000),
  triggerPrice: NO_PRICE,
  disclosedQty: 0,
};
const MARGIN = {
  totalMargin: 3200,
  spanMargin: 0,
  exposureMargin: 0,
  variableMargin: 3200,
  availableBalance: 0,
  insufficientBalance: 0,
  brokerage: 4.8,
  leverage: 5,
  raw: {},
};

/** A reader, and a calculator that counts its calls. */
function bench(calmMs: number) {
  const store = newLinkedStore(2);
  const asked: number[] = [];
  const reader = new MarginReader({
    clock: systemClock,
    store,
    recorder: new Recorder(store, systemClock, (error) => expect.fail(String(error))),
    isEnabled: () => true,
    calmMs,
    gapMs: 0,
    sourceOf: () => ({
      api: {
        calculateMargin: ({ price }) => {
          asked.push(price);
          return Promise.resolve(MARGIN);
        },
      },
      turn: () => Promise.resolve(),
    }),
  });
  return { store, asked, reader };
}

it('asks about the first orders of a burst only, of each account', async () => {
  const { store, asked, reader } = bench(20);
  for (let n = 0; n < 30; n += 1) reader.placed(REQUEST, venueOrderId(`A${n}`));
  reader.placed({ ...REQUEST, accountId: accountId('F2') }, venueOrderId('B0'));
  await expect.poll(() => asked.length).toBe(21);
  await systemClock.sleep(100);
  expect(asked).toHaveLength(21);
  await expect.poll(() => store.marginRequirements.latest('F1', 100)).toHaveLength(20);
  expect(store.marginRequirements.latest('F2', 100)).toMatchObject([{ total_margin: 3200, order_id: null }]);
  reader.stop();
});

it('asks nothing while orders are going out', async () => {
  const { asked, reader } = bench(200);
  const endMs = Date.now() + 600;
  for (let n = 0; Date.now() < endMs; n += 1) {
    reader.placed(REQUEST, venueOrderId(`A${n}`));
    await systemClock.sleep(50);
  }
  expect(asked).toEqual([]);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  reader.stop();
});

it('asks about a market order with the price it traded at, and not without one', async () => {
  const { store, asked, reader } = bench(20);
  const market = { ...REQUEST, orderType: 'MARKET', price: NO_PRICE } as const;
  store.orders.upsertOrder(anOrder({ id: 'M1', account_id: 'F1', account_type: 'follower', avg_price: 1612.6 }));
  reader.placed(market, venueOrderId('M0'));
  reader.placed(market, venueOrderId('M1'));
  await expect.poll(() => asked).toEqual([1612.6]);
  await expect
    .poll(() => store.marginRequirements.latest('F1', 100))
    .toMatchObject([{ order_id: 'M1', price: 1612.6 }]);
  reader.stop();
});

it('finds an order whose answer was lost by its correlation id, and asks nothing where there is none', async () => {
  const { store, asked, reader } = bench(20);
  const found = {
    id: 'M2',
    account_id: 'F1',
    account_type: 'follower',
    correlation_id: REQUEST.clientOrderId,
  } as const;
  store.orders.upsertOrder(anOrder(found));
  reader.placed({ ...REQUEST, clientOrderId: 'dc_1_2_00' as ClientOrderId }, null);
  reader.placed(REQUEST, null);
  await expect.poll(() => store.marginRequirements.latest('F1', 9)).toMatchObject([{ order_id: 'M2' }]);
  expect(asked).toEqual([1600]);
  reader.stop();
});
