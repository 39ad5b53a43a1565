import { z } from 'zod';
import { accountId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS, SIZING_STRATEGIES } from '@dhancopy/domain/link';
import type { Link, LinkSettings } from '@dhancopy/domain/link';
import { formatRatio, ONE, parseRatio } from '@dhancopy/domain/ratio';
import type { Ratio } from '@dhancopy/domain/ratio';
import type { LinkRow } from '../store/accounts/links.ts';
import { readStored } from '../store/file/stored-value.ts';
import { storedState } from './account-rows.ts';
import { storedLinkSettings } from './link-settings.ts';

/**
 * A setting that the database does not have is the default.
 * @throws {RowError} ROW_INVALID when the database holds a setting that this version does not know
 */
export function linkFromRow(row: LinkRow): Link {
  return readStored(`link ${row.id}`, () => read(row));
}

function read(row: LinkRow): Link {
  const sizing = z.enum(SIZING_STRATEGIES).parse(row.sizing_strategy);
  const rest = storedLinkSettings.parse({ ...DEFAULT_LINK_SETTINGS, ...row.settings });
  const settings: LinkSettings = { ...rest, sizing, ratio: ratioIn(row.ratio) };
  return {
    id: linkId(row.id),
    leaderId: accountId(row.leader_account_id),
    followerId: accountId(row.follower_account_id),
    state: storedState.parse(row.state),
    sinceMs: row.created_at * 1000,
    ...(row.since_broker_ms !== null && { sinceBrokerMs: row.since_broker_ms }),
    settings,
  };
}

/** Null where the strategy has none. Never 1 for a text that is not understood: that would be another size. */
function ratioIn(text: string | null): Ratio {
  if (text === null) return ONE;
  const ratio = parseRatio(text);
  if (ratio === null) throw new Error(`ratio: expected a decimal such as 0.5, found ${JSON.stringify(text)}`);
  return ratio;
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
