import type { ChargeSegment, Qualities, RateQuestion } from '@dhancopy/domain/charges/rates';
import type { InstrumentRow } from '../../../store/instruments/instruments.ts';
import type { TradeRow } from '../../../store/money/trades.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { readMeta } from '../../instruments/rows.ts';

/** What the contract of an MCX future or option is made of, by the beginning of its symbol. Source: the contract list of MCX, 2026. */
const NOT_AGRICULTURAL =
  /^(GOLD|SILVER|CRUDEOIL|BRCRUDE|NATURALGAS|NATGAS|COPPER|ZINC|LEAD|ALUMINI|NICKEL|STEELREBAR|ELECDMBL|MCXBULLDEX|MCXMETLDEX)/;
const AGRICULTURAL = /^(COTTON|KAPAS|MENTHAOIL|CARDAMOM|CPO|RUBBER|CASTORSEED|PEPPER|BLACKPEPPER)/;

/**
 * The question to the table of charges about a trade. Null when its market is unknown.
 *
 * A trade is judged by its product. One bought and sold on the same day as CNC is taxed as intraday by the exchange in the end: the
 * statement says.
 * @param instrument - the contract, if the list has it
 */
export function rateQuestion(trade: TradeRow, instrument: InstrumentRow | undefined): RateQuestion | null {
  const exchange = trade.exchange_segment.split('_')[0] ?? '';
  const segment = segmentOf(trade, instrument);
  if (segment === null) return null;
  return {
    exchange,
    segment,
    product: trade.product,
    side: trade.side,
    date: istDate(trade.trade_ts * 1000),
    qualities: qualitiesOf(segment, instrument),
  };
}

function segmentOf(trade: TradeRow, instrument: InstrumentRow | undefined): ChargeSegment | null {
  switch (trade.exchange_segment) {
    case 'NSE_EQ':
    case 'BSE_EQ':
      return trade.product === 'CNC' || trade.product === 'MTF' ? 'EQ_DELIVERY' : 'EQ_INTRADAY';
    case 'NSE_FNO':
    case 'BSE_FNO':
      return contractOf('EQ', trade, instrument);
    case 'NSE_CURRENCY':
    case 'BSE_CURRENCY':
      return contractOf('CUR', trade, instrument);
    case 'MCX_COMM':
    case 'NSE_COMM':
      return contractOf('COM', trade, instrument);
    default:
      return null;
  }
}

function contractOf(
  market: 'EQ' | 'CUR' | 'COM',
  trade: TradeRow,
  instrument: InstrumentRow | undefined,
): ChargeSegment | null {
  if (trade.drv_option_type !== null) return `${market}_OPT`;
  const kind = instrument?.instrument_type ?? '';
  return kind.startsWith('OPT') ? `${market}_OPT` : kind.startsWith('FUT') ? `${market}_FUT` : null;
}

function qualitiesOf(segment: ChargeSegment, instrument: InstrumentRow | undefined): Qualities {
  if (!instrument) return {};
  const { exchange_type: type, series } = readMeta(instrument.meta);
  const { symbol } = instrument;
  if (segment === 'EQ_DELIVERY' || segment === 'EQ_INTRADAY') {
    return { bseGroup: series, instrument: type === 'ES' ? 'SHARE' : undefined };
  }
  const agri = AGRICULTURAL.test(symbol) ? true : NOT_AGRICULTURAL.test(symbol) ? false : undefined;
  return { underlying: symbol || undefined, agri };
}
