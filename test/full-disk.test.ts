import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from 'dhancopy/cli/program';
import { RESERVE_BYTES } from 'dhancopy/runtime/disk-reserve';
import type { EngineHandle } from 'dhancopy/runtime/engine-handle';
import { createSecret, removeRunFile, writeRunFile } from 'dhancopy/server/run-file';
import { startServer } from 'dhancopy/server/server';
import { Connection } from 'dhancopy/store/file/connection';
import { DatabaseError } from 'dhancopy/store/file/errors';
import { Rig } from './kit/rig.ts';

const FOLLOWER = '2000000001';

let rig: Rig;
let isFull: boolean;
const codes = (): string[] => rig.notices.map(({ code }) => code);
const reserve = (): string => join(rig.home, 'reserve');
const roomBytes = (): number => (isFull ? 0 : 100 * RESERVE_BYTES);

/** As SQLite does it: the transaction has run, its commit finds no room, and everything is rolled back. */
function fillUp(): void {
  const original = Reflect.get(Connection.prototype, 'transaction') as (...args: unknown[]) => never;
  vi.spyOn(Connection.prototype, 'transaction').mockImplementation(function full(this: Connection, body, level) {
    return original.call(
      this,
      () => {
        const result: unknown = body();
        if (isFull && existsSync(reserve())) throw new DatabaseError('DISK_FULL', 'database or disk is full');
        return result;
      },
      level,
    );
  });
}

beforeEach(async () => {
  isFull = false;
  rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1' }], start: false });
  writeFileSync(reserve(), Buffer.alloc(RESERVE_BYTES));
  await rig.start({ freeBytes: roomBytes });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('copied', () => rig.net(FOLLOWER) === 10);
  fillUp();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rig.close();
});

describe('a disk that is full', () => {
  beforeEach(() => (isFull = true));

  it('lets exits go on, with what was set aside, and says so', async () => {
    const exit = rig.leaderPlaces({ transactionType: 'SELL', quantity: 10 });
    await rig.until('out', () => rig.net(FOLLOWER) === 0);
    await rig.until('on record', () => rig.mapping(exit)?.reason_code === 'FILLED');
    expect(rig.notices.find(({ code }) => code === 'DISK_FULL')?.text).toContain('entries stop until 160 MiB are free');
    expect(existsSync(reserve())).toBe(false);
    expect(rig.fatal).toBeNull();
    expect(rig.orders(FOLLOWER)).toHaveLength(2);
  });

  it('gives up what was set aside also while nothing is to be decided', async () => {
    await rig.until('it is said', () => codes().includes('DISK_FULL'));
    await rig.until('entries are stopped', () => rig.runtime?.status().tradingState === 'REDUCING');
    expect(codes()).not.toContain('RECORDS_HELD');
    expect(rig.fatal).toBeNull();
  });

  it('tells whoever resumes that entries wait for room all the same', async () => {
    rig.leaderPlaces({ transactionType: 'SELL', quantity: 4 });
    await rig.until('a part is out', () => rig.net(FOLLOWER) === 6);
    await rig.do({ op: 'pause', by: 'test' });
    const secret = createSecret();
    const { runtime } = rig;
    if (!runtime) throw new Error('expected an engine');
    const engine: Partial<EngineHandle> = {
      ready: Promise.resolve(),
      execute: (asked) => runtime.execute(asked),
      status: () => Promise.resolve(runtime.status()),
    };
    const server = await startServer({
      port: 0,
      secret,
      engine: () => engine as EngineHandle,
      finishLogin: () => Promise.reject(new Error('nobody logs in')),
      edisPage: () => Promise.resolve(null),
    });
    try {
      writeRunFile(rig.home, { pid: process.pid, port: server.port, secret, startedMs: Date.now() });
      const said: string[] = [];
      const stdout = new Writable({ write: (chunk, _encoding, done) => done(void said.push(String(chunk))) });
      const env = { DHANCOPY_HOME: rig.home };
      await runCli(['resume'], { env, stdin: Readable.from(['']), stdout, stderr: stdout, sinceStartMs: () => 0 });
      expect(said.join('')).toContain('the pause is ended: new orders are copied again. But the disk is full, or was');
      // Whoever reads the log of the engine sees the same.
      expect(rig.notices.filter(({ code }) => code === 'DISK_FULL').at(-1)?.text).toMatch(/^the disk is full, or was/);
      await runCli(['status'], { env, stdin: Readable.from(['']), stdout, stderr: stdout, sinceStartMs: () => 0 });
      expect(said.join('')).toContain('trading: REDUCING, because the disk is full');
    } finally {
      removeRunFile(rig.home, secret);
      await server.close();
    }
  });

  it('lets flatten close, and keeps in mind that it is done', async () => {
    rig.leaderPlaces({ transactionType: 'SELL', quantity: 4 });
    await rig.until('a part is out', () => rig.net(FOLLOWER) === 6);
    await rig.do({ op: 'flatten', by: 'test' });
    expect(rig.net(FOLLOWER)).toBe(0);
    expect(rig.query("select value from config where key = 'flatten_requests'")).toEqual([{ value: '[]' }]);
    expect(rig.runtime?.status()).toMatchObject({
      diskShort: expect.stringContaining('until 160 MiB are free') as string,
    });
  });

  it('stops entries until there is room again, and keeps what it could not write', async () => {
    rig.leaderPlaces({ transactionType: 'SELL', quantity: 4 });
    await rig.until('a part is out', () => rig.net(FOLLOWER) === 6);
    const entry = rig.leaderPlaces({ transactionType: 'BUY', quantity: 5 });
    await rig.until('not copied', () => rig.mapping(entry)?.reason_code === 'DISK_FULL');
    expect(rig.runtime?.status()).toMatchObject({ diskShort: expect.any(String) as string, tradingState: 'REDUCING' });

    isFull = false;
    await rig.until('there is room', () => codes().includes('DISK_HAS_ROOM'));
    expect(statSync(reserve()).size).toBe(RESERVE_BYTES);
    rig.leaderPlaces({ transactionType: 'BUY', quantity: 3 });
    await rig.until('copied again', () => rig.net(FOLLOWER) === 9);
    // The requests of the time without room are on record as well.
    const placed = (): unknown[] => rig.query("select 1 from audit_log where action = 'place_order'");
    await rig.until('the records are written', () => placed().length === rig.orders(FOLLOWER).length);
  });
});

