import { accountId, linkId } from '@dhancopy/domain/ids';
import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import type { EngineEvent, EngineState } from '../engine/index.ts';
import type { Store } from '../store/store.ts';
import { accountFromRow } from './account-rows.ts';
import type { Inbox } from './inbox.ts';
import { stateChanges, tradingStateOf } from './trading-state.ts';

export interface TradingStatesOptions {
  readonly store: Store;
  /** What the engine knows. */
  readonly state: EngineState;
  readonly inbox: Inbox;
  /** A command lets entries be copied, and the full disk does not. */
  readonly onStoppedByDisk: () => void;
}

type SystemState = ReturnType<typeof tradingStateOf> & { readonly byFullDisk?: true };

/**
 * The trading states of the system, of accounts and of links, as the database and the disk have them. A command may write one at any
 * time, also while the engine is frozen. The engine gets it before it decides anything else.
 */
export class TradingStates {
  readonly #options: TradingStatesOptions;
  #isDiskShort = false;
  /** What the engine was given last for the system. */
  #system = '';
  /** See `stateChanges`. */
  #changesSeen = -1;
  /** Accounts and links whose state the engine has ahead of the next reload, which reports them once more. */
  readonly #aheadAccounts = new Set<AccountId>();
  readonly #aheadLinks = new Set<LinkId>();

  constructor(options: TradingStatesOptions) {
    this.#options = options;
  }

  /** The disk is full, or has room again. */
  diskIs(isShort: boolean): void {
    this.#isDiskShort = isShort;
    this.#adopt(this.#trading());
  }

  /** Gives the engine the state of the system, if it is new. */
  reload(): void {
    const trading = this.#trading();
    if (this.#adopt(trading) && trading.byFullDisk) this.#options.onStoppedByDisk();
  }

  /** @returns whether it is new */
  #adopt(trading: SystemState): boolean {
    const signature = JSON.stringify(trading);
    if (signature === this.#system) return false;
    this.#system = signature;
    this.#options.inbox.post({ type: 'TradingStateChanged', ...trading });
    return true;
  }

  /**
   * The states that a command has written and the engine does not know. They are only named here: the next reload reports them again,
   * whatever they are by then, and adopts them with everything else.
   * @returns null if no command was given since the last look
   */
  elsewhere(): readonly EngineEvent[] | null {
    const { store, state } = this.#options;
    const changes = stateChanges(store);
    if (changes === this.#changesSeen) return null;
    this.#changesSeen = changes;
    const events: EngineEvent[] = [];
    const trading = this.#trading();
    if (JSON.stringify(trading) !== this.#system) {
      events.push({ type: 'TradingStateChanged', ...trading });
      this.#system = '';
    }
    for (const row of store.accounts.list()) {
      const known = state.accounts.get(accountId(row.account_id))?.account;
      if (!known || known.state === row.state) continue;
      events.push({ type: 'AccountChanged', account: accountFromRow(row) });
      this.#aheadAccounts.add(known.id);
    }
    for (const row of store.links.list()) {
      const link = state.links.get(linkId(row.id));
      if (!link || link.state === row.state) continue;
      events.push({ type: 'LinkChanged', link: { ...link, state: row.state } });
      this.#aheadLinks.add(link.id);
    }
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

  /** @returns whether the engine has this account's state ahead of the reload that asks, and only of this one */
  takeAheadAccount(id: AccountId): boolean {
    return this.#aheadAccounts.delete(id);
  }

  /** The same for a link. */
  takeAheadLink(id: LinkId): boolean {
    return this.#aheadLinks.delete(id);
  }

  /** Nothing new is begun on a full disk, whatever the operator has set. */
  #trading(): SystemState {
    const trading = tradingStateOf(this.#options.store);
    const isStopped = this.#isDiskShort && trading.state === 'ACTIVE';
    return isStopped ? { ...trading, state: 'REDUCING', byFullDisk: true } : trading;
  }
}
