import type { Connect } from '@dhancopy/dhan/rest/connector';
import { accountId } from '@dhancopy/domain/ids';
import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import { createState } from '../engine/index.ts';
import type { AbsenceRule, EngineEvent, Notice } from '../engine/index.ts';
import type { AccountSession } from './account/account-session.ts';
import { DatabaseError } from '../store/file/errors.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import type { VaultKey } from '../store/secrets/vault-key.ts';
import { Budgets } from './budgets.ts';
import { Checkpointer } from './checkpointer.ts';
import type { Checkpoints } from './checkpointer.ts';
import { systemClock } from './time/clock.ts';
import type { Clock } from './time/clock.ts';
import { onwardClock } from './time/onward-clock.ts';
import { settledWithin } from './time/within.ts';
import type { ControlContext } from './controls/controlled-account.ts';
import { BrokerKillSwitch } from './controls/kill-switch.ts';
import { KillSwitchWatch } from './controls/kill-switch-watch.ts';
import { BrokerPnlExits } from './controls/pnl-exit.ts';
import { DiskReserve } from './disk-reserve.ts';
import { Dispatcher } from './dispatcher.ts';
import { Edis } from './edis/edis.ts';
import { EngineLoop } from './engine-loop.ts';
import { Flattener } from './flattener.ts';
import { Inbox } from './inbox.ts';
import { errorColumns } from './notices.ts';
import type { RuntimeNotice } from './notices.ts';
import { Outbox } from './outbox.ts';
import { toPlainError } from './plain-error.ts';
import { EngineLock } from './engine-lock.ts';
import { InstrumentTable } from './instrument-table.ts';
import { holdersIn } from './instruments/holders.ts';
import { InstrumentSync } from './instruments/instrument-sync.ts';
import { syncWords } from './instruments/words.ts';
import { MarginReader } from './records/margin/margin-reader.ts';
import type { MarginSource } from './records/margin/margin-reader.ts';
import { addOwnSettings, readConfiguration } from './configuration.ts';
import { Maintenance } from './maintenance/maintenance.ts';
import type { Configuration } from './configuration.ts';
import { isFlat } from './link-positions.ts';
import { definitionOf, runOperation } from './operations.ts';
import { stateChangeOf } from './operations/perform.ts';
import type { Operation } from './operations.ts';
import type { BrokerRequests, OperationContext } from './operations/operation.ts';
import { Postbacks } from './postback/postbacks.ts';
import type { PostbackVerdict, ReceivedPostback } from './postback/postbacks.ts';
import { Recorder } from './recorder.ts';
import { Accounts } from './accounts.ts';
import type { Settings } from './settings.ts';
import { Access } from './access/access.ts';
import { runtimeStatus } from './runtime-status.ts';
import type { RuntimeStatus } from './runtime-status.ts';
import { StatementSync } from './records/statements/statement-sync.ts';
import type { StatementSource } from './records/statements/statement-sync.ts';
import { BrokerClock } from './broker-clock.ts';
import { ThreadLag } from './thread-lag.ts';
import type { Threads } from './threads.ts';
import { tradingStateOf } from './trading-state.ts';
import { TradingStates } from './trading-states.ts';
import { every } from './time/every.ts';
import { carryOutWaiting, hasWaiting, keepWaiting, takeUpWaiting } from './waiting-commands.ts';

export interface RuntimeOptions {
  /** The machine's when absent. */
  readonly clock?: Clock;
  readonly settings: Settings;
  /** Opens a connection to the broker, where that is not TCP. */
  readonly connect?: Connect;
  readonly key: VaultKey;
  readonly onNotice: (notice: Notice) => void;
  readonly onProgress: (text: string) => void;
  /** The process must stop at once and may be started again: what it decided could not be made durable. */
  readonly onFatal: (error: unknown) => void;
  readonly pollMs?: number;
  readonly absence?: AbsenceRule;
  /** What is done next to the engine; threads when absent. */
  readonly threads?: Threads;
  /** What keeps the log of the database short; a thread when absent. */
  readonly checkpoints?: Checkpoints;
  /** How often the lag of the thread is looked at, ms. */
  readonly lagLookMs?: number;
  /** Free bytes of the disk of a folder, where a test says so. */
  readonly freeBytes?: (folder: string) => number;
  /** How long another program may keep the database locked before the engine stops, ms. */
  readonly lockedMs?: number;
  /** How long after the start missing days of statements are looked for, ms. */
  readonly statementsAfterMs?: number;
  /** Between two reads of statements of one account, ms. */
  readonly statementsGapMs?: number;
  /** How calm it must have been before margins of placed orders are asked for, ms. */
  readonly marginsAfterMs?: number;
}

