import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { Link } from '@dhancopy/domain/link';
import { signOf } from '@dhancopy/domain/order';
import { paise } from '@dhancopy/domain/price';
import type { TradingState } from '@dhancopy/domain/trading-state';
import { Books } from './books.ts';
import { Broker } from './broker.ts';
import { CONTRACTS, FIRST_DAY_MS, OPEN_MS } from './contracts.ts';
import type { Venue } from './contracts.ts';
import { createState, durableOf, handle, restore } from './entry.ts';
import type { Command, Context, Decision, EngineEvent, EngineState } from './entry.ts';
import { Ledger } from './ledger.ts';
import type { Trade } from './order.ts';
import type { Plan } from './plan.ts';
import { followerReads, readEverything } from './reads.ts';
import { Records } from './records.ts';
import type { LateRequest, Reply, Stage } from './stage.ts';
import type { Fault } from './steps.ts';
import { checkPlaced, checkTrade } from './watch.ts';
import { carryOut } from './wire.ts';
import { clockOf, frameWords, orderWords, ticketWords } from './words.ts';
import { Wrong } from './wrong.ts';

export interface SessionOptions {
  /** Whether the process may be killed later: what it makes durable is kept only then. */
  readonly isKept: boolean;
  readonly story: string[] | null;
}

const INSTRUMENTS: ReadonlyMap<InstrumentId, (typeof CONTRACTS)[number]> = new Map(
  CONTRACTS.map((each) => [each.id, each]),
);

/** One play: a broker, an engine that may die and come back, and what is on its way between them. */
export class Session implements Stage {
  readonly plan: Plan;
  readonly broker: Broker;
  readonly ledger = new Ledger();
  readonly records = new Records();
  state: EngineState = createState();
  dayMs = FIRST_DAY_MS;
  answers: Reply[] = [];
  late: LateRequest[] = [];
  faults: Fault[] = [];
  crash: 'none' | 'beforeSave' | 'beforeSend' = 'none';
  readonly links: Map<LinkId, Link>;
  /** Links that were removed. */
  readonly gone = new Set<LinkId>();
  system: { readonly state: TradingState; readonly byKillSwitch: boolean } = { state: 'ACTIVE', byKillSwitch: false };
  readonly offline = new Set<AccountId>();
  readonly dryUntil = new Map<AccountId, number>();
  /** What the engine says that it cannot know (`POSITION_DOUBT`). */
  readonly doubts: string[] = [];
  readonly unknown = new Set<InstrumentId>();
  /** What waits for a locked database; null while it is free. */
  #inbox: EngineEvent[] | null = null;
  readonly #saved = new Map<string, string>();
  readonly #options: SessionOptions;
  readonly #granted = new Map<AccountId, number>();

  constructor(plan: Plan, options: SessionOptions) {
    this.plan = plan;
    this.#options = options;
    this.links = new Map(plan.links.map((link) => [link.id, link]));
    if (plan.unknown !== null) this.unknown.add(plan.unknown);
    const books = new Books();
    this.broker = new Broker(this.dayMs + OPEN_MS, books, {
      placed: (order) => checkPlaced(this, order),
      traded: (trade) => this.#traded(trade),
    });
    for (const { account, venue, units } of plan.openings) {
      books.open(account, venue, units);
      if (plan.followers.includes(account)) this.ledger.open(account, venue, units);
      else this.records.openLeader(account, venue, units);
    }
    this.start();
    this.#readAgain();
  }

  /** Whether what the engine makes durable is kept, so that it can be killed. */
  get isKept(): boolean {
    return this.#options.isKept;
  }

  get nowMs(): number {
    return this.broker.nowMs;
  }

  /** A line of the story; it is put into words only where someone reads. */
  note(words: () => string): void {
    const { story } = this.#options;
    if (!story) return;
    story.push(`${clockOf(this.nowMs - FIRST_DAY_MS)}  ${words()}`);
  }

  /** What a start-up does, in its order. */
  start(): void {
    for (const id of [...this.plan.leaders, ...this.plan.followers]) {
      const role = this.plan.leaders.includes(id) ? 'leader' : 'follower';
      const account = { id, role, name: id, state: 'ACTIVE', capital: paise(10_000_000) } as const;
      this.post({ type: 'AccountChanged', account });
    }
    if (this.system.state !== 'ACTIVE') this.post({ type: 'TradingStateChanged', ...this.system });
    for (const link of this.links.values()) this.post({ type: 'LinkChanged', link });
    for (const linkId of this.gone) this.post({ type: 'LinkRemoved', linkId });
    readEverything(this, true);
  }

