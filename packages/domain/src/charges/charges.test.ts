import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, sum, turnoverOf, ZERO } from './amount.ts';
import type { Amount } from './amount.ts';
import { CHARGE_LINES, chargesOf, totalOf, unknownLines } from './charges.ts';
import type { ChargeLine, Lines } from './charges.ts';
import { contractNote } from './contract-note.ts';
import examples from './examples.json' with { type: 'json' };
import { chargesOfOrder } from './order-charges.ts';
import { rateOf } from './rates.ts';
import type { ChargeSegment, Qualities, RateQuestion } from './rates.ts';

const HDFC: RateQuestion = {
  exchange: 'NSE',
  segment: 'EQ_INTRADAY',
  product: 'INTRADAY',
  side: 'BUY',
  date: '2026-11-20',
  qualities: { instrument: 'SHARE' },
};

/** Lines that the examples set to zero and that no price list contains. */
const UNLISTED: readonly ChargeLine[] = ['clearing', 'ipft'];
const LINES = CHARGE_LINES.filter((line) => line !== 'clearing');

/** Worked examples. Brokers or an exchange published the totals of five of them. */
describe.each(examples)('the worked example $id', (example) => {
  const qualities: Qualities = { instrument: 'SHARE', ...example.qualifier };
  const questions = example.orders.map(({ side }): RateQuestion => {
    const { exchange, product, date } = example;
    return {
      exchange,
      product,
      date,
      qualities,
      segment: example.segment as ChargeSegment,
      side: side as 'BUY' | 'SELL',
    };
  });
  const charged = example.orders.map(({ price, quantity }, index) => {
    const turnover = turnoverOf(Number(price), Number(quantity));
    return chargesOf({ ...(questions[index] ?? HDFC), turnover, orderTurnover: turnover });
  });
  const unknown = new Set(charged.flatMap((lines) => unknownLines(lines)));

  it('matches to the last decimal', () => {
    for (const line of LINES) {
      const expected = amountOf(example.expectedUnrounded[line]);
      expect(sum(charged.map((lines) => lines[line] ?? ZERO)), line).toBe(expected);
    }
    expect(sum(charged.map((lines) => totalOf(lines) ?? ZERO))).toBe(amountOf(example.expectedUnrounded.total));
  });

  it('matches the contract note, rounded to the paisa', () => {
    const note = contractNote(charged, rateOf('GST', questions[0] ?? HDFC));
    for (const line of LINES) {
      if (note.lines[line] === null) expect(UNLISTED).toContain(line);
      expect(note.lines[line] ?? 0, line).toBe(paiseOf(example.expectedContractNote[line]));
    }
    expect(note.total).toBe(paiseOf(example.expectedContractNote.total));
  });

  it('matches the published total, where there is one', () => {
    if (example.published === null) return;
    const total = sum(charged.map((lines) => totalOf(lines) ?? ZERO));
    expect((Number(total) / 1e16).toFixed(2)).toBe(example.published.total);
  });

  it('names the lines that no price list contains', () => {
    const isListed = example.exchange === 'NSE' && example.segment.startsWith('EQ_');
    expect([...unknown]).toEqual(isListed ? ['clearing'] : ['clearing', 'ipft']);
  });
});

function paiseOf(rupees: string): number {
  return Math.round(Number(rupees) * 100);
}

function charge(changes: Partial<RateQuestion>): Lines<Amount> {
  const turnover = turnoverOf(1000, 500);
  return chargesOf({ ...HDFC, ...changes, turnover, orderTurnover: turnover });
}

describe('an unknown rate is not guessed', () => {
  it('is unknown before the table starts, and for a market that is not in the table', () => {
    for (const lines of [charge({ date: '2019-05-02' }), charge({ exchange: 'NCDEX', segment: 'COM_FUT' })]) {
      expect(lines.exchange).toBeNull();
      expect(lines.gst).toBeNull();
      expect(totalOf(lines)).toBeNull();
    }
  });

  it('is unknown when the rate was written down from memory only', () => {
    const lines = charge({ date: '2024-05-02' });
    expect(lines).toMatchObject({ exchange: null, gst: null, sebi: amountOf('0.5'), stamp: amountOf('15') });
    expect(totalOf(lines)).toBeNull();
  });

  it('is unknown when the rate depends on an unknown property of the contract', () => {
    expect(charge({ exchange: 'BSE' }).exchange).toBeNull();
    expect(charge({ exchange: 'BSE', qualities: { ...HDFC.qualities, bseGroup: 'A' } }).exchange).toBe(
      amountOf('18.75'),
    );
    const option = { exchange: 'BSE', segment: 'EQ_OPT', product: 'MARGIN' } as const;
    expect(charge(option).exchange).toBeNull();
    expect(charge({ ...option, qualities: { underlying: 'FOCIT' } }).exchange).toBe(ZERO);
    expect(charge({ ...option, qualities: { underlying: 'RELIANCE' } }).exchange).toBe(amountOf('25'));
    const crude = { exchange: 'MCX', segment: 'COM_FUT', product: 'MARGIN', side: 'SELL' } as const;
    expect(charge(crude).ctt).toBeNull();
    expect(charge({ ...crude, qualities: { agri: true } }).ctt).toBe(ZERO);
    expect(charge({ ...crude, qualities: { agri: false } }).ctt).toBe(amountOf('50'));
    // The fund may hold gold or bonds.
    expect(charge({ qualities: {}, segment: 'EQ_DELIVERY', product: 'CNC' }).stt).toBeNull();
  });

  it('has no brokerage for a product that no price list covers', () => {
    expect(charge({ product: 'CO' })).toMatchObject({ brokerage: null, gst: null });
  });

  it('keeps zero as zero', () => {
    expect(charge({ side: 'SELL' }).stamp).toBe(ZERO);
    expect(charge({ side: 'BUY' })).toMatchObject({ stt: ZERO, ctt: ZERO });
  });
});

describe('an order that fills in several trades', () => {
  const prices = fc.integer({ min: 5, max: 5_000_000 }).map((paise) => paise / 100);
  const trades = fc.array(fc.tuple(prices, fc.integer({ min: 1, max: 9_000 })), { minLength: 1, maxLength: 12 });

  it('costs the same as one trade, line by line and to the paisa', () => {
    fc.assert(
      fc.property(trades, fc.constantFrom('BUY' as const, 'SELL' as const), (parts, side) => {
        const turnovers = parts.map(([price, quantity]) => turnoverOf(price, quantity));
        const [whole] = chargesOfOrder({ ...HDFC, side }, [sum(turnovers)]);
        const split = chargesOfOrder({ ...HDFC, side }, turnovers);
        for (const line of CHARGE_LINES) {
          expect(split.reduce((total, { lines }) => total + (lines[line] ?? 0), 0)).toBe(whole?.lines[line] ?? 0);
        }
        expect(split.reduce((total, each) => total + (each.total ?? NaN), 0)).toBe(whole?.total);
        expect(split.every(({ lines }) => CHARGE_LINES.every((line) => (lines[line] ?? 0) >= 0))).toBe(true);
      }),
    );
  });

  it('pays its brokerage once, divided in proportion to the turnover', () => {
    const split = chargesOfOrder(HDFC, [turnoverOf(1000, 300), turnoverOf(1000, 100), turnoverOf(1000, 100)]);
    expect(split.map(({ lines }) => lines.brokerage)).toEqual([1200, 400, 400]);
  });
});
