import { DhanError } from '../../errors.ts';
import { unreadable } from '../answer.ts';
import type { Call } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { readOne } from '../read.ts';
import { badRequest } from '../request.ts';
import { writeFor } from '../write-answer.ts';
import { pinLoginProblem, staticIpBody } from './request.ts';
import type { ApiKey, PartnerKey, PinLogin, StaticIpRequest } from './request.ts';
import { consent, ipSaved, profile, staticIps, tokenGrant } from './response.ts';
import type { Profile, StaticIps, TokenGrant } from './response.ts';

const api = { module: 'authentication', bucket: 'nonTrading' } as const;
const login = { module: 'authentication', host: 'auth', bucket: 'nonTrading', answerIsSecret: true } as const;

/** "Token can be generated once every 2 minutes.", plus a second to be safe, ms. Source: observed, not documented. */
const MINT_EVERY_MS = 121_000;

/**
 * Module "Authentication". An account has one live token. A new token ends the previous one, so one component should own it.
 * Source: https://dhanhq.co/docs/v2/authentication/
 */
export class AuthenticationApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /profile`: the cheapest proof that a token is live. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getProfile(): Promise<Profile> {
    return readOne(this.#http, { ...api, action: 'get_profile', method: 'GET', path: '/profile' }, profile);
  }

  /**
   * `POST /app/generateAccessToken` on the login host: a token by PIN and one-time code, without a browser. TOTP must be set up at
   * web.dhan.co. Once in two minutes. A used code is refused, so use a new one for every try.
   * @throws {DhanError} `auth` with fault LOGIN for a wrong PIN or code, `rate` inside the two minutes, `unknown` when a token may have
   * been made. No error contains PIN or code.
   */
  async generateAccessToken(credentials: PinLogin): Promise<TokenGrant> {
    const path = '/app/generateAccessToken';
    const problem = pinLoginProblem(credentials);
    if (problem !== null) throw badRequest(`POST ${path}`, `POST ${path}: ${problem}`);
    const { pin, totp } = credentials;
    return this.#grant({
      ...login,
      action: 'generate_access_token',
      method: 'POST',
      path,
      query: { dhanClientId: this.#http.dhanClientId, pin, totp },
      secrets: [pin, totp],
      spacing: { key: path, everyMs: MINT_EVERY_MS },
    });
  }

  /**
   * `GET /RenewToken`: a new token for 24 hours from a live one. By the documentation, this must be one made at web.dhan.co. Budget:
   * nonTrading.
   * @throws {DhanError} `auth` when the token is dead, `unknown` when a new one may have been made
   */
  async renewToken(): Promise<TokenGrant> {
    const { dhanClientId } = this.#http;
    return this.#grant({
      ...api,
      action: 'renew_token',
      method: 'GET',
      path: '/RenewToken',
      headers: { dhanClientId },
      answerIsSecret: true,
    });
  }

  /**
   * `POST /app/generate-consent` on the login host: step 1 of 3 with an API key. Budget: 25 a day.
   * @returns the consent, and the URL where the account owner logs in. The login redirects to your redirect URL with `tokenId`
   * @throws {DhanError}
   */
  async generateConsent(key: ApiKey): Promise<Consent> {
    const path = '/app/generate-consent';
    const call = { ...login, ...appKey(key), bucket: 'consent', action: 'generate_consent', method: 'POST' } as const;
    const { consentId } = await this.#consent({ ...call, path, query: { client_id: this.#http.dhanClientId } });
    return { consentId, loginUrl: this.#http.authUrl('/login/consentApp-login', { consentAppId: consentId }) };
  }

  /** `/app/consumeApp-consent` on the login host: step 3, the token for `tokenId`. @throws {DhanError} as {@link generateAccessToken} */
  async consumeConsent(key: ApiKey, tokenId: string): Promise<TokenGrant> {
    const call = { ...login, ...appKey(key, tokenId), action: 'consume_consent', query: { tokenId } } as const;
    return this.#grantByEitherVerb({ ...call, method: 'POST', path: '/app/consumeApp-consent' });
  }

  /** `/partner/generate-consent` on the login host: step 1 of 3 of a platform for its user. @throws {DhanError} */
  async generatePartnerConsent(key: PartnerKey): Promise<Consent> {
    const call = { ...login, ...partnerKey(key), bucket: 'consent', action: 'generate_partner_consent' } as const;
    const { consentId } = await this.#eitherVerb(
      { ...call, method: 'POST', path: '/partner/generate-consent' },
      (each) => this.#consent(each),
    );
    return { consentId, loginUrl: this.#http.authUrl('/consent-login', { consentId }) };
  }

  /** `/partner/consume-consent` on the login host: step 3, the user's token for `tokenId`. @throws {DhanError} as {@link generateAccessToken} */
  async consumePartnerConsent(key: PartnerKey, tokenId: string): Promise<TokenGrant> {
    const call = {
      ...login,
      ...partnerKey(key, tokenId),
      action: 'consume_partner_consent',
      query: { tokenId },
    } as const;
    return this.#grantByEitherVerb({ ...call, method: 'POST', path: '/partner/consume-consent' });
  }

  /**
   * `GET /ip/getIP`: the addresses that may send orders. Only writes of orders need a registered address. Everything else works from
   * anywhere, so a session looks healthy until its first order. Budget: nonTrading.
   * @throws {DhanError} {@link WireError}
   */
  async getStaticIps(): Promise<StaticIps> {
    return readOne(this.#http, { ...api, action: 'get_ip', method: 'GET', path: '/ip/getIP' }, staticIps);
  }

  /** `POST /ip/setIP`: registers an address. A slot cannot be changed for seven days. Budget: nonTrading. @throws {DhanError} */
  async setStaticIp(request: StaticIpRequest): Promise<void> {
    await this.#saveIp('set_ip', 'POST', '/ip/setIP', request);
  }

  /** `PUT /ip/modifyIP`: changes an address, from the day that {@link getStaticIps} reports. Budget: nonTrading. @throws {DhanError} */
  async modifyStaticIp(request: StaticIpRequest): Promise<void> {
    await this.#saveIp('modify_ip', 'PUT', '/ip/modifyIP', request);
  }

  async #saveIp(action: string, method: 'POST' | 'PUT', path: string, request: StaticIpRequest): Promise<void> {
    const body = staticIpBody(this.#http.dhanClientId, request, `${method} ${path}`);
    await writeFor(this.#http, { ...api, action, method, path, body }, ipSaved, 'status SUCCESS');
  }

  /** HTTP 200 proves nothing here. Only a token does. Its body is not recorded. */
  async #grant(call: Call): Promise<TokenGrant> {
    const answer = await this.#http.call(call);
    const read = tokenGrant.safeParse(answer.body);
    if (read.success) return read.data;
    throw unreadable(call, answer, 'dhanClientId and accessToken');
  }

  async #consent(call: Call): Promise<{ readonly consentId: string }> {
    const answer = await this.#http.call(call);
    const read = consent.safeParse(answer.body);
    if (read.success) return read.data;
    throw unreadable(call, answer, 'a consent id');
  }

  async #grantByEitherVerb(call: Call): Promise<TokenGrant> {
    return this.#eitherVerb(call, (each) => this.#grant(each));
  }

  /** The pages disagree on POST and GET. A verb that the host refuses as unknown has done nothing, so the other one may be tried. */
  async #eitherVerb<T>(call: Call, run: (call: Call) => Promise<T>): Promise<T> {
    try {
      return await run(call);
    } catch (error) {
      const unknownVerb = error instanceof DhanError && (error.httpStatus === 404 || error.httpStatus === 405);
      if (!unknownVerb) throw error;
      return run({ ...call, method: 'GET' });
    }
  }
}

/** Step 2 is the account owner's: open `loginUrl` and log in. */
export interface Consent {
  readonly consentId: string;
  readonly loginUrl: string;
}

function appKey({ appId, appSecret }: ApiKey, tokenId = ''): Pick<Call, 'headers' | 'secrets'> {
  return { headers: { app_id: appId, app_secret: appSecret }, secrets: [appId, appSecret, tokenId] };
}

function partnerKey({ partnerId, partnerSecret }: PartnerKey, tokenId = ''): Pick<Call, 'headers' | 'secrets'> {
  return {
    headers: { partner_id: partnerId, partner_secret: partnerSecret },
    secrets: [partnerId, partnerSecret, tokenId],
  };
}
