import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import type { EmulatorOptions } from '@dhancopy/emulator/options';
import type { AccountSpec } from '@dhancopy/emulator/control/account-spec';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import { netOf, wordsOf } from '@dhancopy/simulation/books';
import type { Where } from '@dhancopy/simulation/instruments';
import type { Records } from '@dhancopy/simulation/records';
import { Trader } from '@dhancopy/simulation/trader';
import type { Entered } from '@dhancopy/simulation/trader';
import { within } from '@dhancopy/simulation/within';
import type { Notice } from 'dhancopy/engine';
import type { LinkSettings } from '@dhancopy/domain/link';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { applyOperation, operation, storedOperation } from 'dhancopy/runtime/operations';
import type { OperationInput } from 'dhancopy/runtime/operations';
import { systemClock } from 'dhancopy/runtime/time/clock';
import { Runtime } from 'dhancopy/runtime/runtime';
import type { RuntimeOptions } from 'dhancopy/runtime/runtime';
import { readSettings } from 'dhancopy/runtime/settings';
import type { Settings } from 'dhancopy/runtime/settings';
import type { MappingRow } from 'dhancopy/store/copies/mappings';
import { openStore } from 'dhancopy/store/store';
import { putDatabase } from 'dhancopy/store/testing';
import { createKeyFile } from 'dhancopy/store/secrets/vault-key';
import type { VaultKey } from 'dhancopy/store/secrets/vault-key';
import type { FastClock } from './fast-clock.ts';
import { putListedDatabase } from './listed-database.ts';

export const LEADER = '1000000001';
/** How often an account's books are read, ms. */
export const POLL_MS = 400;
export const HDFC = { exchangeSegment: 'NSE_EQ', securityId: '1333' } as const;

export interface FollowerSpec {
  readonly id: string;
  readonly sizing?: 'fixed_ratio' | 'same_quantity' | 'capital_proportional';
  readonly ratio?: string;
  /** Written into the row of the link: a link of an older version may have what `link.add` refuses. */
  readonly settings?: Partial<LinkSettings>;
  readonly account?: Partial<AccountSpec>;
  readonly leader?: string;
}

export interface RigOptions {
  readonly emulator?: EmulatorOptions;
  readonly leaders?: readonly (Partial<AccountSpec> & { readonly dhanClientId: string })[];
  readonly followers?: readonly FollowerSpec[];
  readonly start?: boolean;
  /** False: the engine begins without a list of instruments, and takes it when it starts. */
  readonly isListed?: false;
  /** A file server other than the emulator's. */
  readonly instrumentsUrl?: string;
  /** Of the engine and the emulator; without one they have the machine's. */
  readonly clock?: FastClock;
}

/** An emulator, a data folder, a leader with followers, and the engine running on them over real HTTP and WebSocket. */
export class Rig implements Records {
  readonly emulator: Emulator;
  readonly home: string;
  readonly settings: Settings;
  readonly key: VaultKey;
  readonly notices: Notice[] = [];
  runtime: Runtime | null = null;
  fatal: unknown = null;

  readonly #clock: FastClock | undefined;

  private constructor(
    emulator: Emulator,
    home: string,
    { clock, instrumentsUrl = emulator.instrumentsUrl }: Pick<RigOptions, 'clock' | 'instrumentsUrl'>,
  ) {
    this.#clock = clock;
    this.emulator = emulator;
    this.home = home;
    this.settings = readSettings({
      DHANCOPY_HOME: home,
      DHAN_API_URL: emulator.restUrl,
      DHAN_AUTH_URL: emulator.authUrl,
      DHAN_ORDER_STREAM_URL: emulator.orderStreamUrl,
      DHAN_INSTRUMENTS_URL: instrumentsUrl,
    });
    this.key = createKeyFile(join(home, 'key'));
  }

