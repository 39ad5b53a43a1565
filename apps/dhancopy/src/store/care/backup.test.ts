import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../file/errors.ts';
import { openStore } from '../store.ts';
import { newLinkedStore, OPENING, rawDatabase, tempFolder, TEST_KEY } from '../testing.ts';
import { VaultKey } from '../secrets/vault-key.ts';
import { checkDatabase } from './check.ts';
import { copyDatabase } from './copy-database.ts';
import { isHealthy } from './health.ts';
import { restoreDatabase } from './restore.ts';

const NOW = OPENING * 1000;
const mode = (path: string) => statSync(path).mode & 0o777;

async function failure(work: Promise<unknown>): Promise<StoreError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('expected a StoreError, and nothing was thrown');
}

/** A closed database with a token and some rows of audit. */
function deskWithToken(rows = 200): string {
  const { path, ...store } = newLinkedStore();
  store.tokens.saveToken('L', 'leader', 'canary-token-1', null);
  store.transaction(() => {
    for (let n = 0; n < rows; n += 1) {
      store.audit.add({ action: 'get_funds', account_type: 'leader', account_id: 'L', request_data: 'x'.repeat(200) });
    }
  });
  store.close();
  return path;
}

/** Bytes of one page turned. */
function damage(path: string, page: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, page * 4096 + 8, (page + 1) * 4096);
  writeFileSync(path, bytes);
}

/** Turns a page in the middle of the largest table. */
function damageAudit(path: string): void {
  const db = rawDatabase(path);
  const page = Number(
    db.prepare("select max(pageno) as n from dbstat where name = 'audit_log' and pagetype = 'leaf'").get()?.['n'],
  );
  db.close();
  damage(path, page - 1);
}

describe('a backup', () => {
  it('is what the database held at one moment, while another thread writes without a pause', async () => {
    const path = deskWithToken(5_000);
    const writer = new Worker(
      `const { DatabaseSync } = require('node:sqlite');
       const { parentPort, workerData } = require('node:worker_threads');
       const db = new DatabaseSync(workerData, { timeout: 5000 });
       let n = 0;
       parentPort.on('message', () => { parentPort.postMessage(n); db.close(); process.exit(0); });
       (function step() {
         // Two tables, one transaction: a backup has both rows or neither.
         db.exec("begin immediate; insert into error_log (error_type, error_message, occurred_at) values ('A', 'a', 1);" +
           "insert into postback_events (account_type, event_type, payload, received_at) values ('leader', 'x', 'y', 1); commit");
         n += 1;
         if (n === 20) parentPort.postMessage('writing');
         setImmediate(step);
       })();`,
      { eval: true, workerData: path },
    );
    await once(writer, 'message');
    const to = join(dirname(path), 'backups', 'one.db');
    const progress: number[] = [];
    const copy = await copyDatabase(path, to, (done) => progress.push(done));
    writer.postMessage('stop');
    const [written] = (await once(writer, 'message')) as [number];

    const db = rawDatabase(to);
    const count = (table: string) => Number(db.prepare(`select count(*) as n from ${table}`).get()?.['n']);
    expect(count('error_log')).toBe(count('postback_events'));
    expect(count('error_log')).toBeGreaterThanOrEqual(20);
    expect(written).toBeGreaterThan(count('error_log'));
    expect(count('audit_log')).toBe(5_000);
    expect(copy).toMatchObject({ path: to, schemaVersion: '3', orphans: 0 });
    expect(progress.length).toBeGreaterThan(1);
    expect(mode(to)).toBe(0o600);
    db.close();
    expect(readdirSync(dirname(to))).toEqual(['one.db']);
    expect(readFileSync(to, 'latin1')).not.toContain('canary-token-1');
    expect(openStore({ path: to, key: TEST_KEY }).tokens.activeToken('L')?.access_token).toBe('canary-token-1');
  });

  it('never overwrites, and leaves nothing behind when it fails', async () => {
    const path = deskWithToken();
    const to = join(dirname(path), 'taken.db');
    writeFileSync(to, 'somebody’s');
    expect((await failure(copyDatabase(path, to))).code).toBe('FILE_EXISTS');
    expect(readFileSync(to, 'utf8')).toBe('somebody’s');
    damageAudit(path);
    const other = join(dirname(path), 'other.db');
    expect((await failure(copyDatabase(path, other))).code).toBe('DATABASE_CORRUPT');
    expect(readdirSync(dirname(path)).filter((name) => !name.startsWith('dhancopy.db'))).toEqual(['taken.db']);
  });
});

