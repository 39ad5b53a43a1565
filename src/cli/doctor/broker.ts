import { DhanClient } from '../../dhan/client.ts';
import { DhanError } from '../../dhan/errors.ts';
import type { Settings } from '../../runtime/settings.ts';
import type { AccountRow } from '../../store/accounts.ts';
import type { ActiveToken } from '../../store/tokens.ts';
import { formatRupees } from '../format/rupees.ts';
import { about, wordsOf } from './finding.ts';
import type { Finding } from './finding.ts';

/** Profile and funds, read from the broker with the account's own token and address. */
export async function checkBroker(
  settings: Settings,
  scope: string,
  account: AccountRow,
  token: ActiveToken,
): Promise<Finding[]> {
  const client = new DhanClient({
    dhanClientId: account.account_id,
    apiUrl: settings.apiUrl,
    accessToken: token.access_token,
    localAddress: account.local_address ?? undefined,
  });
  try {
    const profile = await checkProfile(client, scope, account);
    return profile.verdict === 'failed' ? [profile] : [profile, await checkFunds(client, scope)];
  } finally {
    await client.destroy();
  }
}

async function checkProfile(client: DhanClient, scope: string, account: AccountRow): Promise<Finding> {
  const { ok, failed } = about(scope, 'profile');
  try {
    const { dhanClientId, activeSegment } = await client.authentication.getProfile();
    if (dhanClientId === account.account_id)
      return ok(`the broker accepts the token; segments ${activeSegment || '-'}`);
    return failed(
      `expected client ${account.account_id}, found ${dhanClientId}`,
      `store the right token: dhancopy account token --client-id ${account.account_id} --token-stdin`,
    );
  } catch (error) {
    return failed(wordsOf(error), fixFor(error, account));
  }
}

async function checkFunds(client: DhanClient, scope: string): Promise<Finding> {
  const { ok, warning, failed } = about(scope, 'funds');
  try {
    const { availableBalance } = await client.funds.getFundLimit();
    if (availableBalance > 0) return ok(`${formatRupees(availableBalance)} available`);
    return warning(`${formatRupees(availableBalance)} available`, 'add funds: the broker will reject entries');
  } catch (error) {
    return failed(wordsOf(error), 'try again; if it stays, look at https://status.dhan.co');
  }
}

function fixFor(error: unknown, { account_id: id, local_address: address }: AccountRow): string {
  const kind = error instanceof DhanError ? error.class : 'unknown';
  if (kind === 'auth') {
    return `make a new token at web.dhan.co, then: dhancopy account token --client-id ${id} --token-stdin`;
  }
  if (kind === 'unavailable') {
    const local = address === null ? '' : `, and whether this machine has the address ${address}`;
    return `check the network and DHAN_API_URL${local}`;
  }
  return 'try again in a moment';
}
