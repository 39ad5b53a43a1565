import type { AccountId, VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderRequest, WriteOutcome } from '@dhancopy/domain/request';
import { DhanError } from '@dhancopy/dhan/errors';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { Command } from '../engine/index.ts';
import type { AccountSession } from './account/account-session.ts';
import type { Sessions } from './account/sessions.ts';
import type { Clock } from './time/clock.ts';
import type { EngineLoop } from './engine-loop.ts';
import type { Inbox, Posted } from './inbox.ts';
import { modificationRows, recordedTerms } from './modification-rows.ts';
import type { RuntimeNotice } from './notices.ts';
import type { Outbox } from './outbox.ts';
import type { RateBudget } from './rate-budget.ts';
import type { Recorder } from './recorder.ts';
import { refusedWords } from './words.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export interface DispatcherOptions {
  readonly clock: Clock;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  /** Notes when a request has left. */
  readonly loop: Pick<EngineLoop, 'markSent'>;
  readonly recorder: Recorder;
  readonly sessions: Sessions;
  readonly budgetOf: (account: AccountId) => RateBudget | undefined;
  readonly notify: (notice: RuntimeNotice) => void;
  /** The broker has accepted a new order, or nobody knows (null). The engine has the answer already. */
  readonly onPlaced: (request: OrderRequest, order: VenueOrderId | null) => void;
}

/**
 * Carries commands out, every follower for itself and none waiting for another: each account has its own connections, and
 * each of its orders at most one command on its way. Every answer, also none, goes back to the engine.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #busy = new Set<Promise<void>>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Drains the outbox until it is closed. */
  async run(): Promise<void> {
    const { outbox } = this.#options;
    for (let commands = await outbox.take(); commands !== null; commands = await outbox.take()) {
      for (const command of commands) this.#dispatch(command);
    }
  }

  #dispatch(command: Command): void {
    const done = this.#run(command).catch((error: unknown) => {
      this.#options.notify({
        severity: 'CRITICAL',
        code: 'DISPATCH_BUG',
        text: `an order command could not be carried out: ${error instanceof Error ? error.message : String(error)}`,
        accountId: accountOf(command),
        venueOrderId: 'venueOrderId' in command ? command.venueOrderId : null,
        error,
      });
    });
    this.#busy.add(done);
    void done.finally(() => this.#busy.delete(done));
  }

  /** Resolves when every command that was handed out has its answer. */
  async settled(): Promise<void> {
    while (this.#busy.size > 0 || this.#options.outbox.length > 0) await Promise.all(this.#busy);
  }

  async #run(command: Command): Promise<void> {
    switch (command.type) {
      case 'place':
        return this.#place(command);
      case 'modify':
        return this.#modify(command);
      case 'cancel':
        return this.#cancel(command);
      case 'lookup':
        return this.#lookup(command);
      case 'cancelGhost':
        return this.#cancelGhost(command);
      case 'readOrder':
        this.#options.sessions.get(command.accountId)?.reread(command.venueOrderId);
    }
  }

  async #place(command: Of<'place'>): Promise<void> {
    const { request } = command;
    const sentUs = this.#options.clock.nowUs();
    this.#options.loop.markSent(command.mirrorId, sentUs);
    const outcome = await this.#write(request.accountId, (session) => session.writes.place(request));
    this.#answer(command, 'place', outcome, { request, sentUs });
    if (outcome.kind === 'accepted') this.#options.onPlaced(request, outcome.venueOrderId);
    if (outcome.kind === 'unknown') this.#options.onPlaced(request, null);
  }

  async #modify(command: Of<'modify'>): Promise<void> {
    const { accountId, venueOrderId, terms } = command;
    const outcome = await this.#write(accountId, (session) => session.writes.modify(venueOrderId, terms));
    this.#recordModification(command, outcome);
    this.#answer(command, 'modify', outcome);
  }

  async #cancel(command: Of<'cancel'>): Promise<void> {
    const { accountId, venueOrderId } = command;
    const outcome = await this.#write(accountId, (session) => session.writes.cancel(venueOrderId));
    this.#answer(command, 'cancel', outcome);
  }

  /** Outside the budget: an order that should not be there does not wait. */
  async #cancelGhost({ accountId, venueOrderId }: Of<'cancelGhost'>): Promise<void> {
    const session = this.#options.sessions.get(accountId);
    await session?.writes.cancel(venueOrderId);
    session?.reread(venueOrderId);
  }

  async #write(account: AccountId, write: (session: AccountSession) => Promise<WriteOutcome>): Promise<WriteOutcome> {
    const session = this.#options.sessions.get(account);
    if (!session) return { kind: 'refused', refusal: 'NOT_SENT', text: 'the account is not connected' };
    const answered = this.#options.budgetOf(account)?.send();
    const outcome = await write(session);
    answered?.(this.#options.clock.nowMs());
    if (outcome.kind !== 'refused') return outcome;
    if (outcome.refusal === 'RATE') this.#options.budgetOf(account)?.breached(this.#options.clock.nowMs());
    if (outcome.refusal !== 'TOKEN' && outcome.refusal !== 'ADDRESS') return outcome;
    session.blocked(outcome.refusal, refusedWords(outcome.refusal, outcome.text, account));
    return outcome;
  }

  #answer(
    command: Of<'place' | 'modify' | 'cancel'>,
    kind: 'place' | 'modify' | 'cancel',
    outcome: WriteOutcome,
    sent: Pick<Posted, 'request' | 'sentUs'> = {},
  ): void {
    const { mirrorId, slice, generation } = command;
    this.#options.inbox.post({ type: 'CommandAnswered', kind, outcome, mirrorId, slice, generation }, sent);
  }

  async #lookup(command: Of<'lookup'>): Promise<void> {
    const { accountId, mirrorId, slice, generation } = command;
    const ref = { mirrorId, slice, generation };
    const end = (result: 'found' | 'absent' | 'failed'): void =>
      this.#options.inbox.post({ type: 'LookedUp', result, ...ref });
    const session = this.#options.sessions.get(accountId);
    if (!session) {
      end('failed');
      return;
    }
    try {
      const { found, askedMs } = await session.lookup.find(command);
      for (const report of found) {
        const event = {
          type: 'OrderReported',
          report: { ...report, source: 'LOOKUP' },
          receivedMs: this.#options.clock.nowMs(),
          askedMs,
        } as const;
        this.#options.inbox.post(event);
      }
      end(found.length > 0 ? 'found' : 'absent');
    } catch (error) {
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      if (error instanceof DhanError) session.authFailed(error);
      end('failed');
    }
  }

  #recordModification({ venueOrderId, terms, previous }: Of<'modify'>, outcome: WriteOutcome): void {
    const rows = modificationRows(recordedTerms(previous), recordedTerms(terms), {
      order_id: venueOrderId,
      status: outcome.kind === 'accepted' ? 'SUCCESS' : outcome.kind === 'refused' ? 'FAILED' : 'UNKNOWN',
      error_message: outcome.kind === 'accepted' ? null : outcome.text,
      modified_at: Math.floor(this.#options.clock.nowMs() / 1000),
    });
    this.#options.recorder.add((store) => {
      if (store.orders.get(venueOrderId) === undefined) return;
      for (const row of rows) store.orderEvents.addModification(row);
    });
  }
}

function accountOf(command: Command): AccountId {
  return command.type === 'place' ? command.request.accountId : command.accountId;
}
