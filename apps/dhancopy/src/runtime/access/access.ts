import { accountId } from '@dhancopy/domain/ids';
import type { AccountId } from '@dhancopy/domain/ids';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { AccountSession } from '../account/account-session.ts';
import type { Clock } from '../time/clock.ts';
import { every } from '../time/every.ts';
import { OperationError } from '../operations/errors.ts';
import { notRegistered } from '../operations/need.ts';
import type { Recorder } from '../recorder.ts';
import type { RuntimeNotice } from '../notices.ts';
import type { Settings } from '../settings.ts';
import { AddressCheck } from './address-check.ts';
import { ConsentLogins } from './consent-logins.ts';
import { RegisteredAddresses } from './registered-addresses.ts';
import { TokenRenewal } from './token-renewal.ts';
import type { HeldToken, TokenStatus } from './token-renewal.ts';

export interface AccessOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly recorder: Recorder;
  readonly settings: Settings;
  readonly notify: (notice: RuntimeNotice) => void;
  readonly brokerAheadMs: () => number;
}

/** How often it is looked whether a token is to be replaced, ms. */
const TICK_MS = 2_000;
/** How old `last_used_at` of a token may be, ms. */
const USE_NOTED_MS = 60_000;
const PASTED: TokenStatus = { method: 'web', renewsMs: null, problem: '' };

/** What lets the accounts in at the broker: their tokens in use, what makes the next ones, and the addresses they come from. */
export class Access {
  readonly logins: ConsentLogins;
  readonly addresses: RegisteredAddresses;
  readonly #options: AccessOptions;
  readonly #renewals = new Map<AccountId, TokenRenewal>();
  readonly #addresses = new Map<AccountId, AddressCheck>();
  readonly #apis = new Map<AccountId, AccountSession['client']['authentication']>();
  readonly #tokens = new Map<AccountId, HeldToken & { readonly id: number }>();
  /** When each token was last sent, epoch ms, as far as that is not written down yet. */
  readonly #used = new Map<AccountId, number>();
  #useNotedMs = 0;
  readonly #stop = new AbortController();

  constructor(options: AccessOptions) {
    this.#options = options;
    const { store, settings, clock } = options;
    this.addresses = new RegisteredAddresses({
      store,
      ipEchoUrl: settings.ipEchoUrl,
      apiOf: (id) => this.#apis.get(accountId(id)),
    });
    this.logins = new ConsentLogins(store, settings, clock.nowMs);
  }

  start(): void {
    void every(this.#options.clock, TICK_MS, () => this.#tick(), this.#stop.signal);
  }

  /** Waits for no renewal: one that is slow does not hold up the others. */
  #tick(): void {
    for (const renewal of this.#renewals.values()) void renewal.tick();
    for (const check of this.#addresses.values()) void check.tick();
    if (this.#options.clock.nowMs() - this.#useNotedMs >= USE_NOTED_MS) this.#noteUse();
  }

  stop(): void {
    this.#stop.abort();
    this.#noteUse();
  }

  /** The token that the next request is sent with; "" when there is none. */
  use(id: AccountId): string {
    this.#used.set(id, this.#options.clock.nowMs());
    return this.#tokens.get(id)?.text ?? '';
  }

  /** The token in use; null when there is none. */
  token(id: AccountId): HeldToken | null {
    return this.#tokens.get(id) ?? null;
  }

  /** Takes the token that the database has into use. @returns whether it is another than before */
  loadToken(id: AccountId): boolean {
    const active = this.#options.store.tokens.activeToken(id);
    if (!active || active.id === this.#tokens.get(id)?.id) return false;
    const expiresMs = active.expires_at === null ? null : active.expires_at * 1000;
    this.#tokens.set(id, { id: active.id, text: active.access_token, expiresMs });
    return true;
  }

  open(row: AccountRow, session: AccountSession): void {
    const { store, settings, notify, clock, brokerAheadMs } = this.#options;
    const id = accountId(row.account_id);
    const api = session.client.authentication;
    this.#apis.set(id, api);
    const renewal = new TokenRenewal(
      {
        accountId: id,
        role: row.role,
        store,
        api,
        now: clock.nowMs,
        brokerAheadMs,
        current: () => this.token(id),
        reload: () => void this.loadToken(id),
        holdWrites: () => session.writes.close(),
        onTokenWorks: (why) => session.tokenReplaced(why),
        notify,
      },
      store.accountLogins.facts().get(id),
    );
    this.#renewals.set(id, renewal);
    const { ipEchoUrl } = settings;
    const localAddress = row.local_address;
    this.#addresses.set(
      id,
      new AddressCheck({ accountId: id, api, localAddress, ipEchoUrl, now: clock.nowMs, notify }),
    );
  }

  close(id: AccountId): void {
    this.#renewals.delete(id);
    this.#addresses.delete(id);
    this.#apis.delete(id);
    this.#tokens.delete(id);
  }

  /** Brings the renewals in step with the logins that the database has. */
  reload(): void {
    const logins = this.#options.store.accountLogins.facts();
    for (const [id, renewal] of this.#renewals) renewal.loginIs(logins.get(id));
  }

  /** @returns true when a new token is being made automatically */
  refused(id: AccountId): boolean {
    return this.#renewals.get(id)?.refused() ?? false;
  }

  /** @returns what was done, in words @throws {OperationError} */
  async renew(clientId: string): Promise<string> {
    const renewal = this.#renewals.get(accountId(clientId));
    if (!renewal) throw notRegistered(clientId);
    if (await renewal.renew('requested by the operator')) return `${clientId} has a new token`;
    throw new OperationError(renewal.status.problem || 'a new token is already being made');
  }

  #noteUse(): void {
    this.#useNotedMs = this.#options.clock.nowMs();
    const used = [...this.#used];
    this.#used.clear();
    this.#options.recorder.add((store) => {
      for (const [id, atMs] of used) store.tokens.touchToken(id, Math.floor(atMs / 1000));
    });
  }

  status(id: AccountId): TokenStatus {
    return this.#renewals.get(id)?.status ?? PASTED;
  }
}
