import type { AccountIdentity } from '@dhancopy/domain/account';
import type { AccountId, VenueOrderId } from '@dhancopy/domain/ids';
import type { OrderReport } from '@dhancopy/domain/order';
import type { CallRecord } from '@dhancopy/dhan';
import { DhanBroker } from '@dhancopy/dhan/broker';
import { DhanError } from '@dhancopy/dhan/errors';
import type { Connect } from '@dhancopy/dhan/rest/connector';
import type { FundLimit } from '@dhancopy/dhan/rest/funds/response';
import { AccountLimiter } from '@dhancopy/dhan/limit/account-limiter';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { EngineEvent, Notice } from '../../engine/index.ts';
import { AccountBooks } from './account-books.ts';
import { AccountStream } from './account-stream.ts';
import type { Book } from './book-memory.ts';
import { AfterFills } from './after-fills.ts';
import { capitalFrom } from '../capital.ts';
import type { Clock } from '../time/clock.ts';
import { after } from '../time/every.ts';
import { tradingDay } from '@dhancopy/domain/trading-day';
import { settledWithin } from '../time/within.ts';
import type { Configuration } from '../configuration.ts';
import type { EngineLoop } from '../engine-loop.ts';
import { Journal } from './journal.ts';
import { OrderLookup } from './order-lookup.ts';
import { ReadLimiter } from './read-limiter.ts';
import { AccountRecords } from '../records/account-records.ts';
import type { RateBudget } from '../rate-budget.ts';
import type { RuntimeNotice } from '../notices.ts';
import type { Recorder } from '../recorder.ts';
import { wordsFor } from '../words.ts';
import { OrderWrites } from './order-writes.ts';
import type { BrokerReads } from './order-writes.ts';
import type { Inbox } from '../inbox.ts';
import { afterAligned, afterFault, afterResumed, readinessOf } from './account-state.ts';
import type { AccountState, Fault } from './account-state.ts';
import { Rerun } from '../time/rerun.ts';
import { backOffMs } from '@dhancopy/domain/back-off';

export interface SessionOptions {
  readonly clock: Clock;
  readonly account: AccountIdentity;
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly orderStreamUrl: string;
  readonly localAddress: string | null;
  readonly connect?: Connect | undefined;
  /** The token as the database has it now; "" when there is none. */
  readonly token: () => string;
  readonly loop: EngineLoop;
  readonly inbox: Inbox;
  readonly recorder: Recorder;
  readonly budget: RateBudget;
  /** A call has left, whatever came of it. @param action - `get_order_book`, `place_order`, … */
  readonly onCalled: (call: CallRecord) => void;
  readonly notify: (notice: RuntimeNotice) => void;
  /** The broker refuses the token. @returns true when a new one is being made automatically */
  readonly onTokenRefused: () => boolean;
  /** How often the order book is compared with the stream, ms. */
  readonly pollMs: number;
  /** As it is now: it may change while this runs. */
  readonly configuration: () => Configuration;
}

export type SessionState = 'STARTING' | 'LIVE' | 'BLOCKED' | 'STOPPED';

const WORDS: Readonly<Record<AccountState['is'], SessionState>> = {
  starting: 'STARTING',
  live: 'LIVE',
  blocked: 'BLOCKED',
  stopped: 'STOPPED',
};

export interface SessionStatus {
  readonly state: SessionState;
  /** Why it is not live, "" when it is. */
  readonly why: string;
  /** What keeps it from trading; null while it is live or starts. */
  readonly blockedBy: Fault | null;
  readonly streamOpen: boolean;
  /** Epoch ms of the last sign of life: a frame, a pong, or a book that agreed. */
  readonly lastProofMs: number | null;
  readonly reconnects: number;
  readonly framesReceived: number;
}

