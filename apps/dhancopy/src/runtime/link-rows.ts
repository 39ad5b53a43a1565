import { z } from 'zod';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS, SIZING_STRATEGIES } from '@dhancopy/domain/link';
import type { Link, LinkSettings } from '@dhancopy/domain/link';
import { formatRatio, ONE, parseRatio } from '@dhancopy/domain/ratio';
import type { LinkRow } from '../store/accounts/links.ts';
import { storedLinkSettings } from './link-settings.ts';

/** A setting that the database does not have is the default. @throws {z.ZodError} when the database holds a setting that this version does not know. */
export function linkFromRow(row: LinkRow): Link {
  const sizing = z.enum(SIZING_STRATEGIES).parse(row.sizing_strategy);
  const rest = storedLinkSettings.parse({ ...DEFAULT_LINK_SETTINGS, ...row.settings });
  const settings: LinkSettings = { ...rest, sizing, ratio: (row.ratio === null ? null : parseRatio(row.ratio)) ?? ONE };
  return {
    id: linkId(row.id),
    leaderId: accountId(row.leader_account_id),
    followerId: accountId(row.follower_account_id),
    state: row.state,
    sinceMs: row.created_at * 1000,
    ...(row.since_broker_ms !== null && { sinceBrokerMs: row.since_broker_ms }),
    settings,
  };
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
