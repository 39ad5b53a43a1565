import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { DatabaseError } from './errors.ts';
import { Statement } from './statement.ts';
import { tempFolder } from '../testing.ts';

function connection(readOnly = false): Connection {
  return new Connection({ path: join(tempFolder(), 'a.db'), readOnly, synchronous: 'full', now: () => 1_999 });
}

function code(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error instanceof DatabaseError ? error.code : error;
  }
  return undefined;
}

describe('a connection', () => {
  it('pushes every commit to the disk when asked to', () => {
    expect(new Statement(connection(), 'pragma synchronous').get()).toEqual({ synchronous: 2 });
  });

  it('does not wait for the disk in a transaction that says so, and in that one only', () => {
    const db = connection();
    const level = new Statement<{ synchronous: number }>(db, 'pragma synchronous');
    db.exec('create table t (x)', 'making it');
    expect(db.transaction(() => level.get()?.synchronous, 'normal')).toBe(1);
    expect(level.get()?.synchronous).toBe(2);
    expect(db.transaction(() => db.transaction(() => level.get()?.synchronous, 'normal'))).toBe(2);
    expect(() => db.transaction(() => expect.fail('thrown on'), 'normal')).toThrow('thrown on');
    expect(level.get()?.synchronous).toBe(2);
  });

  it('counts time in whole seconds', () => {
    expect(connection().nowSec()).toBe(1);
  });

  it('names a full disk, takes back what was half written, and works once there is room', () => {
    const db = connection();
    db.exec('create table t (x blob); pragma max_page_count = 20', 'filling it');
    const insert = new Statement(db, 'insert into t values (zeroblob(?))');
    const count = new Statement<{ n: number }>(db, 'select count(*) as n from t');
    const fill = () =>
      db.transaction(() => {
        insert.run(10);
        insert.run(1_000_000);
      });
    expect(code(fill)).toBe('DISK_FULL');
    expect(count.get()?.n).toBe(0);
    db.exec('pragma max_page_count = 1000000', 'making room');
    fill();
    expect(count.get()?.n).toBe(2);
  });

  it('names a refused row, and never repeats its values', () => {
    const db = connection();
    db.exec('create table t (x text check (length(x) < 3))', 'making it');
    const insert = new Statement(db, 'insert into t values (?)');
    expect(code(() => insert.run('a secret value'))).toBe('CONSTRAINT_FAILED');
    expect(() => insert.run('a secret value')).not.toThrow(/secret/);
  });

  it('holds rows to their references', () => {
    const db = connection();
    db.exec('create table a (id text primary key); create table b (id text references a (id))', 'making them');
    expect(code(() => db.exec("insert into b values ('none')", 'trying it'))).toBe('CONSTRAINT_FAILED');
  });

  it('names a file that is damaged', () => {
    const path = join(tempFolder(), 'a.db');
    const options = { path, readOnly: false, synchronous: 'full', now: () => 0 } as const;
    const db = new Connection(options);
    db.exec("create table t (x text); insert into t values (printf('%.9000c', 'x'))", 'filling it');
    db.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 4096));
    expect(code(() => new Statement(new Connection(options), 'select * from t').all())).toBe('DATABASE_CORRUPT');
  });

  it('names a file that cannot be opened, and SQL that is wrong', () => {
    expect(code(() => connection(true))).toBe('DATABASE_FAILED');
    expect(code(() => connection().exec('select * from nowhere', 'trying it'))).toBe('DATABASE_FAILED');
  });
});
