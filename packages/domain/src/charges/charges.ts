import { amountOf, share, sum, times, ZERO } from './amount.ts';
import type { Amount } from './amount.ts';
import { brokerageRule, rateOf } from './rates.ts';
import type { RateQuestion } from './rates.ts';

/** The lines of a contract note. STT and CTT exclude each other: a trade pays the tax of its market. */
export const CHARGE_LINES = [
  'brokerage',
  'exchange',
  'clearing',
  'stt',
  'ctt',
  'sebi',
  'stamp',
  'ipft',
  'gst',
] as const;
export type ChargeLine = (typeof CHARGE_LINES)[number];

/** One entry for every line; null where the rate is not known. */
export type Lines<T> = Readonly<Record<ChargeLine, T | null>>;

export interface ChargedTrade extends RateQuestion {
  /** Price times units; for an option, premium times units. */
  readonly turnover: Amount;
  /** Turnover of the whole executed order. Brokerage is charged once on it. */
  readonly orderTurnover: Amount;
}

/**
 * Lines that no price list contains and that a total leaves out. Nobody publishes a clearing charge of Dhan, or a fund contribution at
 * BSE, at MCX or for currency contracts. Published totals match to the paisa without these lines.
 */
const UNLISTED: ReadonlySet<ChargeLine> = new Set(['clearing', 'ipft']);

/**
 * The charges of a trade, unrounded.
 *
 * Brokerage is per executed order and capped. It is therefore calculated once for the whole order and divided among the trades in
 * proportion to their turnover. In the cash segment the exchange averages the tax per client, security and day. A contract note rounds
 * tax and stamp duty to whole rupees: see {@link contractNote}. A statement may therefore differ from the sum of its trades by one
 * rupee a line.
 * Source: `rates.json`; every worked example of it is a test.
 */
export function chargesOf(trade: ChargedTrade): Lines<Amount> {
  const of = (component: Parameters<typeof rateOf>[0]): Amount | null => {
    const rate = rateOf(component, trade);
    return rate === null ? null : times(trade.turnover, rate);
  };
  const ofOrder = brokerageOf(trade);
  const brokerage = ofOrder === null ? null : share(ofOrder, trade.turnover, trade.orderTurnover);
  const [exchange, sebi, ipft] = [of('EXCHANGE'), of('SEBI'), of('IPFT')];
  const gstRate = rateOf('GST', trade);
  const isTaxable = brokerage !== null && exchange !== null && sebi !== null && gstRate !== null;
  return {
    brokerage,
    exchange,
    clearing: null,
    stt: of('STT'),
    ctt: of('CTT'),
    sebi,
    stamp: of('STAMP'),
    ipft,
    gst: isTaxable ? times(sum([brokerage, exchange, sebi, ipft ?? ZERO]), gstRate) : null,
  };
}

/** Brokerage of one executed order; null where no price list covers it. */
export function brokerageOf(order: ChargedTrade): Amount | null {
  const rule = brokerageRule(order);
  switch (rule?.type) {
    case undefined:
      return null;
    case 'ZERO':
      return ZERO;
    case 'FLAT':
      return amountOf(rule.flat);
    case 'MIN_FLAT_OR_PCT': {
      const [flat, part] = [amountOf(rule.flat), times(order.orderTurnover, rule.pct)];
      return part < flat ? part : flat;
    }
  }
}

/** Lines with an unknown rate, in the order of a contract note. */
export function unknownLines(lines: Lines<unknown>): readonly ChargeLine[] {
  return CHARGE_LINES.filter((line) => lines[line] === null);
}

/** True when the total lacks a line that is certainly charged. */
export function lacksALine(lines: Lines<unknown>): boolean {
  return unknownLines(lines).some((line) => !UNLISTED.has(line));
}

/** The sum of the lines, without those that no price list contains. Null when any other line is unknown. */
export function totalOf(lines: Lines<Amount>): Amount | null {
  return lacksALine(lines) ? null : sum(CHARGE_LINES.map((line) => lines[line] ?? ZERO));
}
