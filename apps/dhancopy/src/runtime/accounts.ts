import type { Connect } from '@dhancopy/dhan/rest/connector';
import { accountId } from '@dhancopy/domain/ids';
import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import type { Link } from '@dhancopy/domain/link';
import type { EngineEvent } from '../engine/index.ts';
import type { AccountRow } from '../store/accounts/accounts.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access/access.ts';
import { accountFromRow } from './account-rows.ts';
import { AccountSession } from './account/account-session.ts';
import type { BrokerClock } from './broker-clock.ts';
import type { Budgets } from './budgets.ts';
import { limitsOf, lossDayOf, rowsFor } from './risk/limits-in-force.ts';
import type { Clock } from './time/clock.ts';
import type { Configuration } from './configuration.ts';
import type { EngineLoop } from './engine-loop.ts';
import { linkFromRow } from './link-rows.ts';
import { stateChanges } from './trading-state.ts';
import type { TradingStates } from './trading-states.ts';
import type { Recorder } from './recorder.ts';
import type { RuntimeNotice } from './notices.ts';
import type { Settings } from './settings.ts';
import type { Inbox } from './inbox.ts';

export interface AccountsOptions {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly connect?: Connect | undefined;
  readonly store: Store;
  readonly loop: EngineLoop;
  readonly inbox: Inbox;
  /** Opened and closed here. */
  readonly sessions: Map<AccountId, AccountSession>;
  readonly recorder: Recorder;
  readonly budgets: Budgets;
  readonly brokerClock: BrokerClock;
  readonly access: Access;
  readonly configuration: () => Configuration;
  readonly states: TradingStates;
  /** How often the order book is compared with the stream, ms. */
  readonly pollMs: number;
  readonly notify: (notice: RuntimeNotice) => void;
  readonly onProgress: (text: string) => void;
}

/** Accounts that are read at the same time at start. */
const START_AT_ONCE = 40;

