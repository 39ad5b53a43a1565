import table from './rates.json' with { type: 'json' };

export type ChargeSegment =
  'EQ_DELIVERY' | 'EQ_INTRADAY' | 'EQ_FUT' | 'EQ_OPT' | 'CUR_FUT' | 'CUR_OPT' | 'COM_FUT' | 'COM_OPT';

/** Properties that some rates depend on. A property that is left out is unknown. A rate that depends on it is then unknown too. */
export interface Qualities {
  /** The group of a share at BSE: A, B, T, X, Z, … */
  readonly bseGroup?: string | undefined;
  /** The symbol of the underlying. */
  readonly underlying?: string | undefined;
  /** An agricultural commodity. */
  readonly agri?: boolean | undefined;
  readonly instrument?: 'SHARE' | 'EQUITY_ORIENTED_FUND_UNIT' | undefined;
}

/** The properties of a trade that select a row of the table. */
export interface RateQuestion {
  /** NSE, BSE or MCX. */
  readonly exchange: string;
  readonly segment: ChargeSegment;
  readonly product: string;
  readonly side: 'BUY' | 'SELL';
  /** `YYYY-MM-DD`, Indian trade date. */
  readonly date: string;
  readonly qualities: Qualities;
}

export type Component = 'STT' | 'CTT' | 'EXCHANGE' | 'IPFT' | 'SEBI' | 'STAMP' | 'GST';

export type BrokerageRule =
  | { readonly type: 'ZERO' }
  | { readonly type: 'FLAT'; readonly flat: string }
  | { readonly type: 'MIN_FLAT_OR_PCT'; readonly flat: string; readonly pct: string };

type Qualifier = Readonly<Record<string, string | boolean | readonly string[]>>;
interface RateRow extends Dated {
  readonly component: string;
  readonly exchange: string;
  readonly segment: string;
  readonly side: string;
  readonly rate: string;
  readonly confidence: string;
  readonly qualifier?: Qualifier;
}
interface Dated {
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
}

const RATES: readonly RateRow[] = table.rates;
const BROKERAGE: readonly (Dated & {
  readonly segment: string;
  readonly product: string;
  readonly rule: { readonly type: string; readonly flat?: string; readonly pct?: string };
})[] = table.brokerage;

/** The market whose tax a trade pays. The tax of the other market is zero. Currency contracts pay neither tax. */
const TAXED: Readonly<Record<'STT' | 'CTT', RegExp>> = { STT: /^EQ_/, CTT: /^COM_/ };

/**
 * The rate in force, as a decimal fraction. `0` where that side pays nothing. Null where the table does not have the rate: no row for
 * that day and market, a row from memory only, or a row that depends on an unknown property.
 *
 * A row whose qualifier names the property takes precedence over a DEFAULT row, which takes precedence over a row without qualifier.
 * Source: `rates.json`, with the circular or price list of each row.
 */
export function rateOf(component: Component, question: RateQuestion): string | null {
  if ((component === 'STT' || component === 'CTT') && !TAXED[component].test(question.segment)) return '0';
  const inForce = RATES.filter(
    (row) =>
      row.component === component &&
      (row.exchange === '*' || row.exchange === question.exchange) &&
      (row.segment === '*' || row.segment === question.segment) &&
      row.side !== 'EXERCISE' &&
      isInForce(row, question.date),
  );
  if (inForce.length === 0) return null;
  if (isUnknownFund(component, question)) return null;
  const applying = inForce.filter((row) => row.side === 'BOTH' || row.side === question.side);
  // Only the other side pays.
  if (applying.length === 0) return '0';
  let best: { readonly rank: number; readonly row: RateRow } | null = null;
  for (const row of applying) {
    const rank = rankOf(row.qualifier, question.qualities);
    if (rank === null) return null;
    if (rank >= 0 && rank > (best?.rank ?? -1)) best = { rank, row };
  }
  // All rows require another property. The trade is exempt, as agricultural commodities are exempt from the tax.
  if (!best) return '0';
  return best.row.confidence === 'unverified' ? null : best.row.rate;
}

/** How the brokerage of an executed order is calculated; null when no price list covers it. */
export function brokerageRule({ segment, product, date }: RateQuestion): BrokerageRule | null {
  const row = BROKERAGE.find(
    (one) => one.segment === segment && (one.product === '*' || one.product === product) && isInForce(one, date),
  );
  if (!row) return null;
  const { type, flat = '', pct = '' } = row.rule;
  if (type === 'ZERO') return { type };
  if (type === 'FLAT') return { type, flat };
  return type === 'MIN_FLAT_OR_PCT' ? { type, flat, pct } : null;
}

/** Units of a fund pay a different tax from shares on both sides. No list of the broker says whether a fund is equity-oriented. */
function isUnknownFund(component: Component, { segment, qualities }: RateQuestion): boolean {
  const isCash = segment === 'EQ_DELIVERY' || segment === 'EQ_INTRADAY';
  return component === 'STT' && isCash && qualities.instrument === undefined;
}

/** 2 for a qualifier that matches, 1 for a default, 0 for none, -1 for one that does not match, null when a match is unknown. */
function rankOf(qualifier: Qualifier | undefined, qualities: Qualities): number | null {
  if (qualifier === undefined) return 0;
  const known: Readonly<Record<string, unknown>> = { ...qualities };
  let rank = 2;
  for (const [name, wanted] of Object.entries(qualifier)) {
    const quality = known[name];
    if (quality === undefined) return null;
    if (wanted === 'DEFAULT') rank = Math.min(rank, 1);
    else if (!(Array.isArray(wanted) ? wanted.includes(quality) : wanted === quality)) return -1;
  }
  return rank;
}

function isInForce({ effectiveFrom, effectiveTo }: Dated, date: string): boolean {
  return (effectiveFrom === null || effectiveFrom <= date) && (effectiveTo === null || date <= effectiveTo);
}
