import type { AccountId } from '@dhancopy/domain/ids';
import type { AccountRole } from '@dhancopy/domain/account';
import type { AuthenticationApi } from '@dhancopy/dhan/rest/authentication/api';
import type { TokenGrant } from '@dhancopy/dhan/rest/authentication/response';
import { DhanError } from '@dhancopy/dhan/errors';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { Notice } from '../../engine/index.ts';
import type { LoginFact, LoginMethod } from '../../store/accounts/account-logins.ts';
import { DatabaseError } from '../../store/file/errors.ts';
import type { Store } from '../../store/store.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';
import type { RuntimeNotice } from '../notices.ts';
import { tokenCommand } from '../advice.ts';
import { wordsFor } from '../words.ts';
import { dueCheckMs, whyNotForToday } from './morning-check.ts';
import { LoginSecretError } from './login-secret.ts';
import { renewalMs } from './renewal-plan.ts';
import { obtainToken, tokenSource } from './token-source.ts';
import type { TokenSource } from './token-source.ts';

export interface HeldToken {
  readonly text: string;
  /** Epoch ms; null when the token does not say. */
  readonly expiresMs: number | null;
}

export interface TokenRenewalOptions {
  readonly accountId: AccountId;
  readonly role: AccountRole;
  readonly store: Store;
  readonly api: AuthenticationApi;
  readonly now: () => number;
  /** How far the broker's clock is ahead of `now`, ms: one-time codes are made by it. 0 when absent. */
  readonly brokerAheadMs?: () => number;
  /** The token in use; null when there is none. */
  readonly current: () => HeldToken | null;
  /** The database holds another token: it is used from the next request on. */
  readonly reload: () => void;
  /** No write leaves until the function that this returns is called; resolves when those on their way are answered. */
  readonly holdWrites: () => Promise<() => void>;
  /** The account has a valid token: read it again, and trade. */
  readonly onTokenWorks: (why: string) => void;
  readonly notify: (notice: RuntimeNotice) => void;
}

export interface TokenStatus {
  /** `web`: a token that the user pasted. */
  readonly method: 'web' | LoginMethod;
  /** When it is replaced automatically, epoch ms; null when the operator must do it. */
  readonly renewsMs: number | null;
  /** What keeps it from being replaced, "" if nothing. */
  readonly problem: string;
}

/** Waits after failures that may pass, ms. The last is kept to. */
const BACK_OFF_MS = [5_000, 15_000, 60_000, 300_000] as const;
/** "Token can be generated once every 2 minutes." */
const MINT_LOCK_MS = 125_000;
/** A one-time code counts once: the next one is there after half a minute. */
const NEXT_CODE_MS = 31_000;
/** Maximum replacement tokens per hour. If something else keeps invalidating ours, the operator must stop it. */
const RESCUES_PER_HOUR = 3;
const HOUR_MS = 3_600_000;
/** Accounts are moved apart by up to this much in the morning, ms. */
const SPREAD_MS = 8 * 60_000;

/**
 * Owns the token of one account: replaces it ahead of its end, while no write is on its way, and after the broker has refused it.
 * A refused login is not tried again until the user has changed it. A refused one-time code is tried once more, with the next code.
 * Only times and the broker's words are logged.
 * Source: https://dhanhq.co/docs/v2/authentication/ ; decision 0011.
 */
export class TokenRenewal {
  readonly #options: TokenRenewalOptions;
  readonly #jitterMs: number;
  #busy = false;
  #failures = 0;
  #retryAtMs: number | null = null;
  /** The broker said that a one-time code was wrong, and the next one has not been tried yet. */
  #codeRefused = false;
  #problem = '';
  #login: LoginFact | undefined;
  /** The login and the token that were found to be no good: nothing is tried until one of them has changed. */
  #stoppedAt: string | null = null;
  #checkedMs = 0;
  readonly #rescues: number[] = [];

  constructor(options: TokenRenewalOptions, login: LoginFact | undefined) {
    this.#options = options;
    this.#login = login;
    this.#jitterMs = (Number.parseInt(options.accountId.slice(-6), 36) * 7_919) % SPREAD_MS;
  }

