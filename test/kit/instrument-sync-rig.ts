import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Notice } from 'dhancopy/engine';
import { InstrumentSync } from 'dhancopy/runtime/instruments/instrument-sync';
import { openStore } from 'dhancopy/store/store';
import type { Store } from 'dhancopy/store/store';
import { ListServer } from './list-server.ts';
import { systemClock } from 'dhancopy/runtime/time/clock';

/** A file server, a database, and the synchronisation between them, without an engine. */
export class InstrumentSyncRig {
  readonly server: ListServer;
  readonly home = mkdtempSync(join(tmpdir(), 'dhancopy-sync-'));
  readonly path = join(this.home, 'dhancopy.db');
  readonly store: Store;
  readonly sync: InstrumentSync;
  readonly notices: Notice[] = [];
  /** As if an engine traded: read in a thread, written in short transactions. */
  isTrading = false;
  nowMs = Date.now();
  commits = 0;

  private constructor(server: ListServer) {
    this.server = server;
    this.store = openStore({ path: this.path, now: () => this.nowMs });
    this.sync = new InstrumentSync({
      clock: { ...systemClock, nowMs: () => this.nowMs },
      settings: {
        home: this.home,
        databasePath: this.path,
        instrumentsUrl: server.url,
        apiUrl: new URL('/v2', server.url).href,
      },
      store: this.store,
      onCommitted: () => (this.commits += 1),
      holders: () => this.store.instrumentHolders(),
      isTrading: () => this.isTrading,
      notify: (notice) => this.notices.push(notice),
      onProgress: () => undefined,
    });
  }

  static async create(): Promise<InstrumentSyncRig> {
    return new InstrumentSyncRig(await ListServer.start());
  }

  /** Every row of the table, as another program reads them. */
  rows(): Record<string, unknown>[] {
    const db = new DatabaseSync(this.path, { readOnly: true });
    try {
      return db.prepare('select * from instruments order by exchange_segment, security_id').all();
    } finally {
      db.close();
    }
  }

  /** The database and its log as bytes. */
  fingerprint(): string {
    const hash = createHash('sha256');
    for (const side of ['', '-wal']) hash.update(readFileSync(`${this.path}${side}`));
    return hash.digest('hex');
  }

  get hasLeftovers(): boolean {
    return existsSync(join(this.home, 'instruments.staging'));
  }

  async close(): Promise<void> {
    await this.sync.stop();
    this.store.close();
    await this.server.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}
