import { DhanClient } from '@dhancopy/dhan/client';
import { DhanError } from '@dhancopy/dhan/errors';
import { findAddress } from '../../runtime/access/address-check.ts';
import type { Settings } from '../../runtime/settings.ts';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { ActiveToken } from '../../store/accounts/tokens.ts';
import { formatRupees } from '@dhancopy/domain/rupees';
import { about, wordsOf } from './finding.ts';
import type { Finding } from './finding.ts';

export interface BrokerFindings {
  readonly findings: readonly Finding[];
  /** The profile was refused for the token: the one finding that there is. */
  readonly isTokenRefused: boolean;
}

/** Profile and funds, read from the broker with the account's own token and address. */
export async function checkBroker(
  settings: Settings,
  scope: string,
  account: AccountRow,
  token: ActiveToken,
): Promise<BrokerFindings> {
  const client: Pick<DhanClient, 'authentication' | 'funds' | 'destroy'> = new DhanClient({
    dhanClientId: account.account_id,
    apiUrl: settings.apiUrl,
    accessToken: token.access_token,
    localAddress: account.local_address ?? undefined,
  });
  try {
    const { profile, isTokenRefused } = await checkProfile(client.authentication, scope, account);
    if (profile.verdict === 'failed') return { findings: [profile], isTokenRefused };
    const rest = [
      await checkFunds(client.funds, scope),
      await checkAddress(settings, client.authentication, scope, account),
    ];
    return { findings: [profile, ...rest], isTokenRefused };
  } finally {
    await client.destroy();
  }
}

async function checkProfile(
  api: DhanClient['authentication'],
  scope: string,
  account: AccountRow,
): Promise<{ readonly profile: Finding; readonly isTokenRefused: boolean }> {
  const { ok, failed } = about(scope, 'profile');
  try {
    const { dhanClientId, activeSegment } = await api.getProfile();
    const profile =
      dhanClientId === account.account_id
        ? ok(`the broker accepts the token; segments ${activeSegment || '-'}`)
        : failed(
            `expected client ${account.account_id}, found ${dhanClientId}`,
            `store the right token: dhancopy account token --client-id ${account.account_id} --token-stdin`,
          );
    return { profile, isTokenRefused: false };
  } catch (error) {
    const isTokenRefused = error instanceof DhanError && error.authFault === 'TOKEN';
    return { profile: failed(wordsOf(error), fixFor(error, account)), isTokenRefused };
  }
}

async function checkFunds(api: DhanClient['funds'], scope: string): Promise<Finding> {
  const { ok, warning, failed } = about(scope, 'funds');
  try {
    const { availableBalance } = await api.getFundLimit();
    if (availableBalance > 0) return ok(`${formatRupees(availableBalance)} available`);
    return warning(`${formatRupees(availableBalance)} available`, 'add funds: the broker will reject entries');
  } catch (error) {
    return failed(wordsOf(error), 'try again; if it keeps failing, see https://status.dhan.co');
  }
}

/** Reads go through from anywhere, so a wrong address shows at the first order only, or here. */
async function checkAddress(
  { ipEchoUrl }: Settings,
  api: DhanClient['authentication'],
  scope: string,
  account: AccountRow,
): Promise<Finding> {
  const { ok, warning, failed } = about(scope, 'address');
  const fix = `dhancopy account ip --client-id ${account.account_id}`;
  try {
    const { matches, words } = await findAddress({
      api,
      localAddress: account.local_address,
      ipEchoUrl,
    });
    if (matches === null) return warning(words, `register the address that orders leave by: ${fix} --set ADDRESS`);
    return matches ? ok(words) : failed(words, fix);
  } catch (error) {
    return warning(wordsOf(error), 'try again; until this check succeeds, watch the first order');
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
