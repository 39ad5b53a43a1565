/** One measurement of bench/instruments.ts in a separate process, so that its memory is measured separately. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { readScripMaster } from '@dhancopy/dhan/instruments/scrip-master';
import { InstrumentSync } from 'dhancopy/runtime/instruments/instrument-sync';
import { toRow } from 'dhancopy/runtime/instruments/rows';
import type { InstrumentToWrite } from 'dhancopy/store/instruments/instruments';
import { COLUMNS } from 'dhancopy/store/schema/rows';
import { openStore } from 'dhancopy/store/store';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';
import { systemClock } from 'dhancopy/runtime/time/clock';

export const WORK = ['csv', 'parse', 'insert', 'store', 'same', 'steps'] as const;
export type Work = (typeof WORK)[number];

export interface Measured {
  readonly ms: number;
  /** Of this process, all threads. It excludes the time of other processes. */
  readonly cpuMs: number;
  readonly rows: number;
  /** Resident memory: after the modules were loaded, and at its maximum. */
  readonly rssBefore: number;
  readonly rssPeak: number;
  /** How long the thread was blocked, ms, while the difference was written. */
  readonly held?: Spread;
}

const [work = '', file = '', folder = '', url = ''] = process.argv.slice(2);
if (process.send) process.send(await measure());

async function measure(): Promise<Measured> {
  const rssBefore = process.memoryUsage.rss();
  const done = await run();
  return { ...done, rssBefore, rssPeak: process.resourceUsage().maxRSS * 1024 };
}

async function run(): Promise<Omit<Measured, 'rssBefore' | 'rssPeak'>> {
  switch (work as Work) {
    case 'csv':
      return timed(bareCsv);
    case 'parse':
      return timed(readRows);
    case 'insert':
      return bareInsert();
    case 'store':
    case 'same':
      return timed(() => synchronise(false));
    case 'steps':
      return inSteps();
  }
}

async function timed(run: () => number | Promise<number>): Promise<{ ms: number; cpuMs: number; rows: number }> {
  const started = performance.now();
  const used = process.cpuUsage();
  const rows = await run();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - started, cpuMs: (user + system) / 1000, rows };
}

async function bareCsv(): Promise<number> {
  let rows = -1;
  await pipeline(
    createReadStream(file),
    parse({ relax_column_count: true }),
    async (records: AsyncIterable<string[]>) => {
      for await (const _ of records) rows += 1;
    },
  );
  return rows;
}

async function readRows(): Promise<number> {
  let rows = 0;
  for await (const _ of readScripMaster(createReadStream(file)).rows) rows += 1;
  return rows;
}

/** The same rows, prepared in advance, into the same table of an empty database, in one transaction. */
async function bareInsert(): ReturnType<typeof timed> {
  const rows: InstrumentToWrite[] = [];
  for await (const row of readScripMaster(createReadStream(file)).rows) rows.push(toRow(row, 1));
  const path = join(folder, 'bare.db');
  openStore({ path }).close();
  const db = new DatabaseSync(path);
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536');
  const insert = db.prepare(
    `insert into instruments (${COLUMNS.instruments.join()}) values (${COLUMNS.instruments.map(() => '?').join()})`,
  );
  const done = await timed(() => {
    db.exec('begin immediate');
    for (const row of rows) insert.run(...COLUMNS.instruments.map((column) => row[column] ?? null));
    db.exec('commit');
    return rows.length;
  });
  db.close();
  return done;
}

/** @param isWriting - called when the first rows are committed, and when all are */
async function synchronise(isTrading: boolean, isWriting: (is: boolean) => void = () => undefined): Promise<number> {
  const databasePath = join(folder, 'dhancopy.db');
  const store = openStore({ path: databasePath });
  try {
    const sync = new InstrumentSync({
      clock: systemClock,
      settings: { home: folder, databasePath, instrumentsUrl: url, apiUrl: url },
      store,
      onCommitted: () => isWriting(true),
      holders: () => new Map(),
      isTrading: () => isTrading,
      notify: () => undefined,
      onProgress: () => undefined,
    });
    const { added, changed, removed, rows_after } = await sync.run();
    isWriting(false);
    return isTrading ? added + changed + removed : rows_after;
  } finally {
    store.close();
  }
}

/** As while an engine trades: each millisecond checks whether the thread is free. */
async function inSteps(): Promise<Omit<Measured, 'rssBefore' | 'rssPeak'>> {
  const held: number[] = [];
  let last = performance.now();
  let isWriting = false;
  const look = setInterval(() => {
    const now = performance.now();
    if (isWriting) held.push(Math.max(0, now - last - 1));
    last = now;
  }, 1);
  const done = await timed(() => synchronise(true, (is) => (isWriting = is)));
  clearInterval(look);
  return { ...done, held: spreadOf(held) };
}
