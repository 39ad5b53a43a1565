import { afterEach, describe, expect, it } from 'vitest';
import { HDFC, LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const limitBuy = { orderType: 'LIMIT', price: 1600, quantity: 100 } as const;

describe('case 8: facts outlive a final status', () => {
  it("the leader's stop was reported as cancelled and has traded: the exit is copied", async () => {
    play = await Case.open();
    await play.copied('BUY', { quantity: 100 });
    const stop = play.leader('SELL', { quantity: 100, orderType: 'STOP_LOSS', triggerPrice: 1590, price: 1585 });
    await play.rig.until('the stop to be copied', () => play.resting()[0]?.status === 'PENDING');
    play.control.cancelAppOrder(LEADER, stop);
    await play.rig.until('the copy to be cancelled', () => play.resting().length === 0);
    play.control.fillEnded(LEADER, stop, 100);
    await play.ends({ units: 0, resting: 0 });
    expect(play.units(HDFC, LEADER)).toBe(0);
  });

  it("the leader's entry was reported as cancelled and has traded in part: that part is copied", async () => {
    play = await Case.open();
    const entry = play.leader('BUY', limitBuy);
    await play.rig.until('the entry to be copied', () => play.resting()[0]?.status === 'PENDING');
    play.control.cancelAppOrder(LEADER, entry);
    await play.rig.until('the copy to be cancelled', () => play.resting().length === 0);
    play.control.fillEnded(LEADER, entry, 40, 1612.6);
    await play.ends({ units: 40, resting: 0 });
  });

  it("the follower's copy was reported as cancelled and has traded: the surplus is sold", async () => {
    play = await Case.open();
    const entry = play.leader('BUY', limitBuy);
    await play.rig.until('the entry to be copied', () => play.resting()[0]?.status === 'PENDING');
    play.control.cancelAppOrder(LEADER, entry);
    await play.rig.until('the copy to be cancelled', () => play.resting().length === 0);
    play.control.fillEnded(FOLLOWER, play.ours()[0]?.orderId ?? '', 100);
    await play.ends({ units: 0, sent: [100, -100], resting: 0 });
  });
});

describe('case 9: a copy that was refused for missing data is made later', () => {
  const STRIKE = { exchangeSegment: 'NSE_FNO', securityId: '52347' } as const;

  it.each([
    ['rests', 40, 0],
    ['has filled in part', 40, 65],
  ])(
    "the strike is not in the list; the leader's limit order %s when the list has it",
    async (_what, price, filled) => {
      play = await Case.open({ start: false, isListed: false });
      play.control.setListed(STRIKE.exchangeSegment, STRIKE.securityId, false);
      await play.rig.start();
      const order = play.leader('BUY', { ...STRIKE, productType: 'MARGIN', orderType: 'LIMIT', price, quantity: 130 });
      await play.rig.until('the refusal', () => play.rig.mapping(order)?.reason_code === 'UNKNOWN_INSTRUMENT');
      expect(play.ours()).toEqual([]);
      if (filled > 0) play.control.fill(LEADER, order, filled);
      play.control.setListed(STRIKE.exchangeSegment, STRIKE.securityId, true);
      await play.do({ op: 'instruments.sync' });
      await play.rig.until('the copy to rest', () => play.resting().length > 0);
      await play.ends({ sent: [130] }, STRIKE);
      expect(play.resting()[0]).toMatchObject({ ...STRIKE, priceRupees: price, quantity: 130 });
      expect(play.rig.mapping(order)?.reason_code ?? null).toBeNull();
    },
  );

  it("the leader's order was cancelled before the list had it: nothing is sent", async () => {
    play = await Case.open({ start: false, isListed: false });
    play.control.setListed(STRIKE.exchangeSegment, STRIKE.securityId, false);
    await play.rig.start();
    const order = play.leader('BUY', { ...STRIKE, productType: 'MARGIN', orderType: 'LIMIT', price: 40, quantity: 65 });
    await play.rig.until('the refusal', () => play.rig.mapping(order)?.reason_code === 'UNKNOWN_INSTRUMENT');
    play.control.cancelAppOrder(LEADER, order);
    await play.rig.until('the cancel', () => play.rig.order(LEADER, order).status === 'CANCELLED');
    play.control.setListed(STRIKE.exchangeSegment, STRIKE.securityId, true);
    await play.do({ op: 'instruments.sync' });
    // A limited wait: a copy would be sent at once when the list arrives.
    await play.allow(() => play.ours().length > 0, 1_000);
    expect(play.ours()).toEqual([]);
  });
});

it('case 11: a disclosed quantity is a part of the remaining quantity when the price of a part-filled order changes', async () => {
  play = await Case.open();
  const order = play.leader('BUY', { ...limitBuy, disclosedQuantity: 40 });
  await play.rig.until('the order to be copied', () => play.resting()[0]?.status === 'PENDING');
  const copy = play.resting()[0]?.orderId ?? '';
  expect(play.rig.order(FOLLOWER, copy).disclosedQuantity).toBe(40);
  play.control.fill(LEADER, order, 70);
  play.control.fill(FOLLOWER, copy, 70);
  await play.has(70);
  play.control.modifyAppOrder(LEADER, order, { price: 1601 });
  await play.rig.until('the copy to have the new price', () => play.resting()[0]?.priceRupees === 1601);
  await play.ends({ units: 70 });
  const [resting] = play.resting();
  const left = (resting?.quantity ?? 0) - (resting?.filledQuantity ?? 0);
  expect(left).toBe(30);
  const disclosed = resting?.disclosedQuantity ?? 0;
  expect(disclosed === 0 || (disclosed >= 3 && disclosed <= 30)).toBe(true);
});

it('case 11: a stop has no disclosed quantity', async () => {
  play = await Case.open();
  await play.copied('BUY', { quantity: 100 });
  const stop = { quantity: 100, orderType: 'STOP_LOSS', triggerPrice: 1590, price: 1585 } as const;
  play.leader('SELL', { ...stop, disclosedQuantity: 40 });
  await play.rig.until('the stop to be copied', () => play.resting()[0]?.status === 'PENDING');
  expect(play.resting()[0]).toMatchObject({ orderType: 'STOP_LOSS', disclosedQuantity: 0 });
});

describe('case 13: an after-market order whose copy is too late', () => {
  it("is sent as a regular order while the leader's rests", async () => {
    play = await Case.open();
    const order = play.leader('BUY', { ...limitBuy, afterMarketOrder: true, amoTime: 'OPEN' });
    // The market opens in the same moment. After-market orders are refused from now on.
    play.control.refuseAmo(true);
    await play.rig.until("the leader's order to be held", () => play.rig.order(LEADER, order).status === 'PENDING');
    play.control.releaseAmo();
    await play.rig.until('a regular order to rest', () => play.resting()[0]?.status === 'PENDING');
    await play.ends({ sent: [100] });
    expect(play.resting()[0]).toMatchObject({ afterMarketOrder: false, priceRupees: 1600, quantity: 100 });
    play.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1599);
    await play.ends({ units: 100, sent: [100], resting: 0 });
  });

  it('is an after-market order when it is in time', async () => {
    play = await Case.open();
    play.leader('BUY', { ...limitBuy, afterMarketOrder: true, amoTime: 'OPEN' });
    await play.rig.until('the copy to be held', () => play.resting()[0]?.status === 'PENDING');
    expect(play.resting()[0]).toMatchObject({ afterMarketOrder: true });
    play.control.releaseAmo();
    await play.ends({ sent: [100] });
  });
});
