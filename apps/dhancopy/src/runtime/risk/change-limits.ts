import type { Limits } from '../../store/risk/traders-control.ts';
import type { Store } from '../../store/store.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { refuseJump } from '../operations/jump.ts';
import { strictest } from './limits-in-force.ts';

/** Paise beyond are not exact in a number of the database. */
export const MAX_RUPEES = 999_999_999_999.99;
export const MAX_UNITS = 999_999_999;

/** Rupees, and units of one contract. Null takes a limit off, undefined keeps what is set. */
export interface LimitChange {
  readonly dailyLoss: number | null | undefined;
  readonly orderValue: number | null | undefined;
  readonly positionSize: number | null | undefined;
}

/** Changes the limits of a follower, or with null those of every follower. @returns what counts now, in words */
export function changeLimits(
  store: Store,
  accountId: string | null,
  change: LimitChange,
  { by, yes }: { readonly by: string; readonly yes: boolean },
): string {
  const before = limitsOf(store, accountId);
  const { dailyLoss, orderValue, positionSize } = change;
  const after: Limits = {
    daily_loss_limit: dailyLoss === undefined ? before.daily_loss_limit : dailyLoss,
    order_value_limit: orderValue === undefined ? before.order_value_limit : orderValue,
    position_size_limit: positionSize === undefined ? before.position_size_limit : positionSize,
  };
  refuseLimitJumps(before, after, yes);
  if (isNone(after)) {
    store.tradersControl.clearLimits('follower', accountId, by);
    return `${scopeWords(accountId)} has no limit ${isNone(before) ? 'to remove' : 'any more'}`;
  }
  store.tradersControl.setLimits('follower', accountId, after, by);
  const off = switchedOff(store, after);
  return [`limits of ${scopeWords(accountId)}: ${changeWords(before, after)}`, ...off].join('\n');
}

/** Takes every limit of a follower off, or with null those that are for every follower. @returns what was done, in words */
export function dropLimits(store: Store, accountId: string | null, by: string): string {
  const before = limitsOf(store, accountId);
  store.tradersControl.clearLimits('follower', accountId, by);
  if (isNone(before)) return `there was no limit of ${scopeWords(accountId)}`;
  const others = store.tradersControl.activeLimits().some((row) => row.account_type === 'follower' && !isNone(row));
  const rest = others ? '; other limits still apply, see "dhancopy risk list"' : '';
  return `the limits of ${scopeWords(accountId)} were removed (${limitWords(before)})${rest}`;
}

/** A limit has no effect while its setting is off. The operator must hear that. */
export function switchedOff({ config }: Store, limits: Limits): string[] {
  const isOff = (key: string, limit: number | null): boolean => limit !== null && !config.getBoolean(key);
  return [
    ...(isOff('daily_loss_limit_enabled', limits.daily_loss_limit) ? [offWords('daily loss', 'daily_loss_limit')] : []),
    ...(isOff('position_size_limit_enabled', limits.position_size_limit)
      ? [offWords('position size', 'position_size_limit')]
      : []),
  ];
}

function offWords(what: string, setting: string): string {
  return `the ${what} limit has no effect: ${setting}_enabled is false; run "dhancopy config set ${setting}_enabled true"`;
}

/** Of one scope alone: the account's own, or with null those of every follower. */
function limitsOf(store: Store, accountId: string | null): Limits {
  const rows = store.tradersControl.activeLimits();
  return strictest(rows.filter((row) => row.account_type === 'follower' && row.account_id === accountId));
}

function isNone(limits: Limits): boolean {
  return limits.daily_loss_limit === null && limits.order_value_limit === null && limits.position_size_limit === null;
}

function scopeWords(accountId: string | null): string {
  return accountId ?? 'every follower';
}

/** Each limit, its name, and its value in words. */
const LIMITS = [
  ['daily_loss_limit', 'daily loss', formatRupees],
  ['order_value_limit', 'order value', formatRupees],
  ['position_size_limit', 'position size', (units: number) => `${formatCount(units)} units`],
] as const;

function limitWords(limits: Limits): string {
  return LIMITS.map(([key, name, words]) => `${name} ${valueWords(limits[key], words)}`).join(', ');
}

/** What is different as `old → new`, the others as they are. */
function changeWords(before: Limits, after: Limits): string {
  return LIMITS.map(([key, name, words]) => {
    const was = valueWords(before[key], words);
    const is = valueWords(after[key], words);
    return `${name} ${was === is ? is : `${was} → ${is}`}`;
  }).join(', ');
}

function valueWords(limit: number | null, words: (value: number) => string): string {
  return limit === null ? 'unlimited' : words(limit);
}

/** To take a limit off, the operator writes "off": that needs no question. @throws {ChoiceError} */
function refuseLimitJumps(before: Limits, after: Limits, isMeant: boolean): void {
  for (const [key, name, words] of LIMITS) {
    const value = after[key];
    const was = before[key];
    if (value === null || was === null) continue;
    refuseJump(
      { what: `${name} ${words(value)}`, against: `the limit of ${words(was)}`, before: was, after: value },
      isMeant,
    );
  }
}