/** The order book is compared with the stream this often, ms. */
const POLL_MS = 4_000;
/**
 * A placement without an answer is taken as never placed only after this window of look-ups. Nobody has published how late
 * a row may appear; ten seconds is several times the slowest answer seen. Source: docs/decisions/0006-unknown-outcomes.md.
 */
const ABSENCE: AbsenceRule = { windowMs: 10_000, reads: 4 };
/** A stop waits so long at most for answers that are on their way. The broker's client gives up before, ms. */
const ANSWERED_WITHIN_MS = 12_000;
/** The last read of every account, at a stop: it waits so long at most, ms. */
const LAST_READ_MS = 3_000;
/** Answers and last reads together, ms. What is left of the time of a stop is for closing connections; see EngineHandle. */
const CLOSED_WITHIN_MS = 12_500;
/** A thread that waits for another program's lock hears nothing meanwhile: it tries again instead. See EngineLoop. */
const PATIENCE_MS = 500;
/** Between two looks for commands that wait for the database, ms; every decision looks as well. */
const LOOK_FOR_WAITING_MS = 1_000;

/** The whole engine of one machine: store, sessions, engine loop and dispatcher, from start to orderly stop. */
export class Runtime {
  readonly #options: RuntimeOptions;
  readonly #lock: EngineLock;
  readonly #store: Store;
  readonly #checkpointer: Checkpoints;
  readonly #recorder: Recorder;
  readonly #budgets: Budgets;
  readonly #loop: EngineLoop;
  readonly #dispatcher: Dispatcher;
  readonly #instrumentSync: InstrumentSync;
  readonly #maintenance: Maintenance;
  readonly #accounts: Accounts;
  readonly #flattener: Flattener;
  readonly #access: Access;
  readonly #postbacks: Postbacks;
  readonly #edis: Edis;
  readonly #killSwitches: KillSwitchWatch;
  readonly #statements: StatementSync;
  readonly #margins: MarginReader;
  readonly #disk: DiskReserve;
  readonly #lag: ThreadLag;
  readonly #ended = new AbortController();
  readonly #state = createState();
  readonly #inbox: Inbox;
  readonly #outbox = new Outbox();
  readonly #sessions = new Map<AccountId, AccountSession>();
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #operations: OperationContext;
  #configuration: Configuration;
  #trading = false;
  #stopping = false;

