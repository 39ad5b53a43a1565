import { describe, expect, it } from 'vitest';
import { DhanError } from '../errors.ts';
import { FEED_SEGMENTS } from './segment.ts';
import { listMessages, Subscriptions } from './subscriptions.ts';
import type { FeedInstrument } from './subscriptions.ts';

const hdfc: FeedInstrument = { exchangeSegment: 'NSE_EQ', securityId: '1333' };
const tcs: FeedInstrument = { exchangeSegment: 'NSE_EQ', securityId: '11536' };
const sameId: FeedInstrument = { exchangeSegment: 'BSE_EQ', securityId: '1333' };
const open = (max = 5) =>
  new Subscriptions({ socket: 'market feed', modes: ['ticker', 'full'], segments: FEED_SEGMENTS, max });

describe('subscriptions', () => {
  it('returns the new subscriptions only', () => {
    const subscriptions = open();
    expect(subscriptions.add('ticker', [hdfc, tcs, hdfc])).toEqual([hdfc, tcs]);
    expect(subscriptions.add('ticker', [tcs, sameId])).toEqual([sameId]);
    expect(subscriptions.add('full', [hdfc])).toEqual([hdfc]);
    expect(subscriptions.all()).toEqual([
      ['ticker', [hdfc, tcs, sameId]],
      ['full', [hdfc]],
    ]);
  });

  it('removes only existing subscriptions, in their mode', () => {
    const subscriptions = open();
    subscriptions.add('ticker', [hdfc]);
    subscriptions.add('full', [hdfc]);
    expect(subscriptions.remove('ticker', [tcs, hdfc, hdfc])).toEqual([hdfc]);
    expect(subscriptions.has('ticker', 'NSE_EQ', '1333')).toBe(false);
    expect(subscriptions.all()).toEqual([['full', [hdfc]]]);
  });

  it('refuses one too many, and then adds none of them', () => {
    const subscriptions = open(3);
    subscriptions.add('ticker', [hdfc, tcs]);
    const tooMany = () => subscriptions.add('full', [hdfc, tcs]);
    expect(tooMany).toThrow(DhanError);
    expect(tooMany).toThrow('subscribe: instruments: expected at most 3 a socket, found 4 with those it has');
    expect(subscriptions.size).toBe(2);
    expect(subscriptions.add('ticker', [hdfc, tcs, sameId])).toEqual([sameId]);
  });

  it.each([
    [{ ...hdfc, securityId: 'HDFCBANK' }, /instruments\.1\.securityId: expected a security id of digits, found "HDFC/],
    [{ ...hdfc, securityId: '01333' }, /securityId: expected a security id of digits/],
    [{ ...hdfc, securityId: '4294967296' }, /securityId: expected a security id of 32 bits/],
    [{ ...hdfc, securityId: 1333 }, /securityId: expected a security id, found 1333/],
    [{ ...hdfc, exchangeSegment: 'NSE_COMM' }, /exchangeSegment: .*found "NSE_COMM"/],
  ])('refuses %j, naming the field', (instrument, message) => {
    const subscriptions = open();
    expect(() => subscriptions.add('ticker', [hdfc, instrument as FeedInstrument])).toThrow(message);
    expect(subscriptions.size).toBe(0);
  });

  it('refuses an unknown mode', () => {
    expect(() => open().add('depth' as 'full', [hdfc])).toThrow(/subscribe: mode: .*found "depth"/);
  });
});

describe('messages', () => {
  it('have at most a hundred instruments', () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ ...hdfc, securityId: String(index + 1) }));
    const messages = listMessages(15, many, 100) as { InstrumentCount: number; InstrumentList: object[] }[];
    expect(messages.map((one) => [one.InstrumentCount, one.InstrumentList.length])).toEqual([
      [100, 100],
      [100, 100],
      [50, 50],
    ]);
    expect(messages.flatMap((one) => one.InstrumentList)).toHaveLength(250);
  });

  it('match the documentation of the broker', () => {
    expect(listMessages(15, [hdfc], 100)).toEqual([
      { RequestCode: 15, InstrumentCount: 1, InstrumentList: [{ ExchangeSegment: 'NSE_EQ', SecurityId: '1333' }] },
    ]);
    expect(listMessages(15, [], 100)).toEqual([]);
  });
});
