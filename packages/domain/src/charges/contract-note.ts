import type { Paise } from '../price.ts';
import { amountOfPaise, sum, times, toPaise, toWholeRupees, ZERO } from './amount.ts';
import type { Amount } from './amount.ts';
import type { ChargeLine, Lines } from './charges.ts';
import { totalPaise } from './order-charges.ts';
import type { TradeCharges } from './order-charges.ts';

/** To the nearest rupee, once for the note. Source: support pages of brokers; see the notes in `rates.json`. */
const WHOLE_RUPEES: ReadonlySet<ChargeLine> = new Set(['stt', 'ctt', 'stamp']);

/**
 * The unrounded charges of one day, rounded as on the contract note: taxes and stamp duty to whole rupees, every other line to the
 * paisa, and GST on the rounded lines. A line that is unknown for one trade is unknown for the note.
 * @param gstRate - a decimal fraction, null when it is not known
 */
export function contractNote(trades: readonly Lines<Amount>[], gstRate: string | null): TradeCharges {
  const rounded = (line: Exclude<ChargeLine, 'gst'>): Paise | null => {
    const amounts = trades.map((trade) => trade[line]);
    if (amounts.some((amount) => amount === null)) return null;
    const total = sum(amounts.map((amount) => amount ?? ZERO));
    return WHOLE_RUPEES.has(line) ? toWholeRupees(total) : toPaise(total);
  };
  const [brokerage, exchange, sebi, ipft] = [
    rounded('brokerage'),
    rounded('exchange'),
    rounded('sebi'),
    rounded('ipft'),
  ];
  const isTaxable = brokerage !== null && exchange !== null && sebi !== null && gstRate !== null;
  const base = [brokerage, exchange, sebi, ipft].map((line) => (line === null ? ZERO : amountOfPaise(line)));
  const lines = {
    brokerage,
    exchange,
    clearing: rounded('clearing'),
    stt: rounded('stt'),
    ctt: rounded('ctt'),
    sebi,
    stamp: rounded('stamp'),
    ipft,
    gst: isTaxable ? toPaise(times(sum(base), gstRate)) : null,
  };
  return { lines, total: totalPaise(lines) };
}