it('where nothing was set aside, the engine ends rather than trade without a record', async () => {
  writeFileSync(reserve(), '');
  isFull = true;
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 10 });
  await rig.until('it has ended', () => rig.fatal !== null);
  expect(rig.net(FOLLOWER)).toBe(10);
  const [said = ''] = rig.notices.filter(({ code }) => code === 'DISK_FULL').map(({ text }) => text);
  expect(said).toContain('not even exits');
  expect(said).not.toContain('Exits go on');
  rig.fatal = null;
});

it('does not say that entries are copied again while copying is paused', async () => {
  isFull = true;
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 4 });
  await rig.until('a part is out', () => rig.net(FOLLOWER) === 6);
  await rig.do({ op: 'pause', by: 'test' });
  isFull = false;
  await rig.until('there is room', () => codes().includes('DISK_HAS_ROOM'));
  const [said = ''] = rig.notices.filter(({ code }) => code === 'DISK_HAS_ROOM').map(({ text }) => text);
  expect(said).toContain('entries stay stopped');
  expect(said).not.toContain('copied again');
});

describe('at the start', () => {
  const MIB = 1024 * 1024;
  async function startedWith(freeMib: number): Promise<void> {
    await rig.stop();
    rmSync(reserve());
    rig.notices.length = 0;
    await rig.start({ freeBytes: () => freeMib * MIB });
  }

  it('a first piece is set aside before anything is copied', async () => {
    await startedWith(1_000);
    expect(statSync(reserve()).size).toBe(4 * MIB);
    isFull = true;
    rig.leaderPlaces({ transactionType: 'SELL', quantity: 10 });
    await rig.until('out', () => rig.net(FOLLOWER) === 0);
    expect(rig.fatal).toBeNull();
  });

  it('on a disk with little room the piece is smaller', async () => {
    await startedWith(11);
    expect(statSync(reserve()).size).toBe(2 * MIB);
    expect(codes()).not.toContain('NO_DISK_RESERVE');
  });

  it('a disk without room for it is reported, with what follows from that', async () => {
    await startedWith(3);
    expect(existsSync(reserve())).toBe(false);
    const [said = ''] = rig.notices.filter(({ code }) => code === 'NO_DISK_RESERVE').map(({ text }) => text);
    expect(said).toContain('not even exits are copied');
  });
});
