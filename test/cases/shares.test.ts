import { afterEach, describe, expect, it } from 'vitest';
import { LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER, RELIANCE, RELIANCE_BSE } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const OLD = { exchangeSegment: 'NSE_EQ', securityId: '10407' } as const;
const NEW = { exchangeSegment: 'NSE_EQ', securityId: '10412' } as const;

it('case 4: a share has another id in the next list: units bought under the old id are sold under the new one', async () => {
  play = await Case.open({
    emulator: {
      instruments: [{ ...OLD, tradingSymbol: 'ACME', priceRupees: 100, isin: 'INE999A01011', series: 'EQ' }],
    },
    followers: [{ id: FOLLOWER, ratio: '0.5' }],
  });
  await play.copied('BUY', { ...OLD, productType: 'CNC', quantity: 10 });
  await play.night(() => play.control.changeSecurityId(OLD.exchangeSegment, OLD.securityId, NEW.securityId, 'BE'));
  await play.do({ op: 'instruments.sync' });
  await play.setRatio('1');
  const exit = play.leader('SELL', { ...NEW, productType: 'CNC', quantity: 10 });
  await play.ends({ units: 0, sent: [-5], resting: 0 }, NEW);
  expect(play.ours()[0]).toMatchObject({ ...NEW, productType: 'CNC' });
  expect(play.rig.mapping(exit)?.reason_code).toBe('FILLED');
});

describe('case 5: a share is identified by its ISIN, on either exchange', () => {
  const openWith = (leader: number, follower: number): Promise<Case> =>
    Case.open({
      leaders: [{ dhanClientId: LEADER, holdings: [{ ...RELIANCE, quantity: leader }] }],
      followers: [{ id: FOLLOWER, ratio: '1', account: { holdings: [{ ...RELIANCE, quantity: follower }] } }],
    });

  it("the leader sells on BSE shares held on NSE before the link: the follower's own shares stay", async () => {
    play = await openWith(10, 50);
    const exit = play.leader('SELL', { ...RELIANCE_BSE, productType: 'CNC', quantity: 10 });
    await play.rig.until('the exit to be decided', () => (play.rig.mapping(exit)?.reason_code ?? null) !== null);
    await play.ends({ units: 50, sent: [], resting: 0 }, RELIANCE);
    expect(play.rig.mapping(exit)?.reason_code).toBe('NOTHING_COPIED');
  });

  it('bought on NSE and sold on BSE on the same day: the copied units are sold, and no own units', async () => {
    play = await openWith(0, 50);
    play.leader('BUY', { ...RELIANCE, productType: 'CNC', quantity: 10 });
    await play.has(60, RELIANCE);
    await play.setRatio('2');
    play.leader('SELL', { ...RELIANCE_BSE, productType: 'CNC', quantity: 10 });
    await play.ends({ units: 50, sent: [10, -10], resting: 0 }, RELIANCE);
    play.leader('BUY', { ...RELIANCE_BSE, productType: 'CNC', quantity: 4 });
    await play.has(58, RELIANCE);
    play.leader('SELL', { ...RELIANCE, productType: 'CNC', quantity: 2 });
    await play.ends({ units: 54, sent: [10, -10, 8, -4], resting: 0 }, RELIANCE);
  });

  it('bought on NSE and sold on BSE on the next day', async () => {
    play = await openWith(0, 50);
    await play.copied('BUY', { ...RELIANCE, productType: 'CNC', quantity: 10 });
    await play.night();
    await play.setRatio('2');
    play.leader('SELL', { ...RELIANCE_BSE, productType: 'CNC', quantity: 10 });
    await play.ends({ units: 50, sent: [-10], resting: 0 }, RELIANCE);
    expect(play.noticed('RELEASED')).toEqual([]);
  });

  it('INTRADAY is not delivery: a purchase on one exchange is not closed by a sale on the other', async () => {
    play = await openWith(0, 0);
    await play.copied('BUY', { ...RELIANCE, quantity: 10 });
    play.leader('SELL', { ...RELIANCE_BSE, quantity: 10 });
    await play.rig.until('a short on the other exchange', () =>
      play.control.book(FOLLOWER).positions.some((one) => one.exchangeSegment === 'BSE_EQ' && one.netQuantity === -10),
    );
    expect(play.rig.net(FOLLOWER, RELIANCE)).toBe(10);
  });
});
