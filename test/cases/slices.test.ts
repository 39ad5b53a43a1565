import { afterEach, describe, expect, it } from 'vitest';
import type { InstrumentSpec } from '@dhancopy/emulator/instruments/instrument';
import { HDFC, LEADER } from '../kit/rig.ts';
import { CALL, Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const FUNDS = { fundsRupees: 1_000_000_000 } as const;
const openAt = async (ratio: string, instruments: readonly InstrumentSpec[] = []): Promise<void> => {
  play = await Case.open({
    emulator: { instruments },
    leaders: [{ dhanClientId: LEADER, ...FUNDS }],
    followers: [{ id: FOLLOWER, ratio, account: FUNDS }],
  });
};
it('case 10: slices that the app cuts from one order are one intent: half of 261 lots are 130 lots', async () => {
  await openAt('0.5');
  const entry = { ...CALL, productType: 'MARGIN' } as const;
  for (const quantity of [...Array.from({ length: 9 }, () => 1755), 1170]) play.leader('BUY', { ...entry, quantity });
  await play.ends({ units: 130 * 65, resting: 0 }, CALL, 20_000);
  for (const quantity of [...Array.from({ length: 9 }, () => 1755), 1170]) play.leader('SELL', { ...entry, quantity });
  await play.ends({ units: 0, resting: 0 }, CALL, 20_000);
});

it('case 10: two orders of the same terms with a pause in between are two intents', async () => {
  await openAt('0.5');
  const entry = { ...CALL, productType: 'MARGIN', quantity: 195 } as const;
  play.leader('BUY', entry);
  await play.has(65, CALL);
  // Slices of one order arrive within two seconds.
  await play.allow(() => false, 2_500);
  play.leader('BUY', entry);
  await play.ends({ units: 130, sent: [65, 65], resting: 0 }, CALL);
});

describe('freeze quantity 1,800, lot 75', () => {
  const OPTION = { exchangeSegment: 'NSE_FNO', securityId: '52999' } as const;
  const listed: InstrumentSpec = {
    ...OPTION,
    tradingSymbol: 'NIFTY-Dec2099-25500-CE',
    priceRupees: 100,
    lotSize: 75,
    freezeQuantity: 1800,
    strikeRupees: 25_500,
    optionType: 'CE',
    expiry: '2099-12-29',
  };

  it('both slices of a resting copy of 3,600 fill, the leader cancels: the follower is flat', async () => {
    await openAt('2', [listed]);
    const order = { ...OPTION, productType: 'MARGIN', orderType: 'LIMIT', price: 90 } as const;
    const entry = play.leader('BUY', { ...order, quantity: 1800 });
    await play.rig.until(
      'two slices to rest',
      () => play.resting().length === 2 && play.resting().every(({ status }) => status === 'PENDING'),
    );
    for (const slice of play.resting()) play.control.fill(FOLLOWER, slice.orderId, 1800);
    await play.has(3600, OPTION);
    play.control.cancelAppOrder(LEADER, entry);
    await play.ends({ units: 0, sent: [1800, 1800, -1800, -1800], resting: 0 }, OPTION);
  });

  it('the second slice fills first, the leader reduces the order to the filled quantity: no order keeps resting', async () => {
    await openAt('2', [listed]);
    const order = { ...OPTION, productType: 'MARGIN', orderType: 'LIMIT', price: 90 } as const;
    const entry = play.leader('BUY', { ...order, quantity: 1800 });
    await play.rig.until(
      'two slices to rest',
      () => play.resting().length === 2 && play.resting().every(({ status }) => status === 'PENDING'),
    );
    const second = play.resting()[1]?.orderId ?? '';
    play.control.fill(FOLLOWER, second, 1800);
    play.control.fill(LEADER, entry, 450);
    play.control.modifyAppOrder(LEADER, entry, { quantity: 900 });
    await play.ends({ units: 1800, resting: 0 }, OPTION);
  });

  it('an entry and an exit of more than 30 slices are both placed in full', async () => {
    await openAt('32', [listed]);
    const order = { ...OPTION, productType: 'MARGIN', quantity: 1800 } as const;
    play.leader('BUY', order);
    await play.has(57_600, OPTION);
    play.leader('SELL', order);
    await play.ends({ units: 0, resting: 0 }, OPTION, 25_000);
    expect(Math.max(...play.ours().map(({ quantity }) => quantity))).toBeLessThanOrEqual(1800);
  });
});

it('few requests: the leader fills in pieces and sells while the copy lags; no unit is bought and sold again', async () => {
  play = await Case.open();
  play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, true);
  const entry = play.leader('BUY', { quantity: 250, orderType: 'LIMIT', price: 1612 });
  await play.rig.until('the copy to rest', () => play.resting()[0]?.status === 'PENDING');
  for (const piece of [100, 100, 49]) play.control.fill(LEADER, entry, piece);
  const exit = play.leader('SELL', { quantity: 200 });
  await play.rig.until('the exit to wait', () => play.rig.order(LEADER, exit).status === 'PENDING');
  play.control.fill(LEADER, exit, 200);
  await play.allow(() => false, 500);
  play.control.fill(LEADER, entry, 1);
  play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, false);
  await play.ends({ units: 50, resting: 0 }, HDFC, 15_000);
  const requests = play.control
    .requests({ dhanClientId: FOLLOWER })
    .filter(({ operation }) => operation === 'place' || operation === 'modify' || operation === 'cancel');
  expect(requests.length).toBeLessThanOrEqual(8);
});
