import { durationText } from './duration-text.ts';

/** How an operator writes a value that is neither text nor a choice. */
export interface Notation {
  /** What is expected where a text cannot be read. */
  readonly expected: string;
  /** @returns undefined for a text that is not written this way */
  read(text: string): unknown;
  write(value: unknown): string;
  /** For a flag that can be repeated: the values of all of them. */
  join?(before: unknown, value: unknown): unknown;
}

const UNIT_MS: ReadonlyMap<string | undefined, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** `500ms`, `5s`, `2m`, `1h`, as milliseconds. */
const time: Notation = {
  expected: 'expected a time such as 500ms, 5s or 2m',
  read(text) {
    const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim()) ?? [];
    const unitMs = UNIT_MS.get(unit);
    return unitMs === undefined ? undefined : Math.round(Number(amount) * unitMs);
  },
  write: (ms) => durationText(Number(ms)),
};

/** `0.5%`, as hundredths of a percent. */
const percent: Notation = {
  expected: 'expected a percentage with its sign such as 0.5%, at most two decimals',
  read(text) {
    const [, amount] = /^(\d{1,3}(?:\.\d{1,2})?)\s*%$/.exec(text.trim()) ?? [];
    return amount === undefined ? undefined : Math.round(Number(amount) * 100);
  },
  write: (bps) => `${Number(bps) / 100}%`,
};

/** `CNC=MTF`, as `{CNC: 'MTF'}`. */
const pairs: Notation = {
  expected: "expected <leader's>=<follower's> such as CNC=MTF",
  read(text) {
    const [from = '', to, ...more] = text.split('=');
    return to === undefined || more.length > 0 ? undefined : { [from]: to };
  },
  write: (value) =>
    Object.entries(Object(value) as object)
      .map(([from, to]) => `${from}=${String(to)}`)
      .join(' ') || 'same',
  join: (before, value) => ({ ...(before as object | undefined), ...(value as object) }),
};

/** By the `notation` of a field. */
export const NOTATIONS = { time, percent, pairs } as const satisfies Readonly<Record<string, Notation>>;