  static async create(options: RigOptions = {}): Promise<Rig> {
    const emulator = await startEmulator({
      rateLimits: false,
      acceptDelayMs: 2,
      ...(options.clock && { now: options.clock.nowMs }),
      ...options.emulator,
    });
    const rig = new Rig(emulator, mkdtempSync(join(tmpdir(), 'dhancopy-rig-')), options);
    const leaders = options.leaders ?? [{ dhanClientId: LEADER }];
    const asked: OperationInput[] = [];
    for (const spec of leaders) {
      const { accessToken } = emulator.control.addAccount({ fundsRupees: 10_000_000, ...spec });
      asked.push({
        op: 'account.add',
        role: 'leader',
        clientId: spec.dhanClientId,
        name: 'Leader',
        token: accessToken,
      });
    }
    const followers = options.followers ?? [{ id: '2000000001', ratio: '0.5' }];
    const leaderOf = ({ leader }: FollowerSpec): string => leader ?? leaders[0]?.dhanClientId ?? LEADER;
    for (const spec of followers) {
      const { accessToken } = emulator.control.addAccount({
        dhanClientId: spec.id,
        fundsRupees: 10_000_000,
        ...spec.account,
      });
      asked.push({ op: 'account.add', role: 'follower', clientId: spec.id, name: spec.id, token: accessToken });
      asked.push({
        op: 'link.add',
        leader: leaderOf(spec),
        follower: spec.id,
        sizing: spec.sizing ?? 'fixed_ratio',
        ...(spec.sizing !== 'same_quantity' && { ratio: spec.ratio ?? '0.5' }),
        // Cases have ratios of every kind.
        yes: true,
      });
    }
    const { instruments, extraInstruments } = options.emulator ?? {};
    const isOwnList =
      options.instrumentsUrl !== undefined || instruments !== undefined || extraInstruments !== undefined;
    if (isOwnList || options.isListed === false) putDatabase(rig.settings.databasePath);
    else await putListedDatabase(rig.settings.databasePath, emulator);
    const store = openStore({ path: rig.settings.databasePath, key: rig.key });
    for (const each of asked)
      applyOperation(store, storedOperation.parse(each), (options.clock ?? systemClock).nowMs());
    for (const spec of followers) {
      const link = store.links.get(leaderOf(spec), spec.id);
      if (link && spec.settings) store.links.update(link.id, { settings: spec.settings });
    }
    store.close();
    if (options.start !== false) await rig.start();
    return rig;
  }

