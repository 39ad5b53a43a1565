import { z } from 'zod';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { COPY_ON, DEFAULT_LINK_SETTINGS, FILL_POLICIES, SIZING_STRATEGIES } from '@dhancopy/domain/link';
import type { Link, LinkSettings } from '@dhancopy/domain/link';
import { AMO_TIMES } from '@dhancopy/domain/order';
import { formatRatio, ONE, parseRatio } from '@dhancopy/domain/ratio';
import type { LinkRow } from '../store/accounts/links.ts';
import { PRODUCTS } from '@dhancopy/domain/product';

/** The part of a link's settings that the database keeps as JSON; what is missing has its default. */
const stored = z.object({
  belowOneLot: z.enum(['skip', 'one_lot']).default(DEFAULT_LINK_SETTINGS.belowOneLot),
  copyOn: z.enum(COPY_ON).default(DEFAULT_LINK_SETTINGS.copyOn),
  fillPolicy: z.enum(FILL_POLICIES).default(DEFAULT_LINK_SETTINGS.fillPolicy),
  fillTimeoutMs: z.number().int().min(100).max(3_600_000).default(DEFAULT_LINK_SETTINGS.fillTimeoutMs),
  priceBandBps: z.number().int().min(0).max(10_000).default(DEFAULT_LINK_SETTINGS.priceBandBps),
  lateEntryMs: z.number().int().min(0).max(86_400_000).default(DEFAULT_LINK_SETTINGS.lateEntryMs),
  surplus: z.enum(['unwind', 'keep']).default(DEFAULT_LINK_SETTINGS.surplus),
  amoTime: z.enum(AMO_TIMES).default(DEFAULT_LINK_SETTINGS.amoTime),
  openOrders: z.enum(['copy', 'skip']).default(DEFAULT_LINK_SETTINGS.openOrders),
  products: z.partialRecord(z.enum(PRODUCTS), z.enum(PRODUCTS)).default({}),
});
export type StoredLinkSettings = z.input<typeof stored>;

/** @throws {z.ZodError} when the database holds a setting that this version does not know. */
export function linkFromRow(row: LinkRow): Link {
  const sizing = z.enum(SIZING_STRATEGIES).parse(row.sizing_strategy);
  const rest = stored.parse(row.settings);
  const settings: LinkSettings = { ...rest, sizing, ratio: (row.ratio === null ? null : parseRatio(row.ratio)) ?? ONE };
  return {
    id: linkId(row.id),
    leaderId: accountId(row.leader_account_id),
    followerId: accountId(row.follower_account_id),
    state: row.state,
    sinceMs: row.created_at * 1000,
    settings,
  };
}

/** Checks the settings of a link. @throws {z.ZodError} naming the setting. */
export function checkStoredSettings(settings: Record<string, unknown>): StoredLinkSettings {
  return z.strictObject(stored.shape).parse(settings);
}

/** The link in words, for lists and previews. */
export function describeSizing(settings: LinkSettings): string {
  switch (settings.sizing) {
    case 'same_quantity':
      return 'same quantity';
    case 'fixed_ratio':
      return `${formatRatio(settings.ratio)} of the leader's quantity`;
    case 'capital_proportional':
      return `in proportion to capital${settings.ratio.num === settings.ratio.den ? '' : ` × ${formatRatio(settings.ratio)}`}`;
  }
}