/** Who is copied from and to: brings sessions and engine in step with what the database says of accounts, tokens, links and the trading state. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #sessions: Map<AccountId, AccountSession>;
  readonly #accounts = new Map<AccountId, AccountRow>();
  readonly #links = new Map<LinkId, string>();
  readonly #limits = new Map<AccountId, string>();
  /** When links were made, by the broker's clock; see `#dated`. */
  readonly #madeMs = new Map<LinkId, number>();
  /** A link waits for the broker's clock to be known. */
  #isUndated = false;
  /** At the last reload; see `stateChanges`. */
  #changesReloaded = -1;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#sessions = options.sessions;
  }

  get accounts(): readonly AccountRow[] {
    return [...this.#accounts.values()];
  }

  /** @param lastReadMs - how long the accounts may be read for the last time */
  async stop(lastReadMs: number): Promise<void> {
    await Promise.allSettled([...this.#sessions.values()].map((session) => session.stop(lastReadMs)));
  }

  /** Nothing ran for a while: connections may be dead, and the books show what was missed. */
  async woke(): Promise<void> {
    const sessions = [...this.#sessions.values()].sort((a, b) => Number(b.isLeader) - Number(a.isLeader));
    await aFewAtOnce(sessions, (session) => session.woke());
  }

  async reload(): Promise<void> {
    const { store, access, states } = this.#options;
    states.reload();
    for (const session of this.#sessions.values()) session.configured();
    const rows = store.accounts.list();
    const opened = rows.filter((row) => this.#reloadAccount(row));
    this.#tryAddressesAgain(rows);
    const live = new Set(rows.map((row) => row.account_id));
    await Promise.all([...this.#accounts.keys()].filter((id) => !live.has(id)).map((id) => this.#close(id)));
    for (const row of opened) this.#post({ type: 'AccountChanged', account: accountFromRow(row) });
    this.#reloadLimits(rows);
    this.#reloadLinks();
    access.reload();
    // Followers first: the leader's orders then find accounts that can take them.
    await this.#openAll(opened.filter((row) => row.role === 'follower'));
    await this.#openAll(opened.filter((row) => row.role === 'leader'));
    // What changed over night is judged by what changed at the leaders, who were read last.
    if (opened.length > 0) await Promise.all([...this.#sessions.values()].map((session) => session.confirm()));
  }

  /** @returns whether it is new here */
  #reloadAccount(row: AccountRow): boolean {
    const id = accountId(row.account_id);
    const before = this.#accounts.get(id);
    this.#accounts.set(id, row);
    if (!before) return true;
    if (this.#options.states.takeAheadAccount(id) || before.state !== row.state) {
      this.#post({ type: 'AccountChanged', account: accountFromRow(row) });
      if (row.state === 'ACTIVE') this.#sessions.get(id)?.resumed('the account was resumed');
    }
    if (this.#options.access.loadToken(id)) this.#sessions.get(id)?.resumed('a new token was stored');
    return false;
  }

  /** The operator has given a command: an account that is not paused and whose address was refused is tried again. */
  #tryAddressesAgain(rows: readonly AccountRow[]): void {
    const changes = stateChanges(this.#options.store);
    const isNews = changes !== this.#changesReloaded;
    this.#changesReloaded = changes;
    if (!isNews) return;
    for (const { account_id: id, state } of rows) {
      if (state === 'ACTIVE') this.#sessions.get(accountId(id))?.tryAddressAgain();
    }
  }

  #reloadLimits(rows: readonly AccountRow[]): void {
    const { store, configuration, clock } = this.#options;
    const controls = store.tradersControl.activeLimits();
    for (const row of rows) {
      if (row.role === 'leader') continue;
      const id = accountId(row.account_id);
      const own = rowsFor(controls, id);
      const limits = limitsOf(own, configuration());
      // Limits set again with the same figures count as a change, but only of the account's own limits.
      const signature = JSON.stringify([limits, own.map((control) => control.id)]);
      const before = this.#limits.get(id);
      if (before === signature || (before === undefined && own.length === 0)) continue;
      this.#limits.set(id, signature);
      // After a change, the next read of the positions judges the day again.
      const lossDayMs = before === undefined ? lossDayOf(store, own, id, clock.nowMs()) : null;
      this.#post({ type: 'LimitsChanged', accountId: id, limits, lossDayMs });
    }
  }

  #reloadLinks(): void {
    const rows = this.#options.store.links.list();
    const live = new Set<LinkId>();
    this.#isUndated = false;
    for (const row of rows) {
      const link = this.#dated(linkFromRow(row));
      live.add(link.id);
      const signature = JSON.stringify(link);
      const isAhead = this.#options.states.takeAheadLink(link.id);
      if (this.#links.get(link.id) === signature && !isAhead) continue;
      this.#links.set(link.id, signature);
      this.#post({ type: 'LinkChanged', link });
    }
    // Also links that were removed while no engine was running.
    for (const id of new Set([...this.#links.keys(), ...this.#options.loop.linksRestored()])) {
      if (live.has(id)) continue;
      this.#links.delete(id);
      this.#post({ type: 'LinkRemoved', linkId: id });
    }
  }

  /**
   * When a link was made is fixed by the broker's clock as soon as that is known, once and for all: what the leader did before it must be
   * the same after a restart, and this machine's clock may have been set until then.
   */
  #dated(link: Link): Link {
    if (link.sinceBrokerMs !== undefined) return link;
    const { brokerClock, clock, recorder } = this.#options;
    const known = this.#madeMs.get(link.id);
    if (known !== undefined) return { ...link, sinceBrokerMs: known };
    if (!brokerClock.isKnown) {
      this.#isUndated = true;
      return link;
    }
    // One that was made by a clock that was ahead was not made in the future.
    const sinceBrokerMs = Math.min(link.sinceMs ?? 0, clock.nowMs()) + brokerClock.aheadMs;
    this.#madeMs.set(link.id, sinceBrokerMs);
    recorder.add(({ links }) => links.date(link.id, sinceBrokerMs));
    return { ...link, sinceBrokerMs };
  }

  async #openAll(rows: readonly AccountRow[]): Promise<void> {
    let done = 0;
    await aFewAtOnce(rows, async (row) => {
      await this.#open(row);
      done += 1;
      if (done % 100 === 0) this.#options.onProgress(`${done} of ${rows.length} ${row.role}s read`);
    });
  }

  /** @param listed - as it was when it was found to be new: it may have been removed, or removed and added again, since */
  async #open(listed: AccountRow): Promise<void> {
    const id = accountId(listed.account_id);
    const row = this.#accounts.get(id);
    if (!row || this.#sessions.has(id)) return;
    const { clock, settings, access, budgets, brokerClock, loop, inbox, recorder, notify, pollMs, configuration } =
      this.#options;
    access.loadToken(id);
    const session = new AccountSession({
      clock,
      account: accountFromRow(row),
      apiUrl: settings.apiUrl,
      authUrl: settings.authUrl,
      orderStreamUrl: settings.orderStreamUrl,
      connect: this.#options.connect,
      localAddress: row.local_address,
      token: () => access.use(id),
      loop,
      inbox,
      recorder,
      budget: budgets.open(id, row.role, clock.nowMs()),
      onCalled: ({ action, module, dateMs, durationMs }) => {
        budgets.called(id, row.role, action, clock.nowMs());
        // Logins go to another loop, with a clock of its own.
        if (module === 'authentication') return;
        brokerClock.heard({ dateMs, durationMs, nowMs: clock.nowMs(), steadyMs: clock.steadyMs() });
        if (this.#isUndated && brokerClock.isKnown) this.#reloadLinks();
      },
      notify,
      onTokenRefused: () => access.refused(id),
      pollMs,
      configuration,
    });
    this.#sessions.set(id, session);
    access.open(row, session);
    await session.start();
  }

  async #close(id: AccountId): Promise<void> {
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    this.#options.access.close(id);
    this.#accounts.delete(id);
    this.#limits.delete(id);
    this.#options.budgets.close(id);
    this.#post({ type: 'AccountRemoved', accountId: id });
    await session?.stop();
  }

  #post(event: EngineEvent): void {
    this.#options.inbox.post(event);
  }
}

async function aFewAtOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: Math.min(START_AT_ONCE, items.length) }, worker));
}