  async start(more: Partial<RuntimeOptions> = {}): Promise<void> {
    this.runtime = await Runtime.start({
      settings: this.settings,
      key: this.key,
      ...(this.#clock && { clock: this.#clock }),
      pollMs: POLL_MS,
      absence: { windowMs: 1_200, reads: 3 },
      onNotice: (notice) => {
        // The load of the machine is not a subject of the tests.
        if (notice.code !== 'ENGINE_BEHIND') this.notices.push(notice);
      },
      onProgress: () => undefined,
      onFatal: (error) => (this.fatal = error),
      ...more,
    });
  }

  async stop(): Promise<void> {
    const { runtime } = this;
    this.runtime = null;
    await runtime?.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.emulator.close();
    rmSync(this.home, { recursive: true, force: true });
    if (this.fatal) throw this.fatal instanceof Error ? this.fatal : new Error(JSON.stringify(this.fatal));
  }

  async do(asked: OperationInput): Promise<string> {
    if (!this.runtime) throw new Error('the engine is not running');
    return this.runtime.execute(operation.parse(asked));
  }

  /** The leader places an order in Dhan's app. */
  leaderPlaces(order: Entered, leader = LEADER): string {
    return new Trader(this.emulator.control, leader).place(order);
  }

  orders(account: string): readonly BookOrder[] {
    return this.emulator.control.book(account).orders;
  }

  order(account: string, orderId: string): BookOrder {
    const found = this.orders(account).find((each) => each.orderId === orderId);
    if (!found) throw new Error(`no order ${orderId} at ${account}`);
    return found;
  }

  net(account: string, where: Where = HDFC): number {
    return netOf(this.emulator.control.book(account), where);
  }

  /** Mapping rows in the file, read by a separate connection. */
  mappings(): MappingRow[] {
    const store = openStore({ path: this.settings.databasePath, readOnly: true });
    try {
      return store.mappings.mappingsSince(0);
    } finally {
      store.close();
    }
  }

  links(): { readonly id: number; readonly follower: string }[] {
    return this.query('select id, follower_account_id as follower from links');
  }

  corrections(): number {
    return this.query(`select 1 from copy_positions where json_extract(state, '$.correction') is not null`).length;
  }

  /** Any SQL on the file, by a separate connection. */
  query<T>(sql: string, mode: 'read' | 'write' = 'read'): T[] {
    const db = new DatabaseSync(this.settings.databasePath, { readOnly: mode === 'read', timeout: 5_000 });
    try {
      return db.prepare(sql).all() as T[];
    } finally {
      db.close();
    }
  }

  /**
   * Makes the data in the folder a day older, while the product is stopped. The machine's clock does not move, and the engine uses
   * Indian days.
   */
  ageByDay(): void {
    if (this.runtime) throw new Error('the engine is running');
    const db = new DatabaseSync(this.settings.databasePath, { timeout: 5_000 });
    try {
      for (const table of ['copy_positions', 'own_positions', 'copy_mappings']) {
        const key = table === 'copy_mappings' ? 'id' : 'state';
        const update = db.prepare(`update ${table} set state = ? where ${key} = ?`);
        for (const row of db.prepare(`select ${key} as key, state from ${table} where state is not null`).all()) {
          const state = JSON.stringify(aged(JSON.parse(String(row['state']))));
          if (state !== row['state']) update.run(state, row['key'] ?? null);
        }
      }
      for (const table of ['orders', 'copy_mappings']) db.exec(`update ${table} set created_at = created_at - 86400`);
    } finally {
      db.close();
    }
  }

  /** Makes yesterday the last day of a contract, in the data folder as well. */
  expired(securityId: string): void {
    const today = istDayStart(Date.now());
    this.query(
      `update copy_positions set state = json_set(state, '$.expiredFromMs', ${today}) where security_id = '${securityId}'`,
      'write',
    );
  }

  mapping(leaderOrderId: string, follower = '2000000001'): MappingRow | undefined {
    return this.mappings().find((row) => row.leader_order_id === leaderOrderId && row.account_id === follower);
  }

  /** As `until`, for what the product does at intervals, or after a long wait: meanwhile time passes faster. For a rig with a clock. */
  async later(what: string, condition: () => boolean, timeoutMs?: number): Promise<void> {
    if (!this.#clock) throw new Error('this rig has the clock of the machine');
    await this.#clock.fasterUntil(this.until(what, condition, timeoutMs));
  }

  /** Waits for a condition, not for a fixed time. @throws with the whole state when the condition is not met */
  async until(what: string, condition: () => boolean, timeoutMs = 30_000): Promise<void> {
    const isHeld = await within(timeoutMs, condition);
    if (!isHeld) throw new Error(`waited ${timeoutMs} ms for: ${what}\n${this.describe()}`);
  }

  /** The whole state, for the investigation of a failed wait. */
  describe(): string {
    const books = this.emulator.control.books().map(({ dhanClientId, orders, positions }) => ({
      dhanClientId,
      positions: positions.map((each) => `${each.securityId} ${each.productType} ${each.netQuantity}`),
      orders: orders.map(wordsOf),
    }));
    const rows = this.mappings().map(
      (row) =>
        `${row.leader_order_id} → ${row.account_id ?? ''} ${row.status} ${row.reason_code ?? '-'} ${row.error_message ?? ''} ${row.is_open ? 'open' : ''}`,
    );
    const notices = this.notices.map((notice) => `${notice.code}: ${notice.text}`);
    return JSON.stringify({ books, rows, notices }, null, 1);
  }
}

const DAY_MS = 86_400_000;
/** The times by which the engine distinguishes the days. */
const DATED: ReadonlySet<string> = new Set([
  'leaderReadDayMs',
  'dayMs',
  'createdMs',
  'heardMs',
  'tsMs',
  'termsSinceMs',
  'sinceMs',
]);

function aged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(aged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [
      key,
      DATED.has(key) && typeof each === 'number' && each > 0 ? each - DAY_MS : aged(each),
    ]),
  );
}