  /** What a follower held before counts when a second read agrees with the first. */
  #readAgain(): void {
    this.broker.nowMs += 5_000;
    for (const id of this.plan.followers) for (const event of followerReads(this, id)) this.post(event);
  }

  /** The process is killed: what was durable comes back, what was on its way is gone, and the books are read. */
  restart(): void {
    this.crash = 'none';
    this.state = createState();
    this.broker.frames.clear();
    this.answers = [];
    this.offline.clear();
    this.records.restarted();
    const saved = [...this.#saved].map(([key, json]) => ({ key, value: JSON.parse(json) as unknown }));
    restore(this.state, saved, this.nowMs);
    this.start();
  }

  /** Lets the engine decide, keeps what it wants kept, and carries its commands out. */
  post(event: EngineEvent): void {
    if (this.#inbox) {
      if (event.type !== 'Tick') this.#inbox.push(event);
      return;
    }
    this.records.hear(event);
    this.#granted.clear();
    const decision = handle(this.state, event, this.#context());
    const isBusy = decision.commands.length > 0;
    if (isBusy && this.crash !== 'none') {
      if (this.crash === 'beforeSend') this.#save(decision);
      this.note(
        () => `the process dies, ${this.crash === 'beforeSend' ? 'its decision kept, nothing sent' : 'nothing kept'}`,
      );
      this.restart();
      return;
    }
    this.#save(decision);
    if (isBusy) this.#checkBudgets(decision.commands);
    if (decision.notices.some(({ code }) => code.includes('REPLACED_TOO_OFTEN')))
      throw new Wrong('too many orders', 'the engine stopped an endless row of its own orders');
    for (const { code, text } of decision.notices) if (code === 'POSITION_DOUBT') this.doubts.push(text);
    for (const command of decision.commands) carryOut(this, command);
  }

  /** From now on everything waits; or it is decided on, in the order it came. */
  stall(isOn: boolean): void {
    if (isOn === (this.#inbox !== null)) return;
    this.note(() => (isOn ? 'another program locks the database' : 'the database is free again'));
    const waiting = this.#inbox ?? [];
    this.#inbox = isOn ? [] : null;
    for (const event of waiting) this.post(event);
  }

  /** Time passes and the engine looks at the clock; requests that were held up arrive. */
  advance(ms: number): void {
    this.broker.nowMs += ms;
    this.arrive();
    this.post({ type: 'Tick' });
  }

  /** Requests that were held up reach the broker, each at its own time, however far the clock went on in one step. */
  arrive(): void {
    const due = this.late.filter(({ dueMs }) => dueMs <= this.nowMs);
    if (due.length === 0) return;
    this.late = this.late.filter(({ dueMs }) => dueMs > this.nowMs);
    const { nowMs } = this;
    for (const { dueMs, ticket } of due) {
      this.broker.nowMs = dueMs;
      this.note(() => `a request that was held up reaches the broker: ${ticketWords(ticket)}`);
      this.broker.place(ticket);
    }
    this.broker.nowMs = nowMs;
  }

  /** The frame at a place of an account's queue comes in. */
  deliver(account: AccountId, index: number, again: boolean): void {
    const queue = this.broker.frames.get(account);
    const frame = queue?.[index];
    if (!queue || !frame) return;
    if (!again) queue.splice(index, 1);
    if (this.offline.has(account)) return;
    this.note(() => `frame of ${account}: ${frameWords(frame)}${again ? ' (it will come again)' : ''}`);
    this.post({ type: 'OrderReported', report: frame, receivedMs: this.nowMs, askedMs: null });
  }

  answer(index: number): void {
    const [reply] = this.answers.splice(index, 1);
    if (!reply) return;
    this.note(() => `answer: ${reply.words}`);
    for (const event of reply.events) this.post('receivedMs' in event ? { ...event, receivedMs: this.nowMs } : event);
  }

  leaderNet(leader: AccountId, venue: Venue): number {
    return this.broker.books.net(leader, venue);
  }

  linkOf(id: LinkId): Link | undefined {
    return this.links.get(id);
  }

  #traded(trade: Trade): void {
    const { ticket } = trade.order;
    this.note(
      () => `${ticket.account} ${ticket.side === 'BUY' ? 'buys' : 'sells'} ${trade.units} (${orderWords(trade)})`,
    );
    if (this.plan.leaders.includes(ticket.account)) {
      const after = this.broker.books.net(ticket.account, ticket.venue);
      this.records.leaderTraded(trade, after - signOf(ticket.side) * trade.units);
    } else checkTrade(this, trade);
  }

  #save(decision: Decision): void {
    if (!this.#options.isKept) return;
    for (const { key, value } of durableOf(this.state, decision)) {
      if (value === null || value === undefined) this.#saved.delete(key);
      else this.#saved.set(key, JSON.stringify(value));
    }
  }

  #context(): Context {
    return {
      nowMs: this.nowMs,
      instrument: this.#instrument,
      takeBudget: this.#takeBudget,
      absence: { windowMs: 10_000, reads: 4 },
      brokerAheadMs: 0,
    };
  }

  readonly #instrument = (id: InstrumentId): (typeof CONTRACTS)[number] | undefined =>
    this.unknown.has(id) ? undefined : INSTRUMENTS.get(id);

  readonly #takeBudget = (account: AccountId): boolean => {
    if ((this.dryUntil.get(account) ?? 0) > this.nowMs) return false;
    this.#granted.set(account, (this.#granted.get(account) ?? 0) + 1);
    return true;
  };

  #checkBudgets(commands: readonly Command[]): void {
    const asked = new Map<AccountId, number>();
    for (const command of commands) {
      if (command.type !== 'place' && command.type !== 'modify' && command.type !== 'cancel') continue;
      const account = command.type === 'place' ? command.request.accountId : command.accountId;
      asked.set(account, (asked.get(account) ?? 0) + 1);
    }
    for (const [account, count] of asked) {
      const granted = this.#granted.get(account) ?? 0;
      if (count > granted) throw new Wrong('budget ignored', `${count} requests for ${account}, ${granted} granted`);
    }
  }
}
