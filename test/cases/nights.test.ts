import { afterEach, describe, expect, it } from 'vitest';
import { HDFC, LEADER } from '../kit/rig.ts';
import { CALL, Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

/** The emulator's book has only the orders of one day, so `sent` counts those after the last night. */
describe('a night', () => {
  it('carries delivery: shares bought yesterday are sold from the holdings today', async () => {
    play = await Case.open({ followers: [{ id: FOLLOWER, ratio: '0.5' }] });
    await play.copied('BUY', { quantity: 10, productType: 'CNC' });
    await play.night();
    await play.has(5);
    play.leader('SELL', { quantity: 10, productType: 'CNC' });
    await play.ends({ units: 0, sent: [-5], resting: 0 });
    expect(play.noticed('RELEASED')).toEqual([]);
  });

  it('carries delivery while the product keeps running', async () => {
    play = await Case.open();
    await play.copied('BUY', { quantity: 10, productType: 'CNC' });
    play.control.nextDay();
    // Several reads of positions and holdings. None may cause a release.
    await play.allow(() => play.noticed('RELEASED').length > 0, 2_000);
    play.leader('SELL', { quantity: 4, productType: 'CNC' });
    await play.ends({ units: 6, sent: [-4], resting: 0 });
    expect(play.noticed('RELEASED')).toEqual([]);
    expect(play.noticed('POSITION_DOUBT')).toEqual([]);
  });

  it('ends the copy of shares that the follower sold from the holdings before the product started', async () => {
    play = await Case.open();
    await play.copied('BUY', { quantity: 10, productType: 'CNC' });
    await play.night(() => {
      // Delivered, so that it can leave the demat account.
      play.control.nextDay();
      play.control.transferUnits(FOLLOWER, { ...HDFC, quantity: -10 });
    });
    await play.allow(() => play.noticed('RELEASED').length > 0, 6_000);
    play.leader('SELL', { quantity: 10, productType: 'CNC' });
    await play.ends({ units: 0, sent: [], resting: 0 });
    expect(play.noticed('RELEASED', /10/)).toHaveLength(1);
  });

  it.each([
    ['squared off by the broker', true],
    ['gone without an order', false],
  ])('INTRADAY ends with its day, %s: a round trip of 40 on the next day sends 40 and 40', async (_how, squareOff) => {
    play = await Case.open();
    await play.copied('BUY', { quantity: 100 });
    await play.night(() => undefined, { squareOff });
    expect(play.units()).toBe(0);
    play.leader('BUY', { quantity: 40 });
    await play.has(40);
    play.leader('SELL', { quantity: 40 });
    await play.ends({ units: 0, sent: [40, -40], resting: 0 });
  });

  it('carries a contract in MARGIN', async () => {
    play = await Case.open();
    await play.copied('BUY', { ...CALL, productType: 'MARGIN', quantity: 130 });
    await play.night();
    play.leader('SELL', { ...CALL, productType: 'MARGIN', quantity: 130 });
    await play.ends({ units: 0, sent: [-130], resting: 0 }, CALL);
    expect(play.noticed('RELEASED')).toEqual([]);
  });
});

it('case 2: an expired contract ends; its id names a new contract, of which 65 are bought and 65 sold', async () => {
  play = await Case.open();
  await play.copied('BUY', { ...CALL, productType: 'MARGIN', quantity: 130 });
  await play.night(() => {
    play.control.expireContract(CALL.exchangeSegment, CALL.securityId);
    play.rig.expired(CALL.securityId);
    play.control.listInstrument({
      ...CALL,
      tradingSymbol: 'NIFTY-Dec2099-26000-CE',
      priceRupees: 77,
      lotSize: 65,
      freezeQuantity: 1800,
      strikeRupees: 26_000,
      optionType: 'CE',
      expiry: '2099-12-29',
    });
  });
  await play.do({ op: 'instruments.sync' });
  play.leader('BUY', { ...CALL, productType: 'MARGIN', quantity: 65 });
  await play.has(65, CALL);
  play.leader('SELL', { ...CALL, productType: 'MARGIN', quantity: 65 });
  await play.ends({ units: 0, sent: [65, -65], resting: 0 }, CALL);
  expect(play.noticed('RELEASED', /130/)).toHaveLength(1);
});

it('what the leader bought yesterday comes before what he sells today, also if nothing was read since he bought', async () => {
  const leaders = [{ dhanClientId: LEADER, holdings: [{ ...HDFC, quantity: 100 }] }];
  play = await Case.open({ leaders });
  await play.ready();
  await play.copied('BUY', { quantity: 10, productType: 'CNC' });
  let exit = '';
  await play.night(() => {
    exit = play.leader('SELL', { quantity: 55, productType: 'CNC' });
  });
  await play.ends({ units: 5, sent: [-5], resting: 0 });
  expect(play.rig.mapping(exit)?.reason_code).toBe('FILLED');
});

describe('case 3: a split or a bonus', () => {
  it.each([
    ['bonus 1:1: the leader sells 20, the follower sells 20', 1, 2, 20, 20],
    ['bonus 1:1: the leader sells half, the follower sells half', 1, 2, 10, 10],
    ['split 1:5: the leader sells 50, the follower sells 50', 1, 5, 50, 50],
  ])('%s', async (_what, from, to, sold, copied) => {
    play = await Case.open();
    await play.copied('BUY', { quantity: 10, productType: 'CNC' });
    await play.night(() => play.control.scaleShare(HDFC.exchangeSegment, HDFC.securityId, from, to));
    const units = (10 * to) / from;
    await play.has(units);
    // The first reads of the day compare both accounts with the copied units. That takes two reads.
    await play.allow(() => false, 2_000);
    play.leader('SELL', { quantity: sold, productType: 'CNC' });
    await play.ends({ units: units - copied, sent: [-copied], resting: 0 });
  });

  it("of which the leader has nothing: the new units are the follower's own, and that is said", async () => {
    play = await Case.open();
    await play.copied('BUY', { quantity: 10, productType: 'CNC' });
    await play.night(() => play.control.transferUnits(FOLLOWER, { ...HDFC, quantity: 10 }));
    await play.rig.until('the notice', () => play.noticed('UNITS_ADDED', /^10 units of HDFCBANK \(about ₹/).length > 0);
    play.leader('SELL', { quantity: 10, productType: 'CNC' });
    await play.ends({ units: 10, sent: [-10], resting: 0 });
    expect(play.noticed('UNITS_ADDED')).toHaveLength(1);
  });

  // The broker pays out fractions: 5 become 7, and the leader's 11 become 16.
  it.each([
    ['bonus 1:2', 2, 3, 16, 7],
    ['reverse split 10:1, of 11 and 5 units', 10, 1, 1, 0],
    ['split 3:10', 3, 10, 36, 16],
  ])('%s with fractions: the leader sells all, the follower all', async (_what, from, to, leaders, units) => {
    play = await Case.open({ followers: [{ id: FOLLOWER, ratio: '0.5' }] });
    await play.copied('BUY', { quantity: 11, productType: 'CNC' });
    await play.has(5);
    await play.night(() => play.control.scaleShare(HDFC.exchangeSegment, HDFC.securityId, from, to));
    await play.has(units);
    expect(play.units(HDFC, LEADER)).toBe(leaders);
    await play.rig.until('the notice', () => play.noticed('CORPORATE_ACTION').length === 1);
    play.leader('SELL', { quantity: leaders, productType: 'CNC' });
    await play.ends({ units: 0, resting: 0 }, HDFC, 15_000);
    expect(play.noticed('POSITION_DOUBT')).toEqual([]);
  });

  it.each([
    ['sells 12 of 20', 'SELL', 12, 8],
    ['buys 4', 'BUY', 4, 24],
  ] as const)('the leader %s before the product is up', async (_what, side, quantity, units) => {
    play = await Case.open();
    await play.copied('BUY', { quantity: 10, productType: 'CNC' });
    await play.night(() => {
      play.control.scaleShare(HDFC.exchangeSegment, HDFC.securityId, 1, 2);
      play.leader(side, { quantity, productType: 'CNC' });
    });
    const scaled = /changed 10 copied units of HDFCBANK to 20/;
    await play.rig.until('the notice', () => play.noticed('CORPORATE_ACTION', scaled).length === 1);
    await play.ends({ units, resting: 0 });
    play.leader('SELL', { quantity: units, productType: 'CNC' });
    await play.ends({ units: 0, resting: 0 }, HDFC, 15_000);
  });

  it('two links, and the leader of one sells all before the product is up', async () => {
    const other = '1000000002';
    play = await Case.open({ leaders: [{ dhanClientId: LEADER }, { dhanClientId: other }] });
    await play.do({ op: 'link.add', leader: other, follower: FOLLOWER, sizing: 'fixed_ratio', ratio: '1' });
    await play.ready();
    await play.copied('BUY', { quantity: 10, productType: 'CNC' });
    play.rig.leaderPlaces({ transactionType: 'BUY', quantity: 6, productType: 'CNC' }, other);
    await play.has(16);
    await play.night(() => {
      play.control.scaleShare(HDFC.exchangeSegment, HDFC.securityId, 1, 2);
      play.leader('SELL', { quantity: 20, productType: 'CNC' });
    });
    await play.ends({ units: 12, resting: 0 }, HDFC, 15_000);
  });
});

it('case 7: a copy whose fill was not reported before the night is settled, and its exit sells', async () => {
  play = await Case.open({ start: false });
  // Polls are far apart, so that only the stream could report the fill.
  await play.rig.start({ pollMs: 600_000 });
  await play.ready();
  play.control.muteStream(FOLLOWER, true);
  const entry = play.leader('BUY', { quantity: 10, productType: 'CNC' });
  await play.has(10);
  await play.night(() => play.control.muteStream(FOLLOWER, false));
  await play.allow(() => play.rig.mapping(entry)?.is_open === 0, 6_000);
  const exit = play.leader('SELL', { quantity: 10, productType: 'CNC' });
  await play.ends({ units: 0, sent: [-10], resting: 0 });
  expect([play.rig.mapping(entry)?.is_open, play.rig.mapping(exit)?.reason_code]).toEqual([0, 'FILLED']);
  expect(play.units(HDFC, LEADER)).toBe(0);
});

it('case 7: a copy that had not filled when the day ended is settled without units', async () => {
  play = await Case.open({ start: false });
  await play.rig.start({ pollMs: 600_000 });
  await play.ready();
  play.control.muteStream(FOLLOWER, true);
  const entry = play.leader('BUY', { quantity: 10, productType: 'CNC', orderType: 'LIMIT', price: 1600 });
  await play.rig.until('the copy to rest', () => play.resting()[0]?.status === 'PENDING');
  await play.night(() => play.control.muteStream(FOLLOWER, false));
  await play.rig.until('the copy of yesterday to be settled', () => play.rig.mapping(entry)?.is_open === 0);
  expect(play.rig.mapping(entry)?.reason_code).toBe('DAY_ENDED');
  play.leader('BUY', { quantity: 3, productType: 'CNC' });
  await play.has(3);
  play.leader('SELL', { quantity: 3, productType: 'CNC' });
  await play.ends({ units: 0, sent: [3, -3], resting: 0 });
});
