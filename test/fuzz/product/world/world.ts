import { bareLoop } from 'dhancopy/runtime/testing/bare-loop';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { accountId } from '@dhancopy/domain/ids';
import type { AccountId } from '@dhancopy/domain/ids';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { JWT } from '@dhancopy/dhan/testing/samples/authentication';
import { accountFromRow } from 'dhancopy/runtime/account-rows';
import { AccountSession } from 'dhancopy/runtime/account/account-session';
import { BrokerClock } from 'dhancopy/runtime/broker-clock';
import { Budgets } from 'dhancopy/runtime/budgets';
import { addOwnSettings, readConfiguration } from 'dhancopy/runtime/configuration';
import { Dispatcher } from 'dhancopy/runtime/dispatcher';
import type { EngineLoop } from 'dhancopy/runtime/engine-loop';
import { Inbox } from 'dhancopy/runtime/inbox';
import { linkFromRow } from 'dhancopy/runtime/link-rows';
import type { RuntimeNotice } from 'dhancopy/runtime/notices';
import { Outbox } from 'dhancopy/runtime/outbox';
import { Postbacks } from 'dhancopy/runtime/postback/postbacks';
import { Recorder } from 'dhancopy/runtime/recorder';
import { openStore } from 'dhancopy/store/store';
import type { Store } from 'dhancopy/store/store';
import { putDatabase, TEST_KEY } from 'dhancopy/store/testing';
import { Finding } from '../../oracle.ts';
import { scratchFolder } from '../../scratch.ts';
import { WorldBroker } from './broker.ts';
import type { Contract, WorldOrder } from './broker.ts';
import { ManualClock } from 'dhancopy/runtime/testing/manual-clock';

export const LEADER = '1100000001';
/** Followers and their share of the leader's quantity. */
export const FOLLOWERS = { '2100000001': 1, '2100000002': 2 } as const;
export const OPTION: Contract = { exchangeSegment: 'NSE_FNO', securityId: '52345', lot: 65, price: 101.35 };
export const SHARE: Contract = { exchangeSegment: 'NSE_EQ', securityId: '1333', lot: 1, price: 1612.5 };
/** What must not appear anywhere. The token that the accounts log in with. */
export const TOKEN = JWT;
/** 2026-09-15 10:05 in India, the time of the frames. */
const START_MS = Date.parse('2026-09-15T10:05:00+05:30');
/** Turns in which nothing has happened, after which everything that waits for no time has gone on. */
const QUIET_TURNS = 4;
const TURNS_MAX = 20_000;

let template: string | undefined;

/** One leader with two followers that copy it, made once. */
function templateFile(): string {
  if (template !== undefined) return template;
  const path = join(scratchFolder(), 'world-template.db');
  putDatabase(path);
  const store = openStore({ path, key: TEST_KEY, now: () => START_MS - 3_600_000 });
  addOwnSettings(store);
  store.accounts.add({ account_id: LEADER, role: 'leader', name: 'Leader' });
  for (const [id, ratio] of Object.entries(FOLLOWERS)) {
    store.accounts.add({ account_id: id, role: 'follower', name: id });
    store.links.add({
      leader_account_id: LEADER,
      follower_account_id: id,
      sizing_strategy: 'fixed_ratio',
      ratio: String(ratio),
    });
  }
  store.instruments.replaceInstruments(
    [OPTION, SHARE].map(({ exchangeSegment, securityId, lot }) => ({
      security_id: securityId,
      exchange_segment: exchangeSegment,
      symbol: securityId,
      instrument_type: exchangeSegment === 'NSE_EQ' ? 'EQUITY' : 'OPTIDX',
      lot_size: lot,
      tick_size: 0.05,
      updated_at: Math.floor(START_MS / 1000),
    })),
  );
  store.checkpoint();
  store.close();
  template = path;
  return path;
}

/** A file that a failed run has left open is not used again. */
let worlds = 0;

/** The copier from its sockets to its file: sessions, engine loop, dispatcher, on a broker in memory and with a clock that the run sets on. */
export class World {
  readonly clock = new ManualClock(START_MS);
  readonly broker = new WorldBroker([OPTION, SHARE], () => istDateTime(this.clock.nowMs()));
  readonly notices: RuntimeNotice[] = [];
  readonly sessions = new Map<AccountId, AccountSession>();
  readonly store: Store;
  readonly path: string;
  readonly loop: EngineLoop;
  readonly inbox: Inbox;
  readonly recorder: Recorder;
  readonly postbacks: Postbacks;
  readonly #outbox = new Outbox();
  readonly #dispatcher: Dispatcher;
  #fatal: unknown = null;

