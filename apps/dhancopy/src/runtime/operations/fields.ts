/** Fields that several operations share. The command line makes its flags from them: the description is the help. */
import { z } from 'zod';
import { DHAN_ID_WORDS, isAccountId } from '@dhancopy/domain/ids';
import { SIZING_STRATEGIES } from '@dhancopy/domain/link';
import { plainLine } from '@dhancopy/domain/plain-text';
import { parseRatio } from '@dhancopy/domain/ratio';
import type { TradingState } from '@dhancopy/domain/trading-state';
import { MAX_RUPEES } from '../risk/change-limits.ts';

export const clientId = z
  .string()
  .refine(isAccountId, `expected ${DHAN_ID_WORDS}`)
  .meta({ description: 'Dhan client id', value: 'id' });

/** Of an account that is added: DhanHQ's ids are digits. Ids that are there already may be wider. */
export const newClientId = z
  .string()
  .regex(/^\d{6,15}$/, `expected ${DHAN_ID_WORDS}`)
  .meta({ description: 'Dhan client id', value: 'id' });

/** Printed in every table and line: short, and nothing that moves a cursor. */
export const displayName = z
  .string()
  .trim()
  .min(1, 'expected a name')
  .max(40, 'expected a name of at most 40 characters')
  .regex(/^[^\p{C}]*$/u, 'expected a name without control characters')
  .describe('display name');

export const pair = {
  leader: clientId.meta({ description: 'Dhan client id of the leader', value: 'id' }),
  follower: clientId.meta({ description: 'Dhan client id of the follower', value: 'id' }),
};

export const token = z.string().trim().min(20, 'expected an access token, found a shorter text');

export const sizing = z.enum(SIZING_STRATEGIES).meta({
  description:
    "how to calculate the follower's quantity: fixed_ratio (times --ratio), capital_proportional (times the ratio of the capitals), same_quantity",
  value: 'strategy',
});

export const ratio = z
  .string()
  .refine((text) => parseRatio(text) !== null, 'expected a decimal such as 0.5, at most six decimals')
  .refine(
    (text) => parseRatio(text)?.num !== 0,
    'expected a decimal above 0; to copy nothing for a while, run "dhancopy link pause --leader ID --follower ID"',
  )
  .meta({
    description: "multiply the leader's quantity, or the ratio of the capitals, by this",
    value: 'decimal',
  });

/** An amount; paise beyond {@link MAX_RUPEES} are not exact in a number of the database. */
export const rupees = z
  .number()
  .positive('expected rupees above 0')
  .max(MAX_RUPEES)
  .refine((amount) => Number(amount.toFixed(2)) === amount, 'expected rupees with at most two decimals')
  .meta({ value: 'rupees' });

/** Who asks; in the record. */
export const by = z
  .string()
  .overwrite((text) => plainLine(text).slice(0, 100))
  .min(1);

/** Printed with what it explains. It is made plain and cut, not refused: a kill must not fail for its reason. */
export const reason = z
  .string()
  .overwrite((text) => plainLine(text).slice(0, 200))
  .default('')
  .describe('reason to record');

const STATE_WORDS: Readonly<Record<TradingState, string>> = {
  ACTIVE: 'entries and exits are copied',
  REDUCING: 'exits only',
  HALTED: 'nothing is sent',
};

/** The state of a link or an account, and its effect: `REDUCING: exits only`. */
export function stateWords(state: TradingState): string {
  return `${state}: ${STATE_WORDS[state]}`;
}
