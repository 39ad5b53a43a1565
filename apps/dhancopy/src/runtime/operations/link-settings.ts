import { z } from 'zod';
import { checkStoredSettings } from '../link-rows.ts';

/** A setting of a link that cannot be: the text names its flag. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  readonly code = 'WRONG_USE';
}

/** What was typed, and what is expected there. */
const EXPECTED: Readonly<Record<string, string>> = {
  belowOneLot: '--below-one-lot: expected skip or one_lot',
  copyOn: '--copy-on: expected accepted, transit or fill',
  fillPolicy: '--fill-policy: expected leave, chase or cancel',
  fillTimeoutMs: '--fill-timeout: expected a time from 100ms to 1h',
  priceBandBps: '--price-band: expected a percentage from 0% to 100%',
  lateEntryMs: '--late-entry: expected a time from 0s to 24h',
  surplus: '--surplus: expected unwind or keep',
  openOrders: '--open-orders: expected copy or skip',
  amoTime: '--amo-time: expected PRE_OPEN, OPEN, OPEN_30 or OPEN_60',
  products: "--product: expected the leader's and the follower's product, such as CNC=MTF",
};

/** @throws {SettingError} */
export function linkSettings(settings: Record<string, unknown>): Record<string, unknown> {
  try {
    return checkStoredSettings(settings);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issue = error.issues[0];
    const name = String(issue?.path[0] ?? '');
    throw new SettingError(EXPECTED[name] ?? `link settings: ${issue?.message ?? 'invalid'}`);
  }
}
