import { isIP } from 'node:net';
import { DhanClient } from '@dhancopy/dhan/client';
import { accountId } from '@dhancopy/domain/ids';
import { findAddress } from '../runtime/access/address-check.ts';
import { loadKey } from '../store/secrets/vault-key.ts';
import type { Context } from './context.ts';
import { needDatabase, readDatabase } from './engine/database.ts';
import { FailedError, RefusedError, UsageError } from './errors.ts';

export interface IpOptions {
  readonly clientId: string;
  readonly set?: string;
  readonly slot: 'PRIMARY' | 'SECONDARY';
  readonly yes?: boolean;
}

/** Shows, and where asked registers, the static addresses of an account. @throws {UsageError} {@link DhanError} */
export async function staticIp(ctx: Context, options: IpOptions): Promise<void> {
  const { clientId, set, slot } = options;
  if (set !== undefined && isIP(set) === 0) {
    throw new UsageError(`--set: expected an IPv4 or IPv6 address, found ${JSON.stringify(set)}`);
  }
  needDatabase(ctx);
  const { account, token } = readAccount(ctx, clientId);
  const client = new DhanClient({
    dhanClientId: clientId,
    apiUrl: ctx.settings.apiUrl,
    accessToken: token,
    localAddress: account.local_address ?? undefined,
  });
  const api = client.authentication;
  try {
    if (set !== undefined) {
      const before = await api.getStaticIps();
      const old = slot === 'PRIMARY' ? before.primaryIp : before.secondaryIp;
      if (options.yes !== true) {
        throw new RefusedError(
          `the ${slot} address of ${clientId} would become ${set}${old === null ? '' : ` in place of ${old}`}, and the slot could not be changed again for seven days. To confirm, repeat with --yes`,
        );
      }
      // The broker has a call for the first address of a slot, and another for its change.
      if (old === null) await api.setStaticIp({ ip: set, ipFlag: slot });
      else await api.modifyStaticIp({ ip: set, ipFlag: slot });
    }
    const ips = await api.getStaticIps();
    const finding = await findAddress({
      accountId: accountId(clientId),
      api: { getStaticIps: () => Promise.resolve(ips) },
      localAddress: account.local_address,
      ipEchoUrl: ctx.settings.ipEchoUrl,
      now: Date.now,
      notify: () => undefined,
    });
    const line = (name: string, ip: string | null, from: string | null): string =>
      `${name}: ${ip ?? 'none'}${from === null ? '' : `, may be changed from ${from}`}`;
    ctx.print(
      { clientId, primary: ips.primaryIp, secondary: ips.secondaryIp, matches: finding.matches, found: finding.words },
      [
        line('primary', ips.primaryIp, ips.modifyDatePrimary),
        line('secondary', ips.secondaryIp, ips.modifyDateSecondary),
        finding.words,
      ].join('\n'),
    );
  } finally {
    await client.close();
  }
}

function readAccount(ctx: Context, clientId: string) {
  const key = loadKey(ctx.io.env, ctx.settings.home);
  return readDatabase(
    ctx,
    (store) => {
      const account = store.accounts.get(clientId);
      const token = store.tokens.activeToken(clientId)?.access_token;
      if (account?.removed_at !== null || token === undefined) {
        throw new FailedError(`account ${clientId} is not registered, or has no token; see "dhancopy account list"`);
      }
      return { account, token };
    },
    key,
  );
}
