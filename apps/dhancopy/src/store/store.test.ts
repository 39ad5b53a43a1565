import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { StoreError } from './file/errors.ts';
import { loadMigrations } from './schema/migrate.ts';
import { openStore } from './store.ts';
import { anOrder, newStore, OPENING, rawDatabase, tempFolder, TEST_KEY } from './testing.ts';
import { VaultKey } from './secrets/vault-key.ts';

function failure(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('expected a StoreError, and nothing was thrown');
}

function freshPath(): string {
  return join(tempFolder(), 'dhancopy.db');
}

const mode = (path: string) => statSync(path).mode & 0o777;

describe('a new database', () => {
  it('is made with its folder, readable by its owner only, whatever the umask', () => {
    const path = join(tempFolder(), 'data', 'home', 'dhancopy.db');
    const before = process.umask(0);
    try {
      const store = openStore({ path });
      store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
      expect(mode(dirname(path))).toBe(0o700);
      for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(mode(file), file).toBe(0o600);
      store.close();
    } finally {
      process.umask(before);
    }
  });

  it('takes group and others off a file that was copied here with wider rights', () => {
    const path = freshPath();
    openStore({ path }).close();
    chmodSync(path, 0o644);
    const store = openStore({ path });
    store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(mode(file), file).toBe(0o600);
  });

  it('writes ahead, and pushes every commit to the disk', () => {
    const { path } = newStore();
    const db = rawDatabase(path);
    expect(db.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });

  it('is schema version 3 and records its migrations', () => {
    const { path, config } = newStore();
    expect(config.getInteger('schema_version')).toBe(3);
    const recorded = rawDatabase(path)
      .prepare('select number, name, applied_at, checksum from schema_migrations')
      .all();
    expect(recorded.map((row) => row['name'])).toEqual([
      'v3',
      'v2_words',
      'views',
      'mapping_journal',
      'account_logins',
      'instrument_syncs',
      'config_changes',
      'money_facts',
      'care_of_the_file',
      'audit_chain',
      'active_indexes',
      'nightly_backups',
      'copy_positions',
      'one_spelling',
      'postback_secrets',
      'retention',
      'broker_controls',
      'link_broker_time',
    ]);
    for (const row of recorded) {
      expect(row['applied_at']).toBe(OPENING);
      expect(row['checksum']).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('also takes an empty file, and lives in memory', () => {
    const path = freshPath();
    writeFileSync(path, '');
    expect(openStore({ path }).config.getInteger('schema_version')).toBe(3);
    expect(openStore({ path: ':memory:' }).config.getInteger('schema_version')).toBe(3);
  });

  it('opened again changes nothing', () => {
    const path = freshPath();
    openStore({ path, key: TEST_KEY }).close();
    const before = readFileSync(path);
    openStore({ path, key: TEST_KEY }).close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('finds again what a crash has left in the log', () => {
    const store = newStore();
    store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
    // The files as a killed process leaves them: the rows are in the log only.
    const path = freshPath();
    for (const side of ['', '-wal']) copyFileSync(`${store.path}${side}`, `${path}${side}`);
    expect(openStore({ path, key: TEST_KEY }).accounts.list()).toHaveLength(1);
  });

  it('is made once when three processes open it at the same time', async () => {
    const path = freshPath();
    const script = fileURLToPath(new URL('./file/open-thread.ts', import.meta.url));
    const open = () => promisify(execFile)(process.execPath, [script, path]);
    await Promise.all([open(), open(), open()]);
    expect(rawDatabase(path).prepare('select count(*) as n from schema_migrations').get()).toEqual({
      n: loadMigrations().length,
    });
  });
});

describe('a file that cannot be used is left as it was', () => {
  const sqlite = (sql: string) => (path: string) => {
    const db = rawDatabase(path);
    db.exec(sql);
    db.close();
  };
  const config = (version: string) =>
    `create table config (key text primary key, value text not null, updated_at integer);
     insert into config values ('schema_version', '${version}', 1)`;

  it.each([
    [
      'a text file',
      'NOT_OUR_DATABASE',
      (path: string) => writeFileSync(path, 'not a database at all, but longer than 16 bytes'),
    ],
    ['a short file', 'NOT_OUR_DATABASE', (path: string) => writeFileSync(path, 'x')],
    [
      'a cut SQLite file',
      'NOT_OUR_DATABASE',
      (path: string) => writeFileSync(path, 'SQLite format 3\0 and then nothing of it'),
    ],
    [
      'tables of another program',
      'NOT_OUR_DATABASE',
      sqlite('create table recipes (id integer); insert into recipes values (1)'),
    ],
    [
      'a config table of another kind',
      'NOT_OUR_DATABASE',
      sqlite('create table config (id integer); insert into config values (1)'),
    ],
    ['a config table without a version', 'NOT_OUR_DATABASE', sqlite('create table config (key text, value text)')],
    [
      'another program in WAL mode',
      'NOT_OUR_DATABASE',
      sqlite('pragma journal_mode = wal; create table recipes (id integer)'),
    ],
    ['a v1 file', 'OLDER_DATABASE', sqlite(config('1'))],
    ['a v2 file', 'OLDER_DATABASE', sqlite(config('2'))],
    ['a v3 file that is not ours', 'OLDER_DATABASE', sqlite(config('3'))],
    ['a newer schema version', 'NEWER_DATABASE', sqlite(config('4'))],
  ])('%s is refused as %s', (_, code, make) => {
    const path = freshPath();
    make(path);
    const before = readFileSync(path);
    for (const readOnly of [false, true]) {
      const error = failure(() => openStore({ path, key: TEST_KEY, readOnly }));
      expect(error.code).toBe(code);
      expect(error.message).toContain(path);
    }
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['dhancopy.db']);
  });

  it('says of a v2 file how it is migrated', () => {
    const path = freshPath();
    sqlite(config('2'))(path);
    expect(failure(() => openStore({ path })).message).toMatch(/schema version 2\).*dhancopy db migrate/);
  });

  it('a folder is refused', () => {
    const path = freshPath();
    mkdirSync(path);
    expect(failure(() => openStore({ path })).code).toBe('NOT_OUR_DATABASE');
  });

  it('a migration that this code does not know is a newer database', () => {
    const path = freshPath();
    openStore({ path }).close();
    sqlite("insert into schema_migrations values (9999, 'from_the_future', 1, 'x')")(path);
    const before = readFileSync(path);
    const error = failure(() => openStore({ path }));
    expect(error.code).toBe('NEWER_DATABASE');
    expect(error.message).toContain('from_the_future');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('reports a migration that was edited after it was applied', () => {
    const path = freshPath();
    openStore({ path }).close();
    sqlite("update schema_migrations set checksum = 'other' where number = 2")(path);
    expect(failure(() => openStore({ path }))).toMatchObject({ code: 'MIGRATION_CHANGED' });
  });
});

describe('the key', () => {
  const other = new VaultKey(Buffer.alloc(32, 9));

  it('a wrong one is reported when the file is opened, by readers and writers, and nothing is changed', () => {
    const path = freshPath();
    openStore({ path, key: TEST_KEY }).close();
    const before = readFileSync(path);
    for (const readOnly of [false, true]) {
      const error = failure(() => openStore({ path, key: other, readOnly }));
      expect(error.code).toBe('KEY_WRONG');
      expect(error.message).toContain(TEST_KEY.id);
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is bound by the first store that is opened with one', () => {
    const path = freshPath();
    openStore({ path }).close();
    openStore({ path, key: TEST_KEY }).close();
    expect(failure(() => openStore({ path, key: other })).code).toBe('KEY_WRONG');
  });

  it('is not needed for anything but secrets', () => {
    const store = openStore({ path: freshPath() });
    store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
    expect(failure(() => store.tokens.saveToken('L', 'leader', 'secret', null)).code).toBe('KEY_MISSING');
  });

  it('a check that was changed is reported', () => {
    const path = freshPath();
    openStore({ path, key: TEST_KEY }).close();
    const db = rawDatabase(path);
    db.exec("update vault_keys set key_check = replace(key_check, substr(key_check, -4), 'AAAA')");
    db.close();
    expect(failure(() => openStore({ path, key: TEST_KEY })).code).toBe('SECRET_MOVED');
  });
});

describe('a reader', () => {
  it('reads while a transaction is open, and sees it once it is committed', () => {
    const writer = newStore();
    const reader = openStore({ path: writer.path, readOnly: true });
    writer.transaction(() => {
      writer.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
      expect(reader.accounts.list()).toEqual([]);
    });
    expect(reader.accounts.list()).toHaveLength(1);
  });

  it('does not hold up the writer while it reads', () => {
    const writer = newStore();
    const db = rawDatabase(writer.path);
    writer.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
    db.exec('begin; select * from accounts');
    const before = db.prepare('select count(*) as n from orders').get();
    writer.orders.upsertOrder(anOrder());
    writer.checkpoint();
    expect(db.prepare('select count(*) as n from orders').get()).toEqual(before);
    db.exec('commit');
    expect(db.prepare('select count(*) as n from orders').get()).toEqual({ n: 1 });
  });

  it('cannot write, and does not create', () => {
    const { path } = newStore();
    const reader = openStore({ path, readOnly: true });
    expect(failure(() => reader.accounts.add({ account_id: 'L', role: 'leader', name: 'x' })).code).toBe(
      'DATABASE_READ_ONLY',
    );
    const missing = join(tempFolder(), 'none', 'dhancopy.db');
    expect(failure(() => openStore({ path: missing, readOnly: true })).code).toBe('DATABASE_MISSING');
    expect(existsSync(dirname(missing))).toBe(false);
  });
});

describe('a transaction', () => {
  it('is all or nothing', () => {
    const store = newStore();
    expect(() =>
      store.transaction(() => {
        store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(store.accounts.list()).toEqual([]);
  });

  it('inside another one undoes its own part only', () => {
    const store = newStore();
    store.transaction(() => {
      store.accounts.add({ account_id: 'A', role: 'leader', name: 'Leader' });
      expect(failure(() => store.accounts.add({ account_id: 'A', role: 'leader', name: 'x' })).code).toBe(
        'ACCOUNT_EXISTS',
      );
      store.accounts.add({ account_id: 'B', role: 'leader', name: 'Leader' });
    });
    expect(store.accounts.list().map(({ account_id }) => account_id)).toEqual(['A', 'B']);
  });

  it('gives back what its body returns', () => {
    expect(newStore().transaction(() => 42)).toBe(42);
  });

  it('refuses an async body before it runs, and a returned promise after', () => {
    const store = newStore();
    const add = () => store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
    let ran = false;
    const body = async () => {
      ran = true;
      await Promise.resolve();
    };
    // @ts-expect-error an async body is a type error too
    const run = () => store.transaction(body);
    expect(failure(run).code).toBe('ASYNC_TRANSACTION');
    expect(ran).toBe(false);
    const returning = () => store.transaction((): never => (add(), Promise.resolve()) as never);
    expect(failure(returning).code).toBe('ASYNC_TRANSACTION');
    expect(store.accounts.list()).toEqual([]);
    add();
    expect(store.accounts.list()).toHaveLength(1);
  });
});

describe('trouble with the disk', () => {
  it('another program that holds the lock is DATABASE_LOCKED', { timeout: 20_000 }, () => {
    const store = newStore();
    const db = rawDatabase(store.path);
    db.exec('begin immediate');
    const error = failure(() => store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' }));
    expect(error.code).toBe('DATABASE_LOCKED');
    db.exec('rollback');
    store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
    expect(store.accounts.list()).toHaveLength(1);
  });
});