  private constructor(options: RuntimeOptions) {
    this.#options = options;
    const clock = onwardClock(options.clock ?? systemClock, (byMs) => this.#noticeSetBack(byMs));
    this.#clock = clock;
    this.#startedMs = clock.nowMs();
    this.#inbox = new Inbox(clock);
    this.#lock = EngineLock.take(options.settings.home);
    try {
      this.#store = openStore({
        path: options.settings.databasePath,
        key: options.key,
        patienceMs: PATIENCE_MS,
        now: clock.nowMs,
      });
    } catch (error) {
      this.#lock.release();
      throw error;
    }
    addOwnSettings(this.#store);
    this.#configuration = readConfiguration(this.#store);
    const { settings, onProgress, threads } = options;
    const store = this.#store;
    const state = this.#state;
    const inbox = this.#inbox;
    const sessions = this.#sessions;
    const outbox = this.#outbox;
    const notify = (notice: RuntimeNotice): void => this.#notify(notice);
    const onFatal = (error: unknown): void => this.#fail(error);

    // What records and counts.
    const states = new TradingStates({ store, state, inbox, onStoppedByDisk: () => this.#disk.remind() });
    const brokerClock = new BrokerClock(notify, clock.setBackMs);
    this.#disk = new DiskReserve({
      home: settings.home,
      clock,
      notify,
      onChange: (isShort) => states.diskIs(isShort),
      tradingState: () => tradingStateOf(store).state,
      freeBytes: options.freeBytes,
    });
    const disk = this.#disk;
    this.#recorder = new Recorder(store, clock, onFatal, notify, disk);
    const recorder = this.#recorder;
    this.#checkpointer =
      options.checkpoints ?? new Checkpointer(settings.databasePath, (why) => this.#recordCheckpointFailure(why));
    this.#budgets = new Budgets(store, recorder);
    const budgets = this.#budgets;
    this.#killSwitches = new KillSwitchWatch({
      clock,
      store,
      recorder,
      clientOf: (id) => sessions.get(id),
      notify,
    });
    this.#flattener = new Flattener({
      store,
      clock,
      engine: {
        isFlat: (link) => isFlat(state, link),
        isStopping: () => this.#stopping,
        post: (event) => inbox.post(event),
        record: (write) => recorder.add(write),
      },
      notify,
    });
    const instruments = new InstrumentTable(store);

    // From the inbox by the engine to the outbox, and by the dispatcher to the wire.
    this.#instrumentSync = new InstrumentSync({
      clock,
      settings,
      store,
      threads,
      connect: options.connect,
      onCommitted: () => {
        instruments.forget();
        inbox.post({ type: 'InstrumentsChanged' });
      },
      holders: () => (this.#trading ? holdersIn(state) : store.instrumentHolders()),
      isTrading: () => this.#trading,
      notify,
      onProgress,
    });
    this.#loop = new EngineLoop({
      clock,
      state,
      inbox,
      outbox,
      store,
      instruments,
      absence: options.absence ?? ABSENCE,
      brokerClock,
      budgetOf: (account) => budgets.get(account),
      notify,
      lockedMs: options.lockedMs,
      onUnknownInstrument: (id) => this.#instrumentSync.missing(id),
      statesElsewhere: () => {
        const events = states.elsewhere();
        // A flatten counts as a change of a state.
        return events === null ? [] : [...events, ...this.#flattener.takeUp().map(closed)];
      },
      upToDate: (event) => states.upToDate(event),
      carryOutWaiting: () => this.#carryOutWaiting(),
      makeRoom: () => disk.giveUp(),
      onLeaderEvent: (sec) => recorder.add(({ config }) => config.noteTime('last_leader_event_ts', sec)),
      onIdle: () => this.#checkpointer.idle(),
      onFatal,
    });
    const loop = this.#loop;
    this.#margins = new MarginReader({
      clock,
      store,
      recorder,
      sourceOf: (account) => marginSource(sessions.get(account)),
      isEnabled: () => this.#configuration.marginRequirements,
      calmMs: options.marginsAfterMs,
    });
    this.#dispatcher = new Dispatcher({
      clock,
      inbox,
      outbox,
      loop,
      recorder,
      sessions,
      budgetOf: (account) => budgets.get(account),
      notify,
      onPlaced: (request, order) => this.#margins.placed(request, order),
    });

    // The accounts, and what they are asked besides orders.
    this.#access = new Access({
      clock,
      store,
      recorder,
      settings,
      notify,
      brokerAheadMs: () => brokerClock.aheadMs,
    });
    this.#accounts = new Accounts({
      clock,
      connect: options.connect,
      settings,
      store,
      loop,
      inbox,
      sessions,
      recorder,
      budgets,
      brokerClock,
      access: this.#access,
      configuration: () => this.#configuration,
      states,
      pollMs: options.pollMs ?? POLL_MS,
      notify,
      onProgress,
    });
    this.#lag = new ThreadLag(clock, notify, () => void this.#accounts.woke(), options.lagLookMs);
    this.#postbacks = new Postbacks({ store, loop, sessions });
    this.#edis = new Edis(store, (id) => sessions.get(accountId(id))?.client.edis, clock.nowMs);
    this.#statements = new StatementSync({
      clock,
      store,
      recorder,
      sources: () => [...sessions.values()].flatMap((session) => statementSource(session) ?? []),
      firstMs: options.statementsAfterMs,
      gapMs: options.statementsGapMs,
    });
    this.#maintenance = new Maintenance({ clock, settings, store, threads, notify, onProgress });
    this.#operations = this.#operationContext();
  }

  /** What an operation finds here; see operations/operation.ts. */
  #operationContext(): OperationContext {
    const controls: ControlContext = {
      store: this.#store,
      clientOf: (id) => this.#sessions.get(accountId(id))?.client,
      record: (write) => this.#recorder.add(write),
      nowMs: this.#clock.nowMs,
    };
    const requests: BrokerRequests = {
      renewToken: (clientId) => this.#access.renew(clientId),
      logins: this.#access.logins,
      addresses: this.#access.addresses,
      edis: this.#edis,
      killSwitch: new BrokerKillSwitch(controls),
      pnlExits: new BrokerPnlExits(controls),
      fetchStatement: (asked) => this.#statements.fetch(asked),
      syncInstruments: async (asked) => syncWords(await this.#instrumentSync.run(asked)),
    };
    return {
      store: this.#store,
      clock: this.#clock,
      engine: {
        isFlat: (link) => isFlat(this.#state, link),
        closed: (links) => this.#flattener.closed(links),
        isStopping: () => this.#stopping,
        post: (event) => this.#inbox.post(event),
        diskShort: () => this.#disk.shortWords,
        reload: () => this.#reload(),
        obey: () => this.#obey(),
        record: (write) => this.#recorder.add(write),
        flushRecords: () => this.#recorder.flush(),
      },
      broker: () => Promise.resolve(requests),
    };
  }

  /**
   * Opens the database, loads the book, reads every account, reconciles, then trades. An account that cannot be aligned
   * does not trade, and says so.
   * @throws {AlreadyRunningError} {@link DatabaseFileError} {@link KeyError}
   */
  static async start(options: RuntimeOptions): Promise<Runtime> {
    const runtime = new Runtime(options);
    try {
      await runtime.#begin();
      return runtime;
    } catch (error) {
      await runtime.stop();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    const { onProgress } = this.#options;
    // The lock proves that no other engine is alive: what is open in the file, a process left that was killed.
    this.#recorder.add((store) => store.websockets.closeLeft('ERROR'));
    await this.#instrumentSync.atStart();
    const { home } = this.#options.settings;
    this.#reportCarriedOut(takeUpWaiting(this.#store, home, this.#clock.nowMs()));
    const restored = this.#loop.restore();
    onProgress(`restored ${restored.copies} copies, ${restored.open} of them open`);
    await this.#disk.start();
    this.#trading = true;
    this.#loop.start();
    void this.#dispatcher.run();
    this.#lag.start();
    void every(this.#clock, LOOK_FOR_WAITING_MS, () => this.#lookForWaiting(), this.#ended.signal);
    this.#instrumentSync.startMornings();
    await this.#reload();
    this.#postbacks.resume();
    this.#access.start();
    this.#statements.start();
    this.#maintenance.start();
    const sessions = [...this.#sessions.values()];
    const live = sessions.filter((session) => session.isLive);
    onProgress(`${live.length} of ${sessions.length} accounts are aligned with the broker`);
  }

  /** Orderly: takes no more events, waits for answers that are on their way, writes everything down. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#ended.abort();
    this.#lag.stop();
    this.#disk.stop();
    this.#access.stop();
    const filled = this.#statements.stop();
    this.#margins.stop();
    const answered = this.#dispatcher.settled();
    const synced = this.#instrumentSync.stop();
    const cared = this.#maintenance.stop();
    const startMs = this.#clock.steadyMs();
    await settledWithin(this.#clock, ANSWERED_WITHIN_MS, answered);
    const restMs = CLOSED_WITHIN_MS - (this.#clock.steadyMs() - startMs);
    await this.#accounts.stop(Math.max(0, Math.min(restMs, LAST_READ_MS)));
    await synced;
    await cared;
    await filled;
    this.#loop.stop();
    this.#recorder.add(() => this.#postbacks.linkAhead());
    this.#outbox.close();
    this.#recorder.add((store) => store.websockets.closeLeft('DISCONNECTED'));
    this.#recorder.flush();
    await this.#checkpointer.stop();
    // Also what ended meanwhile.
    this.#recorder.flush(true);
    this.#store.close();
    this.#lock.release();
  }

  /** Carries out what the operator asked for, and takes it up at once. */
  async execute(asked: Operation): Promise<string> {
    let done: string;
    try {
      // Those that wait were given earlier: carried out later, they would undo this one.
      if (stateChangeOf(definitionOf(asked), asked) !== null)
        this.#reportCarriedOut(takeUpWaiting(this.#store, this.#options.settings.home, this.#clock.nowMs()));
      done = await runOperation(this.#operations, asked);
    } catch (error) {
      return await this.#keepWaiting(asked, error);
    }
    // It has adopted what it could: a locked database must not keep its answer.
    if (asked.op === 'obey') return done;
    await this.#reload();
    // Answered when the engine has decided on it, not when it was put into the inbox.
    await this.#inbox.decided();
    return done;
  }

  /** A post that came in; it is on the disk when this returns `journaled`. */
  postback(received: ReceivedPostback): PostbackVerdict {
    return this.#postbacks.receive(received);
  }

  status(): RuntimeStatus {
    return runtimeStatus({
      startedMs: this.#startedMs,
      atMs: this.#clock.nowMs(),
      behind: this.#lag.behind,
      diskShort: this.#disk.shortWords,
      isCopyEnabled: this.#configuration.copyEnabled,
      loop: this.#loop,
      inbox: this.#inbox,
      sessions: this.#sessions,
      accounts: this.#accounts,
      budgets: this.#budgets,
      access: this.#access,
    });
  }

  async #reload(): Promise<void> {
    this.#configuration = readConfiguration(this.#store);
    this.#postbacks.reload();
    await this.#accounts.reload();
    this.#flattener.takeUp();
  }

  /** Commands that wait for the database, in the transaction of a decision. */
  #carryOutWaiting(): { readonly settle: () => void } | null {
    const found = carryOutWaiting(this.#store, this.#options.settings.home, this.#clock.nowMs());
    if (!found) return null;
    return {
      settle: () => {
        found.settle();
        this.#reportCarriedOut(found.words);
        void this.#reload().catch((error: unknown) => this.#fail(error));
      },
    };
  }

  #reportCarriedOut(words: readonly string[]): void {
    for (const text of words) {
      const notice = { severity: 'WARNING', code: 'COMMAND_WAITED', accountId: null, venueOrderId: null } as const;
      this.#notify({ ...notice, text });
    }
  }

  /** A state that cannot be written now waits for the database, and counts before anything is decided. @throws every other error */
  async #keepWaiting(asked: Operation, error: unknown): Promise<string> {
    const isLocked = error instanceof DatabaseError && error.code === 'DATABASE_LOCKED';
    if (!isLocked || stateChangeOf(definitionOf(asked), asked) === null) throw error;
    keepWaiting(this.#options.settings.home, asked, this.#clock.nowMs());
    return `"${asked.op}" waits, because another program has locked the database; ${await this.#obey()}`;
  }

  async #obey(): Promise<string> {
    const { home } = this.#options.settings;
    this.#inbox.post({ type: 'Tick' });
    while (hasWaiting(home) && !this.#loop.isLocked) await this.#clock.sleep(5);
    return hasWaiting(home)
      ? 'the engine has the command: it decides nothing before the database is free and the command is carried out'
      : 'the engine has carried it out';
  }

  /** A command may have been kept while the engine did not answer, and then nothing else happens. */
  #lookForWaiting(): void {
    if (hasWaiting(this.#options.settings.home)) this.#inbox.post({ type: 'Tick' });
  }

  #noticeSetBack(byMs: number): void {
    const text =
      `this machine's clock was set back by ${Math.round(byMs / 1000)} s. The engine goes on with the time that it had, so that nothing counts as ` +
      'older than it is. When the market is closed, start it again: then it takes the new time';
    this.#notify({ severity: 'WARNING', code: 'CLOCK_SET_BACK', text, accountId: null, venueOrderId: null });
  }

  #recordCheckpointFailure(why: string): void {
    this.#recorder.add((store) => {
      store.errors.add({
        error_type: 'CHECKPOINTS',
        error_code: 'CHECKPOINTS',
        error_message: why,
        severity: 'WARNING',
      });
    });
  }

  /** The last row of a run that could not go on, where the file still takes it. */
  #fail(error: unknown): void {
    const { message } = toPlainError(error);
    const row = { error_type: 'ENGINE_FAILED', error_message: message, severity: 'CRITICAL' } as const;
    try {
      this.#store.errors.add({ ...row, ...errorColumns(error) });
    } catch {
      // It failed because nothing can be written: whoever started it is told.
    }
    this.#options.onFatal(error);
  }

  #notify({ error, ...notice }: RuntimeNotice): void {
    this.#recorder.add((store) => {
      const order = notice.venueOrderId;
      const thrown = errorColumns(error);
      store.errors.add({
        error_type: notice.code,
        ...thrown,
        error_code: thrown.error_code ?? notice.code,
        error_message: notice.text,
        severity: notice.severity,
        account_type: (notice.accountId && store.accounts.get(notice.accountId)?.role) ?? null,
        account_id: notice.accountId,
        order_id: order,
      });
    });
    this.#options.onNotice(notice);
    this.#killSwitches.noticed(notice);
  }
}

function closed(link: LinkId): EngineEvent {
  return { type: 'PositionsClosed', linkId: link };
}

/** Of a session that the broker lets in. */
function marginSource(session: AccountSession | undefined): MarginSource | undefined {
  if (!session?.isLive) return undefined;
  return { api: session.client.funds, turn: () => session.turn() };
}

function statementSource(session: AccountSession): StatementSource | undefined {
  if (!session.isLive) return undefined;
  return {
    account: { id: session.id, role: session.isLeader ? 'leader' : 'follower' },
    api: session.client.statements,
    turn: () => session.turn(),
  };
}