  get status(): TokenStatus {
    const method = this.#login?.method ?? 'web';
    const isLeftToPerson = this.#source().kind === 'PERSON' || this.#isStopped();
    return { method, renewsMs: isLeftToPerson ? null : (this.#retryAtMs ?? this.#dueMs()), problem: this.#problem };
  }

  /** The login as the database has it now; undefined for tokens that are pasted. */
  loginIs(login: LoginFact | undefined): void {
    this.#login = login;
  }

  /** To be called every few seconds. */
  async tick(): Promise<void> {
    const nowMs = this.#options.now();
    this.#checkMorning(nowMs);
    if (this.#busy || this.#isStopped()) return;
    const dueMs = this.#retryAtMs ?? this.#dueMs();
    if (dueMs !== null && nowMs >= dueMs) await this.renew('it was due');
  }

  /**
   * The broker has refused the token. Looks whether it is really dead, and makes a new one where it can.
   * @returns false when only the operator can help
   */
  refused(): boolean {
    if (this.#busy) return true;
    const nowMs = this.#options.now();
    if (this.#source().kind !== 'TOTP' || this.#isStopped()) return false;
    while (this.#rescues.length > 0 && nowMs - (this.#rescues[0] ?? 0) > HOUR_MS) this.#rescues.shift();
    if (this.#rescues.length >= RESCUES_PER_HOUR) {
      this.#report(
        'CRITICAL',
        'TOKEN_QUARREL',
        `the token was refused ${RESCUES_PER_HOUR + 1} times within an hour: something else makes tokens for this account. Stop it, then run "dhancopy account renew --client-id ${this.#options.accountId}"`,
      );
      return false;
    }
    this.#rescues.push(nowMs);
    const why = this.#options.current() ? 'the broker refused the previous one' : 'there was none';
    void this.renew(why, { onlyIfDead: true });
    return true;
  }

  /** Makes a new token now. Never throws: a failure is reported, and tried again where that can help. @returns whether it worked */
  async renew(why: string, { onlyIfDead = false } = {}): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    try {
      if (onlyIfDead && (await this.#lives())) {
        this.#options.onTokenWorks('the token works');
        return true;
      }
      return await this.#replace(why);
    } finally {
      this.#busy = false;
    }
  }

  async #replace(why: string): Promise<boolean> {
    this.#stoppedAt = null;
    this.#problem = '';
    const source = this.#source();
    if (source.kind === 'PERSON') {
      this.#stop(`the token cannot be replaced automatically: ${source.how}`, 'WARNING');
      return false;
    }
    const release = await this.#options.holdWrites();
    try {
      const { store, accountId, api, now, brokerAheadMs = () => 0 } = this.#options;
      const login = source.kind === 'TOTP' ? (store.accountLogins.get(accountId) ?? null) : null;
      const grant = await obtainToken(login, api, now() + brokerAheadMs());
      this.#install(grant, source.kind);
      await this.#verify();
    } catch (error) {
      await this.#failed(error, source);
      return false;
    } finally {
      release();
    }
    this.#failures = 0;
    this.#codeRefused = false;
    this.#retryAtMs = null;
    const expiresMs = this.#options.current()?.expiresMs ?? null;
    const until = expiresMs === null ? 'until the broker refuses it' : `until ${istDateTime(expiresMs)} Indian time`;
    this.#report('INFO', 'TOKEN_REPLACED', `a new token is in use, ${until} (${why})`);
    this.#options.onTokenWorks('a new token was made');
    return true;
  }

  /** Written down before it is used: the one before is dead already. */
  #install(grant: TokenGrant, madeBy: string): void {
    const { accountId, role, store, reload } = this.#options;
    if (grant.dhanClientId !== accountId) {
      throw new WireError(`new token: expected one of client ${accountId}, found one of ${grant.dhanClientId}`);
    }
    const expiresSec = grant.expiresAtMs === null ? null : Math.floor(grant.expiresAtMs / 1000);
    store.tokens.saveToken(accountId, role, grant.accessToken, expiresSec, madeBy);
    reload();
  }

  async #verify(): Promise<void> {
    const { accountId, api } = this.#options;
    const { dhanClientId } = await api.getProfile();
    if (dhanClientId !== accountId) throw new WireError(`profile: expected client ${accountId}, found ${dhanClientId}`);
  }

  async #lives(): Promise<boolean> {
    try {
      await this.#verify();
      return true;
    } catch (error) {
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      return false;
    }
  }

  async #failed(error: unknown, source: TokenSource): Promise<void> {
    if (error instanceof DatabaseError) {
      this.#notKept(error, source);
      return;
    }
    if (error instanceof LoginSecretError) {
      this.#stop(`could not make a new token: ${error.message}`, 'CRITICAL', error);
      return;
    }
    if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
    const words = wordsFor(error, this.#options.accountId);
    if (error instanceof DhanError && error.class === 'auth') {
      // The broker also says so when the code was used already: by a process that ended a moment ago, or by the user.
      if (/totp/i.test(error.message) && !this.#codeRefused) {
        this.#codeRefused = true;
        this.#problem = words;
        this.#retryAtMs = this.#options.now() + NEXT_CODE_MS;
        return;
      }
      this.#codeRefused = false;
      this.#stop(`could not make a new token: ${words}`, 'CRITICAL', error);
      return;
    }
    // No answer: a new token may have been made, and lost with it. A renewal can then not be tried again with the dead one.
    const isLost = error instanceof DhanError && error.class === 'unknown' && !(await this.#lives());
    if (isLost && source.kind === 'RENEWED') {
      this.#stop(
        `a new token was made, but the answer was lost: ${words}; store a token with ${tokenCommand(this.#options.accountId)}`,
        'CRITICAL',
        error,
      );
      return;
    }
    this.#failures += 1;
    const backOffMs = BACK_OFF_MS[Math.min(this.#failures, BACK_OFF_MS.length) - 1] ?? MINT_LOCK_MS;
    const isLocked = isLost || (error instanceof DhanError && (error.class === 'rate' || error.class === 'unknown'));
    const waitMs = isLocked
      ? Math.max(error instanceof DhanError ? (error.retryAfterMs ?? 0) : 0, MINT_LOCK_MS)
      : backOffMs;
    this.#retryAtMs = this.#options.now() + waitMs;
    this.#problem = words;
    if (this.#failures === 1 && !isLost) return;
    const left = (this.#options.current()?.expiresMs ?? Infinity) - this.#options.now();
    const severity = isLost || left < HOUR_MS / 2 ? 'CRITICAL' : 'WARNING';
    this.#report(severity, 'TOKEN_NOT_REPLACED', `${words}; next try in ${Math.ceil(waitMs / 1000)} s`, error);
  }

  /** The token before is dead, and the new one is lost. */
  #notKept(error: DatabaseError, source: TokenSource): void {
    const problem = `a new token was made, but could not be stored: ${error.message}`;
    if (source.kind !== 'TOTP') {
      this.#stop(
        `${problem}. Fix that, then store a token with ${tokenCommand(this.#options.accountId)}`,
        'CRITICAL',
        error,
      );
      return;
    }
    this.#retryAtMs = this.#options.now() + MINT_LOCK_MS;
    this.#problem = problem;
    this.#report('CRITICAL', 'TOKEN_NOT_REPLACED', `${problem}; next try in ${MINT_LOCK_MS / 1000} s`, error);
  }

  #stop(problem: string, severity: Notice['severity'], error?: unknown): void {
    this.#stoppedAt = this.#basis();
    this.#retryAtMs = null;
    this.#problem = problem;
    this.#report(severity, 'TOKEN_NEEDS_PERSON', problem, error);
  }

  #isStopped(): boolean {
    if (this.#stoppedAt === null) return false;
    if (this.#stoppedAt === this.#basis()) return true;
    this.#stoppedAt = null;
    this.#problem = '';
    return false;
  }

  /** What a new try would start from. Kept in memory only: it holds the token. */
  #basis(): string {
    return `${this.#login?.version ?? ''} ${this.#options.current()?.text ?? ''}`;
  }

  #source(): TokenSource {
    const { accountId, current } = this.#options;
    return tokenSource(accountId, this.#login?.method ?? null, current()?.text ?? '');
  }

  #dueMs(): number | null {
    const { now, current } = this.#options;
    const token = current();
    if (token === null) return this.#source().kind === 'TOTP' ? now() : null;
    return token.expiresMs === null ? null : renewalMs(token.expiresMs, now(), this.#jitterMs);
  }

  #checkMorning(nowMs: number): void {
    const dueMs = dueCheckMs(nowMs);
    if (dueMs === null || dueMs <= this.#checkedMs) return;
    this.#checkedMs = dueMs;
    const token = this.#options.current();
    const why = token ? whyNotForToday(token.expiresMs, nowMs) : 'there is no token';
    if (why === null) return;
    const source = this.#source();
    const mend = this.#problem || (source.kind === 'PERSON' ? source.how : 'it is being replaced');
    this.#report('CRITICAL', 'TOKEN_NOT_FOR_TODAY', `${why}; ${mend}`);
  }

  #report(severity: Notice['severity'], code: string, text: string, error?: unknown): void {
    this.#options.notify({ severity, code, text, accountId: this.#options.accountId, venueOrderId: null, error });
  }
}
