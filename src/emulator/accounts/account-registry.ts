import type { Prng } from '../chance/prng.ts';
import { invalidAuthentication, replacedToken } from '../orders/refusal.ts';
import type { Account } from './account.ts';
import { createToken, TOKEN_LIFETIME_MS } from './token.ts';

interface TokenRecord {
  readonly account: Account;
  expiresMs: number;
  replaced: boolean;
}

/** Accounts and the one live token each of them has. */
export class AccountRegistry {
  readonly #accounts = new Map<string, Account>();
  readonly #tokens = new Map<string, TokenRecord>();
  readonly #live = new Map<string, TokenRecord>();
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

  /** A new token kills the one before it at once, wherever that one is in use. */
  mint(account: Account): string {
    const previous = this.#live.get(account.dhanClientId);
    if (previous !== undefined) previous.replaced = true;
    const now = this.#now();
    const token = createToken(account.dhanClientId, now, now + TOKEN_LIFETIME_MS, this.#chance);
    const record: TokenRecord = { account, expiresMs: now + TOKEN_LIFETIME_MS, replaced: false };
    this.#tokens.set(token, record);
    this.#live.set(account.dhanClientId, record);
    return token;
  }

  /** The live token ends now. Its `exp` claim keeps the old time, as after an early invalidation. */
  expire(account: Account): void {
    const record = this.#live.get(account.dhanClientId);
    if (record !== undefined) record.expiresMs = this.#now();
  }

  /** Epoch milliseconds at which the live token ends, 0 when there is none. */
  liveUntilMs(account: Account): number {
    return this.#live.get(account.dhanClientId)?.expiresMs ?? 0;
  }

  /**
   * Whose token it is.
   *
   * @param replacedCode - what a replaced token answers; DH-906 is observed, DH-901 is what the documentation suggests
   * @throws Refusal when the token is absent, unknown, expired or replaced
   */
  authenticate(token: string | undefined, replacedCode: 'DH-906' | 'DH-901'): Account {
    if (token === undefined || token === '') throw invalidAuthentication('access-token header is missing');
    const record = this.#tokens.get(token);
    if (record === undefined) throw invalidAuthentication('access token is unknown');
    if (record.replaced) {
      throw replacedCode === 'DH-906' ? replacedToken() : invalidAuthentication('access token was replaced');
    }
    if (record.expiresMs <= this.#now()) throw invalidAuthentication('access token has expired');
    return record.account;
  }

  reset(): void {
    this.#accounts.clear();
    this.#tokens.clear();
    this.#live.clear();
  }
}
