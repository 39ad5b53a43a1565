import { join } from 'node:path';
import { istDate } from '@dhancopy/domain/indian-time';
import { invariant } from '@dhancopy/domain/invariant';
import type { Control } from '@dhancopy/emulator/control/control';
import type { AccountSpec } from '@dhancopy/emulator/control/account-spec';
import { isTradingDay } from '../../runtime/calendar/trading-days.ts';
import { applyOperation, storedOperation } from '../../runtime/operations.ts';
import type { OperationInput } from '../../runtime/operations.ts';
import type { Settings } from '../../runtime/settings.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { createKeyFile } from '../../store/secrets/vault-key.ts';
import { LEADER } from './cast.ts';
import type { Follower } from './cast.ts';
import { HELD, POSITION_LIMIT, rolesOf } from './roles.ts';

interface Setting {
  readonly control: Control;
  readonly followers: readonly Follower[];
  /** Where this demo receives postbacks; the secret part follows. */
  readonly postbackUrl: string;
}

/** Opens the accounts at the broker, and puts them, their links and their settings into a new database. @returns the leader's token */
export function fillDatabase(settings: Settings, { control, followers, postbackUrl }: Setting): string {
  const key = createKeyFile(join(settings.home, 'key'));
  const { limited, holder, posted } = rolesOf(followers);
  const store = openStore({ path: settings.databasePath, key });
  const apply = (asked: OperationInput): string => applyOperation(store, storedOperation.parse(asked), Date.now());
  const open = ({ id, name, fundsRupees }: typeof LEADER | Follower, role: 'leader' | 'follower'): string => {
    const own = id === holder.id ? heldSince(lastTradingDay(Date.now())) : {};
    const { accessToken } = control.addAccount({ dhanClientId: id, name, fundsRupees, ...own });
    apply({ op: 'account.add', role, clientId: id, name, token: accessToken });
    return accessToken;
  };
  try {
    const leaderToken = open(LEADER, 'leader');
    for (const follower of followers) {
      const { id, sizing, ratio, settings: own } = follower;
      open(follower, 'follower');
      apply({ op: 'link.add', leader: LEADER.id, follower: id, sizing, ratio, ...own });
    }
    apply({ op: 'risk.set', clientId: limited.id, positionSize: POSITION_LIMIT, by: 'demo' });
    apply({ op: 'postback.set', clientId: posted.id, publicUrl: postbackUrl });
    // The address goes with a token: the account owner enters it on the broker's web site when the token is made.
    const { accessToken } = control.mintToken(posted.id, undefined, addressOf(store, posted.id));
    apply({ op: 'account.token', clientId: posted.id, token: accessToken });
    return leaderToken;
  } finally {
    store.close();
  }
}

function addressOf({ postbackConfigs }: Store, clientId: string): string {
  const config = postbackConfigs.active().find(({ account_id }) => account_id === clientId);
  invariant(config !== undefined, 'the address was set before');
  return postbackConfigs.address(config);
}

/** Shares that were bought and delivered before, and an account without a power of attorney. */
function heldSince(day: string): Partial<AccountSpec> {
  const { exchangeSegment, securityId, quantity, boughtRupees } = HELD;
  const trade = { transactionType: 'BUY', productType: 'CNC', priceRupees: boughtRupees } as const;
  return {
    ddpi: false,
    holdings: [{ exchangeSegment, securityId, quantity, avgCostRupees: boughtRupees }],
    pastTrades: [{ ...trade, at: `${day} 10:15:00`, exchangeSegment, securityId, quantity }],
  };
}

const DAY_MS = 86_400_000;

/** Indian date of the last trading day before the time. */
export function lastTradingDay(ms: number): string {
  let day = ms - DAY_MS;
  while (!isTradingDay(day)) day -= DAY_MS;
  return istDate(day);
}