describe('a restore', () => {
  async function backedUp(): Promise<{ path: string; backup: string }> {
    const path = deskWithToken();
    const backup = join(tempFolder(), 'backup.db');
    await copyDatabase(path, backup);
    const store = openStore({ path, key: TEST_KEY });
    store.accounts.add({ account_id: 'LATER', role: 'follower', name: 'Later' });
    store.close();
    return { path, backup };
  }
  const names = (path: string) =>
    rawDatabase(path)
      .prepare('select account_id from accounts order by 1')
      .all()
      .map((row) => row['account_id']);

  it('puts the backup in place and keeps the present file', async () => {
    const { path, backup } = await backedUp();
    const { aside } = await restoreDatabase({ backup, path, key: TEST_KEY, now: () => NOW });
    expect(aside).toBe(join(dirname(path), 'dhancopy-before-restore-20260105-091500.db'));
    expect(readdirSync(dirname(path)).sort()).toEqual(['dhancopy-before-restore-20260105-091500.db', 'dhancopy.db']);
    expect(names(path)).toEqual(['F1', 'F2', 'L']);
    expect(names(aside ?? '')).toEqual(['F1', 'F2', 'L', 'LATER']);
    expect(mode(path)).toBe(0o600);
    expect(openStore({ path, key: TEST_KEY }).tokens.activeToken('L')?.access_token).toBe('canary-token-1');
  });

  it('keeps what a log next to the present file still holds', async () => {
    const { path, backup } = await backedUp();
    // A process that was killed leaves its log.
    const copy = join(tempFolder(), 'dhancopy.db');
    const open = rawDatabase(path);
    open.exec("insert into accounts values ('LOGGED', 'follower', 'x', 'ACTIVE', null, 1, 1, null)");
    for (const end of ['', '-wal']) writeFileSync(copy + end, readFileSync(path + end));
    const { aside } = await restoreDatabase({ backup, path: copy, key: TEST_KEY, now: () => NOW });
    expect(names(aside ?? '')).toContain('LOGGED');
    expect(names(copy)).toEqual(['F1', 'F2', 'L']);
  });

  it('works when the present file is damaged, which is kept as it is', async () => {
    const { path, backup } = await backedUp();
    writeFileSync(path, 'not a database any more');
    const { aside } = await restoreDatabase({ backup, path, key: TEST_KEY, now: () => NOW });
    expect(readFileSync(aside ?? '', 'utf8')).toBe('not a database any more');
    expect(names(path)).toEqual(['F1', 'F2', 'L']);
  });

  it.each([
    ['KEY_WRONG', (backup: string) => backup, new VaultKey(Buffer.alloc(32, 9))],
    ['DATABASE_MISSING', (backup: string) => `${backup}.gone`, TEST_KEY],
    [
      'NOT_OUR_DATABASE',
      (backup: string) => {
        writeFileSync(backup, 'a shopping list');
        return backup;
      },
      TEST_KEY,
    ],
    [
      'DATABASE_CORRUPT',
      (backup: string) => {
        damageAudit(backup);
        return backup;
      },
      TEST_KEY,
    ],
    [
      'NEWER_DATABASE',
      (backup: string) => {
        const db = rawDatabase(backup);
        db.exec("insert into schema_migrations values (9999, 'from_the_future', 1, 'x')");
        db.close();
        return backup;
      },
      TEST_KEY,
    ],
  ])('is refused with %s, and the present file stays', async (code, change, key) => {
    const { path, backup } = await backedUp();
    const before = readFileSync(path);
    expect((await failure(restoreDatabase({ backup: change(backup), path, key }))).code).toBe(code);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}.restoring`)).toBe(false);
  });
});

describe('files that cannot be used', () => {
  it('a damaged page is found by the check, and reported by whatever reads it', () => {
    const path = deskWithToken();
    expect(isHealthy(checkDatabase(path))).toBe(true);
    damageAudit(path);
    expect(checkDatabase(path).damage.length).toBeGreaterThan(0);
    const store = openStore({ path, key: TEST_KEY });
    const met = () => store.audit.since('L', 0);
    expect(met).toThrow(expect.objectContaining({ code: 'DATABASE_CORRUPT' }));
    expect(met).toThrow(/restore the latest backup/);
  });

  it('orphans are counted by the check', () => {
    const path = deskWithToken();
    const db = rawDatabase(path);
    db.exec(
      "pragma foreign_keys = off; insert into order_events (order_id, event_type, event_ts) values ('nowhere', 'x', 1)",
    );
    db.close();
    expect(checkDatabase(path)).toEqual({
      damage: [],
      orphans: [{ table: 'order_events', parent: 'orders', rows: 1 }],
    });
  });

  it('a full disk refuses the transaction, all of it, and what is written later is written', () => {
    const path = deskWithToken(10);
    const { db, store } = withConnection(path);
    db.exec(`pragma max_page_count = ${String(db.prepare('pragma page_count').get()?.['page_count'])}`);
    const write = () => {
      db.exec('begin immediate');
      try {
        for (let n = 0; n < 200; n += 1)
          db.exec(
            `insert into error_log (error_type, error_message, occurred_at) values ('A', '${'x'.repeat(999)}', 1)`,
          );
        db.exec('commit');
      } catch (error) {
        if (db.isTransaction) db.exec('rollback');
        throw error;
      }
    };
    expect(write).toThrow(/full/);
    expect(db.prepare('select count(*) as n from error_log').get()).toEqual({ n: 0 });
    db.exec('pragma max_page_count = 1000000');
    write();
    expect(store.errors.since(0)).toHaveLength(200);
  });

  it('a file that may not be written to has an error of its own', () => {
    const path = deskWithToken();
    chmodSync(dirname(path), 0o755);
    chmodSync(path, 0o444);
    // Root may write to everything: the child gives that up once its modules are loaded.
    const script = `
      const { openStore } = await import(${JSON.stringify(new URL('../store.ts', import.meta.url).href)});
      if (process.getuid() === 0) process.setuid(65534);
      try { openStore({ path: ${JSON.stringify(path)} }).accounts.add({ account_id: 'X', role: 'leader', name: 'X' }); }
      catch (error) { console.log(error.code); }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('DATABASE_READ_ONLY');
  });
});

function withConnection(path: string) {
  return { db: rawDatabase(path), store: openStore({ path, key: TEST_KEY, readOnly: true }) };
}
