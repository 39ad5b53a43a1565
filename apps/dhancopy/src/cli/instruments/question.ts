import type { ChainFilter } from '../../store/instruments/instruments.ts';

/** What the words of a search name. */
export interface Question {
  /** The words that are none of the others, in capitals: a symbol, or part of a name. */
  readonly symbol: string;
  readonly strikePrice?: number;
  readonly optionType?: NonNullable<ChainFilter['optionType']>;
  /** Parts of the expiry; what is not said may be anything. */
  readonly expiry?: { readonly year?: string; readonly month?: string; readonly day?: string };
}

const TYPES: Readonly<Record<string, Question['optionType']>> = {
  CE: 'CE',
  CALL: 'CE',
  PE: 'PE',
  PUT: 'PE',
  FUT: 'FUT',
  FUTURE: 'FUT',
  FUTURES: 'FUT',
};
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Reads `NIFTY 25000 CE`, `nifty 24 sep 25000 call`, `BANKNIFTY NOV2026 FUT`, `NIFTY 2026-09-24 25000 PE`, `hdfc bank`. */
export function readQuestion(text: string): Question {
  // A symbol comes first, also one that looks like something else.
  const [first = '', ...words] = text.trim().toUpperCase().split(/\s+/);
  const symbol = [first];
  let question: Omit<Question, 'symbol'> = {};
  for (const [at, word] of words.entries()) {
    const optionType = TYPES[word];
    const month = monthOf(word);
    const [, year, monthNumber, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word) ?? [];
    if (optionType !== undefined) question = { ...question, optionType };
    else if (year && monthNumber && day) question = { ...question, expiry: { year, month: monthNumber, day } };
    else if (month) question = { ...question, expiry: { ...question.expiry, ...month } };
    else if (/^\d{1,2}$/.test(word) && monthOf(words[at + 1] ?? '')) {
      question = { ...question, expiry: { ...question.expiry, day: word.padStart(2, '0') } };
    } else if (/^\d+(\.\d{1,2})?$/.test(word)) question = { ...question, strikePrice: Number(word) };
    else symbol.push(word);
  }
  return { symbol: symbol.join(' '), ...question };
}

/** Names a contract, not only a symbol. */
export function asksForContracts({ strikePrice, optionType, expiry }: Question): boolean {
  return strikePrice !== undefined || optionType !== undefined || expiry !== undefined;
}

/** @param date - `YYYY-MM-DD` */
export function isExpiryAsked({ expiry }: Question, date: string): boolean {
  const [year, month, day] = date.split('-');
  if (!expiry) return true;
  return (expiry.year ?? year) === year && (expiry.month ?? month) === month && (expiry.day ?? day) === day;
}

/** `SEP`, `SEP2026`. */
function monthOf(word: string): { readonly month: string; readonly year?: string } | null {
  const [, name = '', year] = /^([A-Z]{3})(\d{4})?$/.exec(word) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  if (month === 0) return null;
  return { month: String(month).padStart(2, '0'), ...(year && { year }) };
}
