import type { Account } from '../domain/account.ts';
import type { AccountId, VenueOrderId } from '../domain/ids.ts';
import type { OrderReport } from '../domain/order.ts';
import { paiseFromRupees } from '../domain/price.ts';
import { DhanBroker } from '../dhan/broker.ts';
import { DhanError } from '../dhan/errors.ts';
import { reportFromFrame } from '../dhan/mapping.ts';
import type { CallRecord } from '../dhan/rest/http.ts';
import { AccountLimiter } from '../dhan/limit/account-limiter.ts';
import { openEnvelope } from '../dhan/stream/order-frame.ts';
import { OrderStream } from '../dhan/stream/order-stream.ts';
import { WireError } from '../dhan/wire/parse.ts';
import type { Notice } from '../engine/commands.ts';
import { AccountBooks } from './account-books.ts';
import { AfterFills } from './after-fills.ts';
import { nowMs, nowUs, sleep } from './clock.ts';
import type { Configuration } from './configuration.ts';
import type { EngineHost } from './engine-host.ts';
import { Journal } from './journal.ts';
import { MuteDetector } from './mute-detector.ts';
import { OrderLookup } from './order-lookup.ts';
import { Pace } from './pace.ts';
import { Portfolio } from './portfolio.ts';
import type { RateBudget } from './rate-budget.ts';
import type { Recorder } from './recorder.ts';
import { SnapshotWriter } from './snapshot-writer.ts';
import { SpecialOrders } from './special-orders/special-orders.ts';
import { wordsFor } from './words.ts';
import { WriteGate } from './write-gate.ts';

export interface SessionOptions {
  readonly account: Account;
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly orderStreamUrl: string;
  readonly localAddress: string | null;
  /** The token as the database has it now; "" when there is none. */
  readonly token: () => string;
  readonly host: EngineHost;
  readonly recorder: Recorder;
  readonly budget: RateBudget;
  readonly notify: (notice: Notice) => void;
  /** The broker refuses the token. @returns true when a new one is being made without a person */
  readonly onTokenRefused: () => boolean;
  /** How often the order book is compared with what the stream told, ms. */
  readonly pollMs: number;
  /** As it is now: it may change while this runs. */
  readonly configuration: () => Configuration;
}

export type SessionState = 'STARTING' | 'LIVE' | 'BLOCKED' | 'STOPPED';

export interface SessionStatus {
  readonly state: SessionState;
  /** Why it is not live, "" when it is. */
  readonly why: string;
  readonly streamOpen: boolean;
  /** Epoch ms of the last sign of life: a frame, a pong, or a book that agreed. */
  readonly lastProofMs: number | null;
  readonly reconnects: number;
  readonly framesReceived: number;
}

/** Reads of one account stay below this, whichever bucket the broker counts them in. Source: observed practice, ≤ 5 a second. */
const READS_PER_SECOND = 5;
/** How long a start waits for the stream; after that the order book alone is watched, ms. */
const STREAM_OPEN_MS = 3_000;
/** Frames after a gap wait so long at most for the book that tells of the gap, ms. */
const GAP_HOLD_MS = 2_000;
/** A follower without open copies is read this much less often. */
const QUIET_FACTOR = 5;
/** A blocked account is tried again this often, ms. */
const RETRY_ALIGN_MS = 5_000;
/** One whose token is refused, this often: refusals are not hammered at, and have been seen to pass by themselves, ms. */
const RETRY_REFUSED_MS = 300_000;
/** What the start does not need is read so long after it, ms. */
const AFTER_START_MS = 2_000;

