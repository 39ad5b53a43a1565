import table from './charges.json' with { type: 'json' };

/** What a trade costs, in rupees, unrounded. `exchange` includes the investor protection fund. */
export interface Charges {
  readonly brokerage: number;
  /** Securities or commodities transaction tax. */
  readonly stt: number;
  readonly exchange: number;
  readonly sebi: number;
  readonly stamp: number;
  readonly gst: number;
}

export interface ChargedTrade {
  readonly exchange: string;
  readonly segment: ChargeSegment;
  readonly product: string;
  readonly side: 'BUY' | 'SELL';
  /** Rupees: price times units, premium for an option. */
  readonly turnover: number;
  /** Turnover of the whole executed order, of which brokerage is taken once. */
  readonly orderTurnover: number;
  /** `YYYY-MM-DD`, Indian trade date. */
  readonly date: string;
  /** What some rates depend on: `bseGroup`, `underlying`, `agri`. */
  readonly qualities: Readonly<Record<string, string | boolean>>;
}

export type ChargeSegment =
  'EQ_DELIVERY' | 'EQ_INTRADAY' | 'EQ_FUT' | 'EQ_OPT' | 'CUR_FUT' | 'CUR_OPT' | 'COM_FUT' | 'COM_OPT';

type Qualifier = Readonly<Record<string, string | boolean | readonly string[]>>;
interface RateRow {
  readonly component: string;
  readonly exchange: string;
  readonly segment: string;
  readonly side: string;
  readonly rate: string;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly qualifier?: Qualifier;
}

const rates: readonly RateRow[] = table.rates;

/** Rates as of 22 Nov 2026, from circulars and price lists; the sources are with the table they were copied from. */
export function chargesOf(trade: ChargedTrade): Charges {
  const part = (component: string): number => trade.turnover * rateOf(component, trade);
  const brokerage = (brokerageOf(trade) * trade.turnover) / (trade.orderTurnover || 1);
  const exchange = part('EXCHANGE') + part('IPFT');
  const sebi = part('SEBI');
  return {
    brokerage,
    stt: part('STT') + part('CTT'),
    exchange,
    sebi,
    stamp: part('STAMP'),
    gst: (brokerage + exchange + sebi) * rateOf('GST', trade),
  };
}

export function totalOf({ brokerage, stt, exchange, sebi, stamp, gst }: Charges): number {
  return brokerage + stt + exchange + sebi + stamp + gst;
}

/** Rupees for one executed order. */
export function brokerageOf({ segment, product, orderTurnover, date }: ChargedTrade): number {
  const row = table.brokerage.find(
    (one) => one.segment === segment && (one.product === '*' || one.product === product) && isInForce(one, date),
  );
  const rule: { type: string; flat?: string; pct?: string } | undefined = row?.rule;
  if (rule === undefined || rule.type === 'ZERO') return 0;
  const flat = Number(rule.flat);
  return rule.type === 'FLAT' ? flat : Math.min(flat, orderTurnover * Number(rule.pct));
}

/** A row whose qualifier names the quality beats a DEFAULT row, which beats a row without qualifier. */
function rateOf(component: string, { exchange, segment, side, date, qualities }: ChargedTrade): number {
  let best = { rank: -1, rate: 0 };
  for (const row of rates) {
    const applies =
      row.component === component &&
      (row.exchange === '*' || row.exchange === exchange) &&
      (row.segment === '*' || row.segment === segment) &&
      (row.side === 'BOTH' || row.side === side) &&
      isInForce(row, date);
    if (!applies) continue;
    const rank = rankOf(row.qualifier, qualities);
    if (rank > best.rank) best = { rank, rate: Number(row.rate) };
  }
  return best.rate;
}

/** 2 for a qualifier that fits, 1 for a default, 0 for none, -1 for one that does not fit. */
function rankOf(qualifier: Qualifier | undefined, qualities: ChargedTrade['qualities']): number {
  if (qualifier === undefined) return 0;
  const ranks = Object.entries(qualifier).map(([name, wanted]) => {
    const quality = qualities[name];
    if (wanted === 'DEFAULT') return 1;
    const fits = Array.isArray(wanted) ? wanted.includes(quality) : wanted === quality;
    return fits ? 2 : -1;
  });
  return Math.min(...ranks);
}

function isInForce(row: { effectiveFrom: string | null; effectiveTo: string | null }, date: string): boolean {
  return (
    (row.effectiveFrom === null || row.effectiveFrom <= date) && (row.effectiveTo === null || date <= row.effectiveTo)
  );
}
