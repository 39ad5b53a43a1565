import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { CALL_SIDE as CALL, NIFTY } from '../../testing/samples/market-data.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

it('lists expiries', async () => {
  dhan.says(200, { data: ['2026-09-24', '2026-10-01'], status: 'success' });
  expect(await dhan.client.optionChain.getExpiryList(NIFTY)).toEqual(['2026-09-24', '2026-10-01']);
  expect(dhan.last.body).toEqual({ UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I' });
});

it('reads a chain in the order of its strikes; a side may be missing', async () => {
  const { security_id: _id, greeks: _greeks, ...old } = CALL;
  const body = {
    data: { last_price: 25_012.3, oc: { '25050.000000': { pe: old }, '25000.000000': { ce: CALL, pe: CALL } } },
    status: 'success',
  };
  dhan.says(200, body);
  const { lastPrice, strikes, raw } = await dhan.client.optionChain.getOptionChain({ ...NIFTY, expiry: '2026-09-24' });
  expect(lastPrice).toBe(25_012.3);
  expect(raw).toEqual(body);
  expect(strikes.map(({ strikePrice }) => strikePrice)).toEqual([25_000, 25_050]);
  expect(strikes[0]?.ce).toMatchObject({
    securityId: '42528',
    greeks: CALL.greeks,
    topBidQuantity: 1625,
    oi: 3_786_445,
  });
  expect(strikes[1]).toMatchObject({ ce: null, pe: { securityId: null, greeks: null, lastPrice: 134 } });
  expect(dhan.last.body).toEqual({ UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I', Expiry: '2026-09-24' });
});

it('spaces the same request by three seconds, and no other', async () => {
  dhan.taken.length = 0;
  dhan.says(200, { data: { last_price: 1, oc: {} } });
  for (const expiry of ['2026-09-24', '2026-10-01', '2026-09-24']) {
    await dhan.client.optionChain.getOptionChain({ ...NIFTY, expiry });
  }
  const [first, second, third] = dhan.taken.map(({ spacing }) => spacing);
  expect(first).toMatchObject({ everyMs: 3_000 });
  expect(third?.key).toBe(first?.key);
  expect(second?.key).not.toBe(first?.key);
});

it('refuses an invalid request and names the unreadable field', async () => {
  await expect(dhan.client.optionChain.getExpiryList({ ...NIFTY, securityId: 'NIFTY' })).rejects.toThrow(
    /securityId: expected a security id of digits, found "NIFTY"/,
  );
  await expect(dhan.client.optionChain.getOptionChain({ ...NIFTY, expiry: '24-09-2026' })).rejects.toThrow(/expiry/);
  expect(dhan.asked).toHaveLength(0);
  dhan.says(200, { data: { last_price: 1, oc: { '25000.000000': { ce: { ...CALL, last_price: 'x' } } } } });
  await expect(dhan.client.optionChain.getOptionChain({ ...NIFTY, expiry: '2026-09-24' })).rejects.toThrow(
    /POST \/optionchain: data.oc.25000.000000.ce.last_price: expected a number/,
  );
  for (const oc of [{ strike: {} }, { '0.000000': {} }, { '25000.0': {}, '25000.000000': {} }]) {
    dhan.says(200, { data: { last_price: 1, oc } });
    await expect(dhan.client.optionChain.getOptionChain({ ...NIFTY, expiry: '2026-09-24' })).rejects.toThrow(
      /data.oc: expected strikes above 0 rupees, each of them once/,
    );
  }
  dhan.says(200, { data: ['2026-09-31'] });
  await expect(dhan.client.optionChain.getExpiryList(NIFTY)).rejects.toThrow(/data.0: expected a day YYYY-MM-DD/);
  dhan.says(200, { status: 'failed', data: { '811': 'Invalid Expiry Date' } });
  await expect(dhan.client.optionChain.getOptionChain({ ...NIFTY, expiry: '2026-09-24' })).rejects.toMatchObject({
    code: '811',
    class: 'invalid',
  });
});