/** After a gap, frames wait at most this long for the book, ms. */
const GAP_HOLD_MS = 2_000;
/** A follower without open copies is read this much less often. */
const QUIET_FACTOR = 5;
/** A blocked account is tried again this often, ms. */
const RETRY_ALIGN_MS = 5_000;
/** Retry interval after a refused token, ms. Long, because refusals sometimes clear by themselves and retries count against us. */
const RETRY_REFUSED_MS = 300_000;
/** Another pace of snapshots is seen within this, ms. */
const LOOK_MS = 1_000;
/** Positions are read with every so many polls of the orders: they may move without one. */
const COMPARE_EVERY = 3;
/** A difference that reads do not agree on is looked at this seldom in the end, ms. */
const CONFIRM_MAX_MS = 60_000;
/** A stop waits so long at most for reads that are under way, ms. */
const LAST_READS_MS = 1_000;
/** Connections without an answer are cut off after this, ms. */
const CLOSE_MS = 500;
/** What the start does not need is read so long after it, ms. */
const AFTER_START_MS = 2_000;

/** One account at the broker: its connections, its stream, what was read of it, and whether it may trade. */
export class AccountSession {
  /** For reads. */
  readonly client: BrokerReads;
  /** Orders go out by it, and by it only. */
  readonly writes: OrderWrites;
  /** For orders whose state is not known. */
  readonly lookup: OrderLookup;
  readonly #options: SessionOptions;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #records: AccountRecords;
  readonly #books: AccountBooks;
  readonly #afterFills: AfterFills;
  readonly #stream: AccountStream;
  readonly #reads: ReadLimiter;
  readonly #stop = new AbortController();
  #state: AccountState = { is: 'starting' };
  readonly #alignment = new Rerun(() => this.#alignOnce());
  /** When the stream was opened last, epoch ms. */
  #openedMs = -Infinity;
  readonly #rereads = new Set<VenueOrderId>();
  #retry: AbortController | null = null;
  readonly #underWay = new Set<Promise<unknown>>();
  /** Reads in a row that did not settle what an earlier one had shown. */
  #unconfirmed = 0;
  #confirmAtMs = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { account, recorder, clock } = options;
    this.#clock = clock;
    this.#afterFills = new AfterFills(() => this.#afterFill(), clock);
    this.#reads = new ReadLimiter(clock);
    this.#journal = new Journal(account, options.orderStreamUrl, recorder, clock);
    const broker = new DhanBroker({
      dhanClientId: account.id,
      apiUrl: options.apiUrl,
      authUrl: options.authUrl,
      accessToken: options.token,
      // Writes are under this runtime's own budget, which knows exits from entries.
      limiter: new AccountLimiter({
        windows: { order: [] },
        now: clock.steadyMs,
        wait: clock.sleep,
        random: clock.random,
      }),
      localAddress: options.localAddress ?? undefined,
      connect: options.connect,
      nowUs: clock.nowUs,
      onCall: (call) => {
        this.#journal.call(call);
        options.onCalled(call);
      },
    });
    this.client = broker;
    this.writes = new OrderWrites(broker.orders, options.token, clock);
    this.lookup = new OrderLookup({ clock, client: this.client, turn: () => this.turn() });
    const reads = { clock, account, client: this.client, turn: () => this.#recordTurn() };
    this.#records = new AccountRecords({ ...reads, recorder });
    this.#books = new AccountBooks({
      ...reads,
      loop: options.loop,
      inbox: options.inbox,
      journal: this.#journal,
      records: this.#records,
      onBook: ({ reports, askedMs }) => this.#stream.compare(reports, askedMs),
      notice: (severity, code, text) => this.#notice(severity, code, text),
    });
    this.#stream = new AccountStream({
      clock,
      accountId: account.id,
      url: options.orderStreamUrl,
      token: options.token,
      localAddress: options.localAddress,
      connect: options.connect,
      journal: this.#journal,
      configuration: options.configuration,
      known: (order) => options.loop.known(account.id, order),
      isBehind: () => options.inbox.length > 0,
      onOpen: () => this.#opened(),
      onFrame: (report) => this.#noteForTheRecord(report),
      onReport: (report, receivedUs) => this.#books.report(report, null, receivedUs),
      // The book shows what it was about.
      onUnreadable: () => void this.#catchUp(),
      onTokenSuspect: () => void this.#align(),
      notice: (severity, code, text) => this.#notice(severity, code, text),
    });
  }

  get id(): AccountId {
    return this.#options.account.id;
  }

  get isLeader(): boolean {
    return this.#options.account.role === 'leader';
  }

  /** The broker lets it in, its books were read, and orders may be sent for it. */
  get isLive(): boolean {
    return this.#state.is === 'live';
  }

  get status(): SessionStatus {
    const state = this.#state;
    return {
      state: WORDS[state.is],
      why: readinessOf(state).why ?? '',
      blockedBy: state.is === 'blocked' ? state.by : null,
      ...this.#stream.status,
    };
  }

  /** Connects the stream and aligns with the broker; resolves when that went well or is known to be blocked. */
  async start(): Promise<void> {
    await Promise.all([this.#align(), this.#stream.start(this.#stop.signal)]);
    void this.#watch();
    void this.#afterStart();
  }

  /**
   * Ends the stream and every read. Positions, holdings, funds and trades are recorded once more, so that they stay as the broker had
   * them: what filled in the last seconds was not read yet.
   * @param lastReadMs - how long that may take; 0 for an account that is not recorded any more
   */
  async stop(lastReadMs = 0): Promise<void> {
    const wasLive = this.isLive;
    this.#stop.abort();
    this.#afterFills.stop();
    this.#state = { is: 'stopped' };
    this.#retry?.abort();
    this.#stream.stop();
    if (wasLive && lastReadMs > 0) await settledWithin(this.#clock, lastReadMs, this.#lastRead());
    // A read that is on its way is given the moment to be answered: what it asked and heard is on record whole.
    await settledWithin(this.#clock, LAST_READS_MS, Promise.allSettled(this.#underWay));
    // Whoever has no answer by now would keep the stop waiting until the client gives up.
    if (!(await settledWithin(this.#clock, CLOSE_MS, this.client.close()))) await this.client.destroy();
  }

  async #lastRead(): Promise<void> {
    try {
      await this.turn();
      await this.#records.last();
    } catch (error) {
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      this.#journal.readFailed(error);
    }
  }

  /** The operator has acted (the account was resumed): the account is read again, and its address is tried again. */
  resumed(why: string): void {
    this.#state = afterResumed(this.#state);
    this.tokenReplaced(why);
  }

  /** The operator has given a command, which may have been "account resume": the account was not paused, and only its address was refused. */
  tryAddressAgain(): void {
    if (this.#state.is === 'blocked' && this.#state.by === 'ADDRESS') this.resumed('the address is tried again');
  }

  /** The stream logs in again, and the account is read again. */
  tokenReplaced(why: string): void {
    this.#stream.reconnect(why);
    void this.#align();
  }

  /** The process was away: the stream logs in again, and the account is read again. Resolves when it was. */
  async woke(): Promise<void> {
    this.#stream.reconnect('the engine did not run for a while');
    await this.#align();
  }

  /** The configuration has changed. */
  configured(): void {
    this.#stream.configured();
  }

  /** A call was refused for who asks, if it was: the account does not trade until that is put right. */
  authFailed(error: DhanError): void {
    if (error.class === 'auth') this.blocked(faultOf(error), wordsFor(error, this.id), error);
  }

  /**
   * The broker refused token or address: nothing is sent until this is put right. A refused address shows on writes only, so it is
   * not tried again by itself: sixty futile orders in a minute were seen elsewhere.
   */
  blocked(fault: Exclude<Fault, 'BOOKS'>, why: string, error?: DhanError): void {
    const before = this.#state;
    if (before.is === 'blocked' && (before.by === fault || fault !== 'ADDRESS')) return;
    this.#become(afterFault(before, fault, why));
    const isMending = fault !== 'ADDRESS' && this.#options.onTokenRefused();
    const mend = isMending
      ? 'a new token is being made'
      : fault === 'ADDRESS'
        ? `register the address at web.dhan.co, then run "dhancopy account resume --client-id ${this.id}"`
        : 'run "dhancopy doctor"';
    this.#notice(
      isMending ? 'ERROR' : 'CRITICAL',
      'ACCOUNT_BLOCKED',
      `${why}. Nothing is sent for this account until this is fixed: ${mend}`,
      error,
    );
    this.#alignLater(fault === 'ADDRESS' ? RETRY_ALIGN_MS : RETRY_REFUSED_MS);
  }

  #alignLater(ms: number): void {
    if (this.#isStopping()) return;
    this.#retry?.abort();
    this.#retry = new AbortController();
    void after(this.#clock, ms, () => this.#align(), this.#retry.signal);
  }

  /** Asks the broker about one order; several reasons at once are one read. */
  reread(order: VenueOrderId): void {
    if (this.#rereads.has(order)) return;
    this.#rereads.add(order);
    void this.#read(async () => {
      // A burst of frames is given the moment to end, so that one read answers for all of them.
      await this.#clock.sleep(200, this.#stop.signal);
      this.#rereads.delete(order);
      const askedMs = this.#clock.nowMs();
      const report = await this.client.orders.getOrderById(order);
      if (report) this.#books.report(report, askedMs);
    });
  }

  async turn(): Promise<void> {
    await this.#reads.turn();
  }

  /** @throws {StoppedError} so that a series of reads ends with the session */
  async #recordTurn(): Promise<void> {
    await this.turn();
    if (this.#isStopping()) throw new StoppedError();
  }

  /** What a leader did while the stream was not open is unknown until a book is read that is asked for now or later: nothing opens before. */
  #opened(): void {
    this.#openedMs = this.#clock.nowMs();
    if (this.isLeader) this.#post({ type: 'LeaderGap', accountId: this.id, sinceMs: this.#openedMs });
    if (this.isLive) void this.#afterGap();
  }

  /**
   * The book shows what happened first, so a leader's frames wait for it: an exit judged without the entry before it would be taken
   * for one. They do not wait long, because a late book must not hold up an exit.
   */
  async #afterGap(): Promise<void> {
    if (this.isLeader) this.#stream.hold();
    await Promise.race([this.#catchUp(), this.#clock.sleep(GAP_HOLD_MS, this.#stop.signal)]);
    if (this.#books.areRead) this.#stream.release();
  }

  /** A follower's own trade, or one we never heard of, shows in his positions. @returns false when a read failed */
  async #afterFill(): Promise<boolean> {
    const isRead = this.isLeader || (await this.#read(() => this.#books.readAccount(true)));
    return (await this.#readForRecord(() => this.#records.afterFills())) && isRead;
  }

  /** After a fill comes a snapshot, and after a leg a read of the lists that show it. */
  #noteForTheRecord(report: OrderReport): void {
    const isSpecial = report.isSuperOrder || report.leg !== null || report.parentVenueOrderId !== null;
    if (isSpecial) this.#records.noteSpecialOrder();
    const known = this.#options.loop.known(this.id, report.venueOrderId)?.report.filledQty ?? 0;
    if (isSpecial || report.filledQty > known) this.#afterFills.note();
  }

  /** Reads everything that trading rests on. A failure leaves the account blocked, loudly, and is tried again. */
  async #align(): Promise<void> {
    await this.#alignment.run();
  }

  async #alignOnce(): Promise<void> {
    if (this.#isStopping()) return;
    // The books are read after these frames, and show what the frames said.
    this.#stream.forgetHeld();
    const beganMs = this.#clock.nowMs();
    try {
      const profile = await this.client.authentication.getProfile();
      if (profile.dhanClientId !== this.id) {
        throw new WireError(
          `profile: expected client ${this.id}, found ${profile.dhanClientId}: the token belongs to another account`,
        );
      }
      // Together, so that every connection of the pool is warm before the first order.
      const [funds] = await Promise.all([
        this.client.funds.getFundLimit(),
        this.client.portfolio.scanPositions(),
        this.client.orders.getOrderBook(),
        this.client.authentication.getProfile(),
      ]);
      this.#takeFunds(funds);
      await this.#books.align();
      this.#become(afterAligned(this.#state));
      this.#stream.aligned();
      // Opened since: the books may be from before, and orders between the two were in neither.
      if (this.isLeader && this.#openedMs >= beganMs) await this.#afterGap();
      else this.#stream.release();
    } catch (error) {
      if (this.#isStopping()) return;
      const why = wordsFor(error, this.id);
      const before = this.#state;
      const isRefused = error instanceof DhanError && error.authFault === 'TOKEN';
      const isMending = isRefused && this.#options.onTokenRefused();
      this.#become(afterFault(before, isRefused ? faultOf(error) : 'BOOKS', why));
      const isNews = this.#state !== before && (before.is !== 'blocked' || before.why !== why);
      if (isNews && !isMending) {
        const isTokenless = isRefused && faultOf(error) === 'NO_TOKEN';
        const text = `${why}; this account does not trade${isTokenless ? '' : '. Run "dhancopy doctor"'}`;
        this.#notice('CRITICAL', 'ACCOUNT_NOT_ALIGNED', text, error);
      }
      if (isRefused) this.#stream.rest();
      this.#alignLater(isRefused ? RETRY_REFUSED_MS : RETRY_ALIGN_MS);
    }
  }

  #takeFunds(funds: FundLimit): void {
    const capital = capitalFrom(funds.sodLimit, funds.collateralAmount);
    this.#post({ type: 'CapitalRead', accountId: this.id, capital });
    this.#records.funds(funds);
  }

  /** After a gap: the book of the day, whole. */
  async #catchUp(): Promise<void> {
    await this.#read(async () => {
      await this.#apply(await this.#books.orders());
    });
  }

  async #apply(book: Book): Promise<void> {
    if (this.#books.areRead) await this.#books.post(book);
  }

  /**
   * Compares stream and book, and takes from the book what the stream did not report. Also reads what is recorded, at the pace that the
   * configuration says now. One read after the other, so that no book is posted while another one is read.
   */
  async #watch(): Promise<void> {
    // Fixed when the last one was made: a burst of orders must not have every account read at once.
    let pollAtMs = this.#clock.nowMs() + this.#pollMs * this.#aroundOne();
    // Accounts that start together are not read together.
    let snapshotMs = this.#clock.nowMs() - this.#clock.random() * this.#options.configuration().snapshotMs;
    let day = tradingDay(this.#clock.nowMs());
    let polls = 0;
    const pollInMs = (): number => pollAtMs - this.#clock.nowMs();
    const snapshotInMs = (): number => snapshotMs + this.#options.configuration().snapshotMs - this.#clock.nowMs();
    while (!this.#isStopping()) {
      await this.#clock.sleep(
        Math.min(Math.max(pollInMs(), 0), Math.max(snapshotInMs(), 0), LOOK_MS),
        this.#stop.signal,
      );
      if (this.#isStopping()) return;
      if (!this.isLive) {
        await this.#clock.sleep(LOOK_MS, this.#stop.signal);
        continue;
      }
      if (pollInMs() <= 0) {
        pollAtMs = this.#clock.nowMs() + this.#pollMs * this.#aroundOne();
        await this.#read(() => this.#poll());
        polls += 1;
        if (polls % COMPARE_EVERY === 0) await this.#read(() => this.#books.compare(false));
      }
      const isNewDay = tradingDay(this.#clock.nowMs()) !== day;
      if (isNewDay || snapshotInMs() <= 0) {
        snapshotMs = this.#clock.nowMs();
        await this.#read(() => (isNewDay ? this.#books.align() : this.#books.compare(true)));
        if (isNewDay) {
          day = tradingDay(this.#clock.nowMs());
          await this.#read(async () => this.#takeFunds(await this.client.funds.getFundLimit()));
        }
        await this.#readForRecord(() => this.#records.snapshot());
      }
      await this.#confirm();
    }
  }

  /** What one read showed, the next must confirm soon. An account that stays suspicious is read more and more seldom. */
  async #confirm(): Promise<void> {
    if (!this.#books.isSuspicious) {
      this.#unconfirmed = 0;
      this.#confirmAtMs = 0;
      return;
    }
    if (this.#clock.nowMs() < this.#confirmAtMs) return;
    await this.confirm();
    this.#unconfirmed += 1;
    this.#confirmAtMs = this.#clock.nowMs() + backOffMs(LOOK_MS, this.#unconfirmed, CONFIRM_MAX_MS);
  }

  /** Reads again what one read left open and the next must show, if there is such a thing. */
  async confirm(): Promise<void> {
    if (this.isLive && this.#books.isSuspicious) await this.#read(() => this.#books.compare(false));
  }

  /** An account that nothing is copied for is read less often. */
  get #pollMs(): number {
    const isQuiet = !this.isLeader && !this.#options.loop.hasOpenCopies(this.id);
    return isQuiet ? this.#options.pollMs * QUIET_FACTOR : this.#options.pollMs;
  }

  async #poll(): Promise<void> {
    const book = await this.#books.orders();
    this.#stream.compare(book.reports, book.askedMs);
    await this.#apply(book);
    // Trades are read once per fill, however the fill was reported. The books of both sides must agree with them.
    if (this.#records.tradesAreDue(book)) this.#afterFills.note();
  }

  async #afterStart(): Promise<void> {
    await this.#clock.sleep(AFTER_START_MS, this.#stop.signal);
    if (this.isLive) await this.#readForRecord(() => this.#records.afterStart());
  }

  /** A read that fails is tried again by whoever needs it; here it only must not end the session. @returns false when it failed */
  async #read(read: () => Promise<void>): Promise<boolean> {
    const error = await this.#failureOf(read);
    if (error instanceof DhanError) this.authFailed(error);
    return error === null;
  }

  /** Trading does not rest on it: only a refused token says something about orders too. @returns false when it failed */
  async #readForRecord(read: () => Promise<void>): Promise<boolean> {
    const error = await this.#failureOf(read);
    if (error instanceof DhanError && error.authFault === 'TOKEN') this.authFailed(error);
    return error === null;
  }

  #failureOf(read: () => Promise<void>): Promise<DhanError | WireError | null> {
    const done = this.#readWithToken(read);
    this.#underWay.add(done);
    const end = (): void => void this.#underWay.delete(done);
    done.then(end, end);
    return done;
  }

  /** A read that was refused because its token was replaced meanwhile says nothing: it is made again with the new one. */
  async #readWithToken(read: () => Promise<void>): Promise<DhanError | WireError | null> {
    const token = this.#options.token();
    const error = await this.#tryRead(read);
    if (!(error instanceof DhanError) || error.authFault !== 'TOKEN') return error;
    await this.writes.opened();
    return this.#options.token() === token ? error : this.#readWithToken(read);
  }

  async #tryRead(read: () => Promise<void>): Promise<DhanError | WireError | null> {
    if (this.#isStopping()) return null;
    try {
      await this.#recordTurn();
      await read();
      return null;
    } catch (error) {
      if (this.#isStopping()) return null;
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      this.#journal.readFailed(error);
      return error;
    }
  }

  /** So that accounts that start together do not read together. */
  #aroundOne(): number {
    return 0.9 + this.#clock.random() / 5;
  }

  #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  #become(state: AccountState): void {
    const before = this.#state;
    this.#state = state;
    if (state.is === 'stopped') return;
    this.#post({ type: 'AccountReadiness', accountId: this.id, ...readinessOf(state) });
    if (before.is === 'blocked' && state.is === 'live') {
      const what = this.isLeader ? 'its orders are copied again' : 'orders are sent for it again';
      this.#notice('INFO', 'ACCOUNT_BACK', `${what}; ${WAS[before.by] ?? `it was blocked: ${before.why}`}`);
    }
  }

  #post(event: EngineEvent): void {
    this.#options.inbox.post(event);
  }

  #notice(severity: Notice['severity'], code: string, text: string, error?: unknown): void {
    this.#options.notify({ severity, code, text, accountId: this.id, venueOrderId: null, error });
  }
}

/** What an account was blocked by that is back: the advice of that time is no use any more. */
const WAS: Readonly<Partial<Record<Fault, string>>> = {
  NO_TOKEN: 'it had no token',
  TOKEN: 'its token was refused',
  ADDRESS: 'its address was refused',
};

function faultOf({ authFault, code }: DhanError): Exclude<Fault, 'BOOKS'> {
  if (authFault === 'IP') return 'ADDRESS';
  return code === 'NO_TOKEN' ? 'NO_TOKEN' : 'TOKEN';
}

/** Ends reads that were under way when the session stopped. */
class StoppedError extends Error {
  override readonly name = 'StoppedError';
}
