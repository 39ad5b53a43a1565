import * as z from 'zod';
import { REAL_RATE_LIMITS, type RateLimits } from './accounts/rate-limiter.ts';
import type { InstrumentSpec } from './instruments/instrument.ts';
import { Clock } from './time/clock.ts';
import { EmulatorError } from './emulator-error.ts';

/** Where sources disagree about the broker's wire, a switch selects one. The defaults are the most frequent observations. */
export interface WireSwitches {
  /** Answer of a look-up by order number or correlation id: `array` of one (recorded), or the documented bare `object`. */
  readonly lookupShape: 'array' | 'object';
  /** Look-up of an unknown order: `[]`, or HTTP 400 DH-905. Both were recorded. */
  readonly unknownOrder: 'empty' | 'DH-905';
  /** Longest correlation id: 30 as documented, or 25. One measurement found that 26 and more are refused. */
  readonly correlationIdMax: 25 | 30;
  /** A STOP_LOSS_MARKET order by API: fills at once as LIMIT without its trigger, or HTTP 400 DH-906. */
  readonly stopLossMarket: 'fill' | 'DH-906';
  /** Code of "Invalid IP". */
  readonly wrongIpCode: 'DH-905' | 'DH-911';
  /** The answer for a token that a newer one replaced. */
  readonly replacedToken: 'DH-906' | 'DH-901';
  /** Whether replacing a token also resets the order streams that logged in with the old one. Unknown; on. */
  readonly replacedTokenDropsStream: boolean;
  /** A stream login with a bad token: TCP reset, or first a 5-byte binary frame. Both were reported. */
  readonly badLogin: 'reset' | 'binaryThenReset';
  /** Status word of a partial fill on the stream. No capture of it is public. */
  readonly partialFillLabel: 'Part-Traded' | 'PART_TRADED';
  /** Stream frames as the documentation prints them: PascalCase keys, upper-case status, zero fields present. */
  readonly documentedCasing: boolean;
  /** Name under which a SINGLE forever order is stored: rows showed ENTRY_LEG, the page says TARGET_LEG. */
  readonly foreverSingleLeg: 'ENTRY_LEG' | 'TARGET_LEG';
  /**
   * Body of the 202 answers to a conversion and to a T-PIN: none, as documented, or an object. Version 2 of the official Python client
   * reports an empty body as a failure.
   */
  readonly acceptedBody: 'empty' | 'object';
  /** `availableBalance` of the margin calculator: 0 as recorded, or the real balance as documented. */
  readonly marginAvailable: 'zero' | 'actual';
  /** Whether orders with a token from an API key are refused, as users reported in autumn 2025. */
  readonly apiKeyTokensMayNotTrade: boolean;
  /** A feed login with a bad token or without the plan: closed without a frame, as reported, or the documented packet. */
  readonly badFeedLogin: 'silent' | 'packet';
  /** Order rows show an average of 0 while an order is partly filled, as an operator reported. */
  readonly staleAverage: boolean;
  /** Modify and cancel answer DH-906 "Market is Closed! …". */
  readonly marketClosed: boolean;
}

export const DEFAULT_SWITCHES: WireSwitches = {
  lookupShape: 'array',
  unknownOrder: 'empty',
  correlationIdMax: 25,
  stopLossMarket: 'fill',
  wrongIpCode: 'DH-905',
  replacedToken: 'DH-906',
  replacedTokenDropsStream: true,
  badLogin: 'reset',
  partialFillLabel: 'Part-Traded',
  documentedCasing: false,
  foreverSingleLeg: 'ENTRY_LEG',
  acceptedBody: 'empty',
  marginAvailable: 'zero',
  apiKeyTokensMayNotTrade: false,
  badFeedLogin: 'silent',
  staleAverage: false,
  marketClosed: false,
};

/** The options of an emulator. Every field has a default. */
export interface EmulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Address to listen on; default 127.0.0.1. The control interface has no password: keep it on loopback. */
  readonly host?: string;
  /** The same seed gives the same prices and the same fault dice. Default 1. */
  readonly seed?: number;
  /** `manual` (default): prices move only on request. `walk`: a seeded random walk. */
  readonly prices?: 'walk' | 'manual';
  /** Milliseconds between two steps of the walk; default 250. */
  readonly walkPeriodMs?: number;
  /** Delay between the TRANSIT answer and acceptance or rejection; also for a modify or a cancel. Default 5. */
  readonly acceptDelayMs?: number;
  /** `true` (default): the broker's budgets. `false`: none. An object replaces some of them. */
  readonly rateLimits?: boolean | Partial<RateLimits>;
  /** Requests kept for `requests()`; default 10,000. */
  readonly requestLogSize?: number;
  /** Instruments in addition to the built-in ones, or in place of those with the same segment and id. */
  readonly instruments?: readonly InstrumentSpec[];
  /** Generated NSE shares, ids from 1000001, to make the scrip master as long as the live one (200,000). */
  readonly extraInstruments?: number;
  readonly switches?: Partial<WireSwitches>;
  /**
   * Wall clock in epoch milliseconds, for dates, token lifetimes and rate windows; default `Date.now`. `nextDay` moves only a clock
   * that is given here.
   */
  readonly now?: () => number;
}

/** Options with every default filled in. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly seed: number;
  readonly prices: 'walk' | 'manual';
  readonly walkPeriodMs: number;
  readonly acceptDelayMs: number;
  readonly rateLimits: RateLimits | null;
  readonly requestLogSize: number;
  readonly instruments: readonly InstrumentSpec[];
  readonly extraInstruments: number;
  readonly switches: WireSwitches;
  readonly clock: Clock;
}

const numbers = z.object({
  port: z.int().min(0).max(65_535),
  seed: z.int(),
  walkPeriodMs: z.int().min(1),
  acceptDelayMs: z.number().min(0),
  requestLogSize: z.int().min(0),
  extraInstruments: z.int().min(0).max(1_000_000),
});

/** @throws EmulatorError naming the option that is out of range */
export function resolveOptions(options: EmulatorOptions): Settings {
  const settings: Settings = {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    seed: options.seed ?? 1,
    prices: options.prices ?? 'manual',
    walkPeriodMs: options.walkPeriodMs ?? 250,
    acceptDelayMs: options.acceptDelayMs ?? 5,
    rateLimits: resolveRateLimits(options.rateLimits ?? true),
    requestLogSize: options.requestLogSize ?? 10_000,
    instruments: options.instruments ?? [],
    extraInstruments: options.extraInstruments ?? 0,
    switches: { ...DEFAULT_SWITCHES, ...options.switches },
    clock: new Clock(options.now),
  };
  const checked = numbers.safeParse(settings);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new EmulatorError(`emulator option ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`);
  }
  return settings;
}

function resolveRateLimits(option: boolean | Partial<RateLimits>): RateLimits | null {
  if (option === false) return null;
  const limits = option === true ? REAL_RATE_LIMITS : { ...REAL_RATE_LIMITS, ...option };
  for (const [name, limit] of Object.entries(limits)) {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new EmulatorError(`emulator option rateLimits.${name}: expected a whole number from 1, found ${limit}`);
    }
  }
  return limits;
}