/** One account at the broker: its connections, its stream, what was read of it, and whether it may trade. */
export class AccountSession {
  readonly client: DhanBroker;
  /** Orders go out by it, and by it only. */
  readonly writes: WriteGate;
  /** For orders whose state is not known. */
  readonly lookup: OrderLookup;
  readonly #options: SessionOptions;
  readonly #journal: Journal;
  readonly #snapshots: SnapshotWriter;
  readonly #books: AccountBooks;
  readonly #specialOrders: SpecialOrders;
  readonly #portfolio: Portfolio;
  readonly #afterFills = new AfterFills(() => this.#readForRecord(() => this.#portfolio.afterFills()));
  readonly #stream: OrderStream;
  readonly #reads = new Pace(READS_PER_SECOND);
  readonly #stop = new AbortController();
  /** Frames that came before the first book was read, or before the book after a gap: they are applied after it. */
  #early: Posted[] | null = [];
  #aligned = false;
  #state: SessionState = 'STARTING';
  #why = 'not aligned with the broker yet';
  #lastProofMs: number | null = null;
  #reconnects = 0;
  #frames = 0;
  readonly #mute = new MuteDetector();
  readonly #rereads = new Set<VenueOrderId>();
  #aligning = false;
  #alignAgain = false;
  /** Set while the broker refuses this machine's address: reads go on, so only a person can tell that it is mended. */
  #barred: string | null = null;
  #lastNotice = '';
  /** The stream has closed, and is not to be opened again by itself. */
  #streamIsOff = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { account, recorder } = options;
    this.#journal = new Journal(account, options.orderStreamUrl, recorder);
    this.#snapshots = new SnapshotWriter(account, recorder);
    this.client = new DhanBroker({
      dhanClientId: account.id,
      apiUrl: options.apiUrl,
      authUrl: options.authUrl,
      accessToken: options.token,
      // Writes are under this runtime's own budget, which knows exits from entries.
      limiter: new AccountLimiter({ windows: { order: [] } }),
      localAddress: options.localAddress ?? undefined,
      nowUs,
      onCall: (call) => this.#recordCall(call),
    });
    this.writes = new WriteGate(options.token);
    this.lookup = new OrderLookup({ client: this.client, turn: () => this.turn() });
    const reads = { account, client: this.client, turn: () => this.turn() };
    this.#books = new AccountBooks({
      ...reads,
      host: options.host,
      journal: this.#journal,
      snapshots: this.#snapshots,
    });
    const forTheRecord = { ...reads, turn: () => this.#recordTurn() };
    this.#specialOrders = new SpecialOrders({ ...forTheRecord, recorder });
    this.#portfolio = new Portfolio({
      ...forTheRecord,
      snapshots: this.#snapshots,
      specialOrders: this.#specialOrders,
    });
    this.#stream = new OrderStream({
      accountId: account.id,
      url: options.orderStreamUrl,
      token: options.token,
      localAddress: options.localAddress ?? undefined,
      random: Math.random,
      onOpen: () => this.#onOpen(),
      onMessage: (data) => this.#onMessage(data),
      onHeartbeat: () => {
        this.#lastProofMs = nowMs();
        this.#journal.heartbeat();
      },
      onClose: (why, retryInMs, attempt) => this.#onClose(why, retryInMs, attempt),
      onTokenSuspect: () => void this.#align(),
    });
  }

  get id(): AccountId {
    return this.#options.account.id;
  }

  get isLeader(): boolean {
    return this.#options.account.role === 'leader';
  }

  get status(): SessionStatus {
    return {
      state: this.#state,
      why: this.#why,
      streamOpen: this.#stream.isOpen,
      lastProofMs: this.#lastProofMs,
      reconnects: this.#reconnects,
      framesReceived: this.#frames,
    };
  }

  /** Connects the stream and aligns with the broker; resolves when that went well or is known to be blocked. */
  async start(): Promise<void> {
    this.#journal.connecting();
    this.#stream.connect();
    await Promise.all([this.#align(), this.#firstOpen()]);
    void this.#watch();
    void this.#afterStart();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#afterFills.stop();
    this.#state = 'STOPPED';
    if (this.#retry) clearTimeout(this.#retry);
    this.#stream.close();
    this.#journal.closed('stopped');
    await this.client.close();
  }

  /** A person has acted (the account was resumed): the account is read again, and its address is tried again. */
  mended(why: string): void {
    this.#barred = null;
    this.tokenReplaced(why);
  }

  /** The stream logs in anew, and the account is read again. */
  tokenReplaced(why: string): void {
    this.#streamIsOff = false;
    this.#stream.reconnect(why);
    void this.#align();
  }

  /** The configuration has changed. */
  configured(): void {
    if (!this.#streamIsOff || !this.#options.configuration().streamReconnect) return;
    this.#streamIsOff = false;
    this.#stream.connect();
  }

  /** A call was refused for who asks, if it was: the account does not trade until that is mended. */
  authFailed(error: DhanError): void {
    if (error.class === 'auth') this.blocked(error.authFault === 'IP' ? 'ADDRESS' : 'TOKEN', wordsFor(error));
  }

  /**
   * The broker refused token or address: nothing is sent until this is mended. A refused address shows on writes only, so it is
   * not tried again by itself: sixty futile orders in a minute were seen elsewhere.
   */
  blocked(fault: 'TOKEN' | 'ADDRESS', why: string): void {
    if (fault === 'ADDRESS') this.#barred = why;
    if (this.#state === 'BLOCKED') return;
    this.#setReady(false, why);
    const isMending = fault === 'TOKEN' && this.#options.onTokenRefused();
    const mend = isMending
      ? 'a new token is being made'
      : fault === 'ADDRESS'
        ? 'register the address at web.dhan.co, then "dhancopy account resume"'
        : 'run "dhancopy doctor"';
    this.#notice(
      isMending ? 'ERROR' : 'CRITICAL',
      'ACCOUNT_BLOCKED',
      `${why}; nothing is sent for this account until this is mended: ${mend}`,
    );
    this.#alignLater(fault === 'TOKEN' ? RETRY_REFUSED_MS : RETRY_ALIGN_MS);
  }

  #alignLater(ms: number): void {
    if (this.#isStopping()) return;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#align(), ms).unref();
  }

  /** Asks the broker about one order; several reasons at once are one read. */
  reread(order: VenueOrderId): void {
    if (this.#rereads.has(order)) return;
    this.#rereads.add(order);
    void this.#read(async () => {
      // A burst of frames is given the moment to end, so that one read answers for all of them.
      await sleep(200, this.#stop.signal);
      this.#rereads.delete(order);
      const askedMs = nowMs();
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

  #onOpen(): void {
    this.#journal.connected();
    this.#mute.reset();
    // No replay: whatever happened while it was away is in the books.
    if (this.#state === 'LIVE') void this.#afterGap();
  }

  /**
   * The book tells what happened first, so a leader's frames wait for it: an exit judged without the entry before it would be taken
   * for one. They do not wait long, because a late book must not hold up an exit.
   */
  async #afterGap(): Promise<void> {
    if (this.isLeader) this.#early ??= [];
    await Promise.race([this.#catchUp(), sleep(GAP_HOLD_MS, this.#stop.signal)]);
    if (this.#aligned) this.#releaseEarly();
  }

  #releaseEarly(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const { report, receivedUs } of early) this.#books.report(report, null, receivedUs);
  }

  #onMessage(data: string | Buffer): void {
    const receivedUs = nowUs();
    this.#frames += 1;
    this.#lastProofMs = nowMs();
    const journaled = this.#journal.frame(data, receivedUs);
    if (typeof data !== 'string') {
      journaled.ignored('binary frame');
      return;
    }
    try {
      const alert = openEnvelope(JSON.parse(data) as unknown);
      if (!alert) {
        journaled.ignored('not an order alert');
        return;
      }
      const report = reportFromFrame(alert);
      if (report.accountId !== this.id) throw new WireError(`clientId: expected ${this.id}, found ${report.accountId}`);
      this.#mute.told(report.venueOrderId, nowMs());
      this.#noteForTheRecord(report);
      const posted: Posted = { report, receivedUs };
      if (this.#early) this.#early.push(posted);
      else this.#books.report(report, null, receivedUs);
      journaled.processed(report.venueOrderId);
    } catch (error) {
      if (!(error instanceof WireError) && !(error instanceof SyntaxError)) throw error;
      journaled.failed(error.message);
      // It may have been about an order: the book tells.
      void this.#catchUp();
    }
  }

  /** A fill is followed by a snapshot, and a leg by the lists that tell of it. */
  #noteForTheRecord(report: OrderReport): void {
    const isSpecial = report.isSuperOrder || report.leg !== null || report.parentVenueOrderId !== null;
    if (isSpecial) this.#specialOrders.note();
    const known = this.#options.host.known(this.id, report.venueOrderId)?.report.filledQty ?? 0;
    if (isSpecial || report.filledQty > known) this.#afterFills.note();
  }

  #onClose(why: string, retryInMs: number, attempt: number): void {
    this.#reconnects += 1;
    this.#journal.closed(why);
    const { streamReconnect, streamAttemptsMax } = this.#options.configuration();
    if (!streamReconnect) {
      this.#turnStreamOff(why);
      return;
    }
    this.#journal.connecting(attempt);
    if (attempt === streamAttemptsMax) {
      this.#notice(
        'CRITICAL',
        'STREAM_LOST',
        `the order stream could not be opened ${attempt} times in a row (${why}); it is tried on, and the order book is polled. Look at the network and the token: run "dhancopy doctor"`,
      );
    } else if (attempt === 3) {
      this.#notice(
        'ERROR',
        'STREAM_DOWN',
        `the order stream cannot be kept open (${why}); the order book is polled meanwhile, next try in ${retryInMs} ms`,
      );
    }
  }

  #turnStreamOff(why: string): void {
    this.#streamIsOff = true;
    // After the stream has set its next attempt, which this calls off.
    setImmediate(() => this.#stream.rest());
    this.#notice(
      'WARNING',
      'STREAM_OFF',
      `the order stream closed (${why}) and is not opened again, because ws_reconnect_enabled is false; the order book is polled`,
    );
  }

  /** The stream is given a moment to open, so that a start that says "aligned" also listens. */
  async #firstOpen(): Promise<void> {
    const endMs = nowMs() + STREAM_OPEN_MS;
    while (!this.#stream.isOpen && nowMs() < endMs && !this.#isStopping()) await sleep(5, this.#stop.signal);
  }

  /** Reads everything that trading rests on. A failure leaves the account blocked, loudly, and is tried again. */
  async #align(): Promise<void> {
    if (this.#isStopping()) return;
    // What is being read may rest on what has just changed.
    this.#alignAgain = this.#aligning;
    if (this.#aligning) return;
    this.#aligning = true;
    // The books are read after these frames and hold what they told.
    if (this.#early) this.#early = [];
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
        this.client.portfolio.getPositions(),
        this.client.orders.getOrderBook(),
        this.client.authentication.getProfile(),
      ]);
      this.#snapshots.funds(funds);
      const capital = paiseFromRupees(Math.round((funds.sodLimit + funds.collateralAmount) * 100) / 100);
      const account: Account = { ...this.#options.account, capital };
      this.#post({ type: 'AccountChanged', account });
      await this.#books.align();
      this.#setReady(this.#barred === null, this.#barred);
      if (!this.#streamIsOff) this.#stream.connect();
      this.#lastProofMs = nowMs();
      this.#lastNotice = '';
      this.#aligned = true;
      this.#releaseEarly();
    } catch (error) {
      const why = wordsFor(error);
      this.#setReady(false, why);
      const isRefused = error instanceof DhanError && error.authFault === 'TOKEN';
      const isMending = isRefused && this.#options.onTokenRefused();
      if (why !== this.#lastNotice && !isMending) {
        this.#notice('CRITICAL', 'ACCOUNT_NOT_ALIGNED', `${why}; this account does not trade. Run "dhancopy doctor"`);
      }
      this.#lastNotice = why;
      // A stream with a token that is refused would only knock at the door.
      if (isRefused) this.#stream.rest();
      this.#alignLater(isRefused ? RETRY_REFUSED_MS : RETRY_ALIGN_MS);
    } finally {
      this.#aligning = false;
    }
    if (this.#alignAgain) await this.#align();
  }

  /** After a gap: the book of the day, whole. */
  async #catchUp(): Promise<void> {
    await this.#read(async () => {
      const { book, askedMs } = await this.#books.orders();
      await this.#apply(book, askedMs);
    });
  }

  async #apply(book: readonly OrderReport[], askedMs: number): Promise<void> {
    if (this.#aligned) await this.#books.tell(book, askedMs);
  }

  /** Proof of life: what the book shows, the stream must have told. Silence on a quiet account is normal. */
  async #watch(): Promise<void> {
    let lastSnapshotMs = nowMs();
    while (!this.#isStopping()) {
      const quiet = !this.isLeader && !this.#options.host.hasOpenCopies(this.id);
      const everyMs = quiet ? this.#options.pollMs * QUIET_FACTOR : this.#options.pollMs;
      await sleep(everyMs * (0.9 + Math.random() / 5), this.#stop.signal);
      if (this.#isStopping() || this.#state !== 'LIVE') continue;
      await this.#read(async () => {
        const { book, askedMs } = await this.#books.orders();
        this.#compare(book, askedMs);
        await this.#apply(book, askedMs);
        // Trades are read once per fill, by whichever way it was told; the books of both sides must agree with them.
        if (this.#snapshots.tradesAreDue(book)) this.#afterFills.note();
      });
      if (nowMs() - lastSnapshotMs < this.#options.configuration().snapshotMs) continue;
      lastSnapshotMs = nowMs();
      if (this.isLeader) await this.#read(() => this.#books.align());
      await this.#readForRecord(() => this.#portfolio.snapshot());
    }
  }

  #compare(book: readonly OrderReport[], askedMs: number): void {
    if (!this.#stream.isOpen) return;
    const { host } = this.#options;
    const { agrees, overdue } = this.#mute.compare(book, (order) => host.known(this.id, order), askedMs, nowMs());
    if (agrees) this.#lastProofMs = nowMs();
    if (overdue.length === 0) return;
    this.#notice(
      'ERROR',
      'STREAM_MUTE',
      `the order stream did not tell of ${overdue.join(', ')}, which the order book shows; it is connected anew`,
    );
    this.#stream.reconnect('mute');
  }

  async #afterStart(): Promise<void> {
    await sleep(AFTER_START_MS, this.#stop.signal);
    if (this.#state === 'LIVE') await this.#readForRecord(() => this.#portfolio.afterStart());
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

  async #failureOf(read: () => Promise<void>): Promise<DhanError | WireError | null> {
    if (this.#isStopping()) return null;
    try {
      await this.#recordTurn();
      await read();
      return null;
    } catch (error) {
      if (this.#isStopping()) return null;
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      this.#journal.readFailed(wordsFor(error));
      return error;
    }
  }

  #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  #setReady(ready: boolean, why: string | null): void {
    if (this.#state === 'STOPPED') return;
    this.#state = ready ? 'LIVE' : 'BLOCKED';
    this.#why = why ?? '';
    this.#post({ type: 'AccountReadiness', accountId: this.id, ready, why });
  }

  #post(event: Parameters<EngineHost['post']>[0]['event']): void {
    this.#options.host.post({ event, receivedUs: nowUs() });
  }

  #recordCall(call: CallRecord): void {
    this.#journal.call(call);
  }

  #notice(severity: Notice['severity'], code: string, text: string): void {
    this.#options.notify({ severity, code, text, accountId: this.id, venueOrderId: null });
  }
}

/** Ends what was being read when the session stopped; nobody sees it. */
class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

interface Posted {
  readonly report: OrderReport;
  readonly receivedUs: number;
}
