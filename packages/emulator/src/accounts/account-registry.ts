import type { Prng } from '../chance/prng.ts';
import { invalidAuthentication, replacedToken } from '../orders/refusal.ts';
import type { Account } from './account.ts';
import { createToken, TOKEN_LIFETIME_MS, type TokenConsumer } from './token.ts';

/** An access token and its claims. */
export interface Session {
  readonly token: string;
  readonly account: Account;
  readonly consumer: TokenConsumer;
  readonly webhookUrl: string;
  readonly partnerId: string;
  /** Made with an API key. */
  readonly viaApiKey: boolean;
  expiresMs: number;
  replaced: boolean;
}

/** How a token is made. The defaults are those of a token from the broker's web site. */
export interface MintOptions {
  readonly consumer?: TokenConsumer;
  readonly webhookUrl?: string;
  readonly partnerId?: string;
  readonly viaApiKey?: boolean;
  /** Milliseconds from now; 24 hours when absent. */
  readonly lifetimeMs?: number;
}

/** Accounts, and the one live token of each. */
export class AccountRegistry {
  readonly #accounts = new Map<string, Account>();
  readonly #sessions = new Map<string, Session>();
  readonly #live = new Map<string, Session>();
  /** Called when a new token has ended the previous one. */
  onReplaced: (dhanClientId: string) => void = () => undefined;
  readonly #now: () => number;
  readonly #chance: Prng;

  constructor(now: () => number, chance: Prng) {
    this.#now = now;
    this.#chance = chance;
  }

  add(account: Account): void {
    this.#accounts.set(account.dhanClientId, account);
  }

  find(dhanClientId: string): Account | undefined {
    return this.#accounts.get(dhanClientId);
  }

  all(): IterableIterator<Account> {
    return this.#accounts.values();
  }

  /** A new token ends the previous one at once, wherever that one is in use. */
  mint(account: Account, options: MintOptions = {}): Session {
    const previous = this.#live.get(account.dhanClientId);
    if (previous !== undefined) previous.replaced = true;
    const issuedMs = this.#now();
    const claims = {
      dhanClientId: account.dhanClientId,
      consumer: options.consumer ?? 'SELF',
      webhookUrl: options.webhookUrl ?? '',
      partnerId: options.partnerId ?? '',
      issuedMs,
      expiresMs: issuedMs + (options.lifetimeMs ?? TOKEN_LIFETIME_MS),
    };
    const { consumer, webhookUrl, partnerId, expiresMs } = claims;
    const token = createToken(claims, this.#chance);
    const viaApiKey = options.viaApiKey ?? false;
    const session: Session = { token, account, consumer, webhookUrl, partnerId, viaApiKey, expiresMs, replaced: false };
    this.restore(session);
    if (previous !== undefined) this.onReplaced(account.dhanClientId);
    return session;
  }

  /** Adds a session that was made earlier, live or replaced. */
  restore(session: Session): void {
    this.#sessions.set(session.token, session);
    if (!session.replaced) this.#live.set(session.account.dhanClientId, session);
  }

  /** Every token ever made, dead ones included: a dead token must keep answering as a dead token. */
  sessions(): IterableIterator<Session> {
    return this.#sessions.values();
  }

  /** Ends the live token now. Its `exp` claim keeps the old time, as after an early invalidation. */
  expire(account: Account): void {
    const session = this.live(account);
    if (session !== undefined) session.expiresMs = this.#now();
  }

  /** The token that has not been replaced. It may have expired. */
  live(account: Account): Session | undefined {
    return this.#live.get(account.dhanClientId);
  }

  /**
   * The session of a token.
   *
   * @param replacedCode - the answer for a replaced token; DH-906 is observed, DH-901 is what the documentation suggests
   * @throws Refusal when the token is absent, unknown, expired or replaced
   */
  authenticate(token: string | undefined, replacedCode: 'DH-906' | 'DH-901'): Session {
    if (token === undefined || token === '') throw invalidAuthentication('access-token header is missing');
    const session = this.#sessions.get(token);
    if (session === undefined) throw invalidAuthentication('access token is unknown');
    if (session.replaced) {
      throw replacedCode === 'DH-906' ? replacedToken() : invalidAuthentication('access token was replaced');
    }
    if (session.expiresMs <= this.#now()) throw invalidAuthentication('access token has expired');
    return session;
  }

  reset(): void {
    this.#accounts.clear();
    this.#sessions.clear();
    this.#live.clear();
  }
}
