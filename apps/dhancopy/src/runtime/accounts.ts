import type { Account } from '@dhancopy/domain/account';
import { accountId, linkId } from '@dhancopy/domain/ids';
import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import type { EngineEvent } from '../engine/index.ts';
import type { AccountRow } from '../store/accounts/accounts.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access/access.ts';
import { AccountSession } from './account/account-session.ts';
import type { BrokerClock } from './broker-clock.ts';
import type { Budgets } from './budgets.ts';
import { limitsOf, lossDayOf, rowsFor } from './risk/limits-in-force.ts';
import type { Clock } from './time/clock.ts';
import type { Configuration } from './configuration.ts';
import type { EngineLoop } from './engine-loop.ts';
import { linkFromRow } from './link-rows.ts';
import { stateChanges, tradingStateOf } from './trading-state.ts';
import type { Recorder } from './recorder.ts';
import type { RuntimeNotice } from './notices.ts';
import type { Settings } from './settings.ts';
import type { Inbox } from './inbox.ts';

export interface AccountsOptions {
  readonly clock: Clock;
  readonly settings: Settings;
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
  readonly isDiskShort: () => boolean;
  /** Begins with the flattens that are new in the database. @returns the links to close */
  readonly takeUpFlatten: () => readonly LinkId[];
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
  /** Accounts whose state the engine got ahead of a reload. */
  readonly #named = new Set<string>();
  #tradingState = '';
  /** Of the trading states that were looked at last; see `stateChanges`. */
  #changesSeen = -1;
  /** The same, at the last reload. */
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
    const { store, access } = this.#options;
    this.reloadTradingState();
    for (const session of this.#sessions.values()) session.configured();
    const rows = store.accounts.list();
    const opened = rows.filter((row) => this.#reloadAccount(row));
    this.#tryAddressesAgain(rows);
    const live = new Set(rows.map((row) => row.account_id));
    await Promise.all([...this.#accounts.keys()].filter((id) => !live.has(id)).map((id) => this.#close(id)));
    for (const row of opened) this.#post({ type: 'AccountChanged', account: this.#accountOf(row) });
    this.#reloadLimits(rows);
    this.#reloadLinks();
    access.reload();
    // Followers first: the leader's orders then find accounts that can take them.
    await this.#openAll(opened.filter((row) => row.role === 'follower'));
    await this.#openAll(opened.filter((row) => row.role === 'leader'));
    // What changed over night is judged by what changed at the leaders, who were read last.
    if (opened.length > 0) await Promise.all([...this.#sessions.values()].map((session) => session.confirm()));
  }

  /**
   * The trading states that a command has written and the engine does not know, of the system, accounts and links. They are only named
   * here: the next reload reports them again, whatever they are by then, and adopts them with everything else.
   */
  statesElsewhere(): readonly EngineEvent[] {
    const { store, loop } = this.#options;
    const changes = stateChanges(store);
    if (changes === this.#changesSeen) return [];
    this.#changesSeen = changes;
    const events: EngineEvent[] = [];
    const trading = this.#trading();
    if (JSON.stringify(trading) !== this.#tradingState) {
      events.push({ type: 'TradingStateChanged', ...trading });
      this.#tradingState = '';
    }
    for (const row of store.accounts.list()) {
      const known = loop.state.accounts.get(accountId(row.account_id))?.account;
      if (!known || known.state === row.state) continue;
      events.push({ type: 'AccountChanged', account: this.#accountOf(row) });
      this.#named.add(known.id);
    }
    for (const { id, state } of store.links.list()) {
      const link = loop.state.links.get(linkId(id));
      if (!link || link.state === state) continue;
      events.push({ type: 'LinkChanged', link: { ...link, state } });
      this.#links.set(link.id, '');
    }
    for (const link of this.#options.takeUpFlatten()) events.push({ type: 'PositionsClosed', linkId: link });
    return events;
  }

  /** An event that waited while a command wrote another state: what counts is what the database says now. */
  upToDate(event: EngineEvent): EngineEvent {
    const { store } = this.#options;
    switch (event.type) {
      case 'TradingStateChanged':
        return { type: event.type, ...this.#trading() };
      case 'AccountChanged': {
        const state = store.accounts.get(event.account.id)?.state;
        return state === undefined ? event : { ...event, account: { ...event.account, state } };
      }
      case 'LinkChanged': {
        const state = store.links.byId(event.link.id)?.state;
        return state === undefined ? event : { ...event, link: { ...event.link, state } };
      }
      default:
        return event;
    }
  }

  /** Nothing new is begun on a full disk, whatever the operator has set. */
  #trading(): ReturnType<typeof tradingStateOf> & { readonly byFullDisk?: true } {
    const { store, isDiskShort } = this.#options;
    const trading = tradingStateOf(store);
    return isDiskShort() && trading.state === 'ACTIVE' ? { ...trading, state: 'REDUCING', byFullDisk: true } : trading;
  }

  /** What the database and the disk say now. */
  reloadTradingState(): void {
    const trading = this.#trading();
    const signature = JSON.stringify(trading);
    if (signature === this.#tradingState) return;
    this.#tradingState = signature;
    this.#post({ type: 'TradingStateChanged', ...trading });
  }

  /** @returns whether it is new here */
  #reloadAccount(row: AccountRow): boolean {
    const id = accountId(row.account_id);
    const before = this.#accounts.get(id);
    this.#accounts.set(id, row);
    if (!before) return true;
    if (this.#named.delete(row.account_id) || before.state !== row.state) {
      this.#post({ type: 'AccountChanged', account: this.#accountOf(row) });
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
    for (const row of rows) {
      const link = linkFromRow(row);
      live.add(link.id);
      const signature = JSON.stringify(link);
      if (this.#links.get(link.id) === signature) continue;
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
      account: this.#accountOf(row),
      apiUrl: settings.apiUrl,
      authUrl: settings.authUrl,
      orderStreamUrl: settings.orderStreamUrl,
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

  /** As the operator has set it up. */
  #accountOf(row: AccountRow): Account {
    return { id: accountId(row.account_id), role: row.role, name: row.name, state: row.state, capital: null };
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