  private constructor() {
    const { clock, broker, sessions } = this;
    worlds += 1;
    this.path = join(scratchFolder(), `world-${worlds}.db`);
    copyFileSync(templateFile(), this.path);
    const store = openStore({ path: this.path, key: TEST_KEY, now: clock.nowMs, synchronous: 'normal' });
    this.store = store;
    const onFatal = (error: unknown): void => void (this.#fatal ??= error);
    const notify = (notice: RuntimeNotice): void => void this.notices.push(notice);
    const inbox = new Inbox(clock);
    this.inbox = inbox;
    const recorder = new Recorder(store, clock, onFatal, notify);
    this.recorder = recorder;
    const budgets = new Budgets(store, recorder);
    const brokerClock = new BrokerClock(notify, () => 0);
    const loop = bareLoop(store, clock, {
      inbox,
      outbox: this.#outbox,
      brokerClock,
      budgetOf: (account) => budgets.get(account),
      notify,
      onFatal,
    });
    this.loop = loop;
    this.#dispatcher = new Dispatcher({
      clock,
      inbox,
      outbox: this.#outbox,
      loop,
      recorder,
      sessions,
      budgetOf: (account) => budgets.get(account),
      notify,
      onPlaced: () => undefined,
    });
    this.postbacks = new Postbacks({ store, loop, sessions });
    const configuration = readConfiguration(store);
    for (const row of store.accounts.list()) {
      const id = accountId(row.account_id);
      const session = new AccountSession({
        clock,
        account: accountFromRow(row),
        apiUrl: 'http://127.0.0.1:1/v2',
        authUrl: 'http://127.0.0.1:1',
        orderStreamUrl: 'ws://127.0.0.1:1',
        localAddress: null,
        connect: broker.connect,
        token: () => TOKEN,
        loop,
        inbox,
        recorder,
        budget: budgets.open(id, row.role, clock.nowMs()),
        onCalled: () => undefined,
        notify,
        onTokenRefused: () => false,
        pollMs: 4_000,
        configuration: () => configuration,
      });
      sessions.set(id, session);
      inbox.post({ type: 'AccountChanged', account: accountFromRow(row) });
    }
    for (const row of store.links.list()) inbox.post({ type: 'LinkChanged', link: linkFromRow(row) });
  }

  /** A world whose accounts are aligned, and ready to copy. */
  static async start(): Promise<World> {
    const world = new World();
    void world.#dispatcher.run();
    for (const id of [...Object.keys(FOLLOWERS), LEADER]) {
      void world.session(id).start();
      await world.pass(1_500);
    }
    world.loop.start();
    return world;
  }

  session(id: string): AccountSession {
    const session = this.sessions.get(accountId(id));
    if (!session) throw new Error(`no session of ${id}`);
    return session;
  }

  /** An order of the leader for ten shares, which rests at the broker; no frame says so yet. */
  leaderOrder(changes: Partial<WorldOrder> = {}): WorldOrder {
    const order: WorldOrder = {
      account: LEADER,
      orderId: '100000000001',
      contract: SHARE,
      side: 'BUY',
      product: 'INTRADAY',
      orderType: 'LIMIT',
      correlationId: '',
      quantity: 10,
      price: SHARE.price,
      filled: 0,
      at: this.broker.now(),
      status: 'PENDING',
      ...changes,
    };
    this.broker.orders.push(order);
    return order;
  }

  /** Everything happens that falls into this time. @throws {Finding} when the engine has ended */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.nowMs() + ms;
    do await this.#settle();
    while (this.clock.step(untilMs));
    if (this.#fatal !== null) throw new Finding(`the engine ended: ${wordsOf(this.#fatal)}`);
  }

  async #settle(): Promise<void> {
    let quiet = 0;
    let before = -1;
    for (let turns = 0; quiet < QUIET_TURNS; turns += 1) {
      if (turns > TURNS_MAX) throw new Finding('the engine does not come to rest');
      await turn();
      const now = this.broker.activity + this.inbox.length + this.#outbox.length;
      quiet = now === before && this.inbox.length === 0 ? quiet + 1 : 0;
      before = now;
    }
  }

  /** Ends all of it, also after a finding. @throws {Finding} when the engine had ended by itself */
  async stop(): Promise<void> {
    try {
      await this.#stop();
    } finally {
      this.store.close();
      for (const tail of ['', '-wal', '-shm']) rmSync(this.path + tail, { force: true });
    }
  }

  async #stop(): Promise<void> {
    const stopped = Promise.all([...this.sessions.values()].map((session) => session.stop()));
    let isStopped = false;
    void stopped.finally(() => (isStopped = true));
    for (let steps = 0; !this.#is(() => isStopped) && steps < 100; steps += 1) await this.pass(500);
    this.#outbox.close();
    this.loop.stop();
    this.recorder.flush(true);
    await stopped;
    if (this.#fatal !== null) throw new Finding(`the engine ended: ${wordsOf(this.#fatal)}`);
  }

  /** A callback may have changed it. */
  #is(state: () => boolean): boolean {
    return state();
  }
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}`.slice(0, 600) : String(error);
}
