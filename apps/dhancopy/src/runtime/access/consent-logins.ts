import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import { DhanClient } from '@dhancopy/dhan/client';
import type { AuthenticationApi } from '@dhancopy/dhan/rest/authentication/api';
import type { TokenGrant } from '@dhancopy/dhan/rest/authentication/response';
import type { AccountLogin } from '../../store/accounts/account-logins.ts';
import type { Store } from '../../store/store.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { OperationError } from '../operations/errors.ts';
import { notRegistered } from '../operations/need.ts';
import type { Settings } from '../settings.ts';
import { loginCommand, loginMethodCommand } from '../advice.ts';
import { loginSecret } from './login-secret.ts';

/** How long a login may take, ms. */
const LOGIN_WITHIN_MS = 10 * 60_000;

/**
 * Logins that the user finishes in the browser: with an API key or as a partner's user. Between the two steps only the start is
 * remembered; what comes back is a `tokenId` that is worth nothing without the stored key.
 * Source: https://dhanhq.co/docs/v2/authentication/
 */
export class ConsentLogins {
  readonly #store: Store;
  readonly #settings: Settings;
  readonly #now: () => number;
  readonly #startedMs = new Map<string, number>();

  constructor(store: Store, settings: Settings, now: () => number) {
    this.#store = store;
    this.#settings = settings;
    this.#now = now;
  }

  /** @returns the address of the login page @throws {OperationError} {@link DhanError} */
  async begin(clientId: string): Promise<string> {
    const login = this.#needLogin(clientId);
    const { loginUrl } = await this.#ask(clientId, (api) =>
      login.method === 'api_key'
        ? api.generateConsent(loginSecret('api_key', login))
        : api.generatePartnerConsent(loginSecret('partner', login)),
    );
    this.#startedMs.set(clientId, this.#now());
    return loginUrl;
  }

  /** Makes the token of a login that was begun here, and stores it. @returns what was done, in words @throws {OperationError} {@link DhanError} */
  async finish(clientId: string, tokenId: string): Promise<string> {
    const startedMs = this.#startedMs.get(clientId) ?? -Infinity;
    if (this.#now() - startedMs > LOGIN_WITHIN_MS) {
      throw new OperationError(
        `no login of ${clientId} was started in the last ten minutes; start one with ${loginCommand(clientId)}`,
      );
    }
    const login = this.#needLogin(clientId);
    const grant = await this.#ask(clientId, (api) =>
      login.method === 'api_key'
        ? api.consumeConsent(loginSecret('api_key', login), tokenId)
        : api.consumePartnerConsent(loginSecret('partner', login), tokenId),
    );
    this.#startedMs.delete(clientId);
    return this.#keep(clientId, grant, login);
  }

  #keep(clientId: string, grant: TokenGrant, login: AccountLogin): string {
    if (grant.dhanClientId !== clientId) {
      throw new OperationError(
        `the login was for client ${grant.dhanClientId}, not for ${clientId}; nothing was stored`,
      );
    }
    const role = this.#store.accounts.get(clientId)?.role;
    if (!role) throw notRegistered(clientId);
    const expiresMs = grant.expiresAtMs ?? readTokenClaims(grant.accessToken)?.expiresAtMs ?? null;
    const expiresSec = expiresMs === null ? null : Math.floor(expiresMs / 1000);
    this.#store.tokens.saveToken(clientId, role, grant.accessToken, expiresSec, login.method.toUpperCase());
    const until = expiresMs === null ? '' : ` until ${istDateTime(expiresMs)} Indian time`;
    return `${clientId} is logged in${until}`;
  }

  #needLogin(clientId: string): AccountLogin {
    const login = this.#store.accountLogins.get(clientId);
    if (login?.method === 'api_key' || login?.method === 'partner') return login;
    throw new OperationError(
      `account ${clientId} has no API key; store one with ${loginMethodCommand(clientId, 'api_key')}`,
    );
  }

  async #ask<T>(clientId: string, ask: (api: AuthenticationApi) => Promise<T>): Promise<T> {
    const { apiUrl, authUrl } = this.#settings;
    const client: Pick<DhanClient, 'authentication' | 'close'> = new DhanClient({
      dhanClientId: clientId,
      apiUrl,
      authUrl,
    });
    try {
      return await ask(client.authentication);
    } finally {
      await client.close();
    }
  }
}
