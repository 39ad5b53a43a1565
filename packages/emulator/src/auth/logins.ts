import type { Account } from '../accounts/account.ts';
import type { AccountRegistry, Session } from '../accounts/account-registry.ts';
import type { Prng } from '../chance/prng.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { totpCode, totpStep } from './totp.ts';

/** Observed: one mint by PIN and TOTP in two minutes. */
const mintLockMs = 120_000;
/** Source: https://dhanhq.co/docs/v2/authentication/#api-key-secret */
const consentsPerDay = 25;

/** An API key of one owner, or of a partner: who may ask for consent, and the URL for the redirect afterwards. */
export interface ConsentClient {
  readonly kind: 'app' | 'partner';
  readonly id: string;
  readonly secret: string;
  readonly redirectUrl: string;
  readonly postbackUrl: string;
  /** The owner of an API key; null for a partner, which has many users. */
  readonly dhanClientId: string | null;
}

interface Consent {
  readonly id: string;
  readonly client: ConsentClient;
  used: boolean;
}

interface Grant {
  readonly client: ConsentClient;
  readonly account: Account;
  used: boolean;
}

/** A refusal of the login host: its text, and its HTTP status. */
export class LoginRefusal extends Error {
  override readonly name = 'LoginRefusal';
  readonly httpStatus: number;

  constructor(httpStatus: number, message: string) {
    super(message);
    this.httpStatus = httpStatus;
  }
}

/** The logins of auth.dhan.co: codes, consents, and the tokens that they give. */
export class Logins {
  readonly #accounts: AccountRegistry;
  readonly #now: () => number;
  readonly #chance: Prng;
  readonly #clients = new Map<string, ConsentClient>();
  readonly #consents = new Map<string, Consent>();
  readonly #grants = new Map<string, Grant>();
  readonly #consentCounts = new Map<string, number>();
  readonly #lastMintMs = new Map<string, number>();
  readonly #lastStep = new Map<string, number>();

  constructor(accounts: AccountRegistry, now: () => number, chance: Prng) {
    this.#accounts = accounts;
    this.#now = now;
    this.#chance = chance;
  }

  /** An account owner makes an API key on the web site, or the broker signs up a partner. */
  addClient(client: Omit<ConsentClient, 'id' | 'secret'>): ConsentClient {
    const made = { ...client, id: this.#uuid().slice(0, 8), secret: this.#uuid() };
    this.#clients.set(made.id, made);
    return made;
  }

  clients(): ConsentClient[] {
    return [...this.#clients.values()];
  }

  restoreClient(client: ConsentClient): void {
    this.#clients.set(client.id, client);
  }

  /**
   * A token by PIN and TOTP code.
   *
   * @throws LoginRefusal with HTTP 200, as observed when tokens are minted too often; "Invalid TOTP" has the same shape
   * and an unknown status
   */
  mintByTotp(dhanClientId: string, pin: string, totp: string): Session {
    const account = this.#accounts.find(dhanClientId);
    if (account?.identity.pin !== pin) throw new LoginRefusal(200, 'Invalid Pin');
    const now = this.#now();
    const step = totpStep(now);
    // A used code is refused like a wrong one.
    if (totp !== totpCode(account.identity.totpSecret, now) || this.#lastStep.get(dhanClientId) === step) {
      throw new LoginRefusal(200, 'Invalid TOTP');
    }
    const last = this.#lastMintMs.get(dhanClientId);
    if (last !== undefined && now - last < mintLockMs) {
      throw new LoginRefusal(200, 'Token can be generated once every 2 minutes.');
    }
    this.#lastStep.set(dhanClientId, step);
    this.#lastMintMs.set(dhanClientId, now);
    return this.#accounts.mint(account, { consumer: 'APP' });
  }

  /** @throws LoginRefusal for wrong credentials, another owner's key, or the 26th consent of the day */
  openConsent(kind: ConsentClient['kind'], id: string, secret: string, dhanClientId: string | null): string {
    const client = this.#authenticate(kind, id, secret);
    if (dhanClientId !== client.dhanClientId) throw new LoginRefusal(400, 'Invalid client_id');
    const key = `${client.id} ${istDate(this.#now())}`;
    const count = this.#consentCounts.get(key) ?? 0;
    if (kind === 'app' && count >= consentsPerDay) throw new LoginRefusal(429, 'Consent limit of the day is reached');
    this.#consentCounts.set(key, count + 1);
    const consent = { id: this.#uuid(), client, used: false };
    this.#consents.set(consent.id, consent);
    return consent.id;
  }

  /** The client that a page is for; undefined when the consent is unknown or used up. */
  consent(kind: ConsentClient['kind'], id: string): ConsentClient | undefined {
    const consent = this.#consents.get(id);
    return consent === undefined || consent.used || consent.client.kind !== kind ? undefined : consent.client;
  }

  /** The account owner logs in and agrees. @returns the URL for the browser, undefined when the login is refused */
  agree(kind: ConsentClient['kind'], consentId: string, dhanClientId: string): string | undefined {
    const client = this.consent(kind, consentId);
    const account = this.#accounts.find(client?.dhanClientId ?? dhanClientId);
    const consent = this.#consents.get(consentId);
    if (client === undefined || consent === undefined || account === undefined) return undefined;
    consent.used = true;
    const tokenId = this.#uuid();
    this.#grants.set(tokenId, { client, account, used: false });
    return `${client.redirectUrl}/?tokenId=${tokenId}`;
  }

  /** @throws LoginRefusal for wrong credentials, an unknown or a used token id */
  consume(kind: ConsentClient['kind'], id: string, secret: string, tokenId: string): Session {
    const client = this.#authenticate(kind, id, secret);
    const grant = this.#grants.get(tokenId);
    if (grant === undefined || grant.used || grant.client.id !== client.id)
      throw new LoginRefusal(400, 'Invalid tokenId');
    grant.used = true;
    return this.#accounts.mint(grant.account, {
      consumer: 'APP',
      viaApiKey: kind === 'app',
      webhookUrl: client.postbackUrl,
      partnerId: kind === 'partner' ? client.id : '',
    });
  }

  isPartner(id: string, secret: string): boolean {
    const client = this.#clients.get(id);
    return client?.kind === 'partner' && client.secret === secret;
  }

  reset(): void {
    for (const map of [this.#clients, this.#consents, this.#grants, this.#consentCounts]) map.clear();
    this.#lastMintMs.clear();
    this.#lastStep.clear();
  }

  #authenticate(kind: ConsentClient['kind'], id: string, secret: string): ConsentClient {
    const client = this.#clients.get(id);
    // The shape is that of the mint lock. The status and the text are ours.
    if (client?.kind !== kind || client.secret !== secret)
      throw new LoginRefusal(401, `Invalid ${kind}_id or ${kind}_secret`);
    return client;
  }

  #uuid(): string {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.#chance.next() * 16).toString(16)).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }
}
