import { bareLoop } from 'dhancopy/runtime/testing/bare-loop';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { accountFromRow } from 'dhancopy/runtime/account-rows';
import { readConfiguration } from 'dhancopy/runtime/configuration';
import { linkFromRow } from 'dhancopy/runtime/link-rows';
import { limitsOf, rowsFor } from 'dhancopy/runtime/risk/limits-in-force';
import { tradingStateOf } from 'dhancopy/runtime/trading-state';
import { openStore } from 'dhancopy/store/store';
import type { Store } from 'dhancopy/store/store';
import { rawDatabase, TEST_KEY } from 'dhancopy/store/testing';
import type { Chance } from '../chance.ts';
import { mutateBytes, mutateJsonText, mutateText } from '../mutate.ts';
import { Finding, show } from '../oracle.ts';
import { scratchFolder } from '../scratch.ts';
import type { Target } from '../target.ts';
import { ManualClock } from 'dhancopy/runtime/testing/manual-clock';
import { playDay } from './world/play.ts';
import { FOLLOWERS, TOKEN } from './world/world.ts';

const DAY_MS = Date.parse('2026-09-15T10:06:00+05:30');
const PAGE = 4_096;
/** What an engine reads at its start, and copies by. The other tables are records. */
const READ_AT_START = [
  'accounts',
  'links',
  'config',
  'traders_control',
  'copy_mappings',
  'copy_positions',
  'own_positions',
  'auth_tokens',
  'instruments',
  'mapping_journal',
  'schema_migrations',
  'vault_keys',
  'risk_violations',
  'postback_configs',
  'orders',
];

let template: Promise<{ readonly path: string; readonly bytes: Buffer }> | undefined;

/** A file as an engine has left it after a day of copies. */
function templateFile(): Promise<{ readonly path: string; readonly bytes: Buffer }> {
  template ??= (async () => {
    const path = join(scratchFolder(), 'database-template.db');
    await playDay(
      0,
      {
        async atEnd({ store }) {
          for (const id of Object.keys(FOLLOWERS)) store.tokens.saveToken(id, 'follower', TOKEN, 4_000_000_000);
          store.tradersControl.setLimits(
            'follower',
            null,
            { daily_loss_limit: 25_000, order_value_limit: null, position_size_limit: null },
            'fuzz',
          );
          store.config.set('trading_state', 'ACTIVE', { data_type: 'string' });
          await Promise.resolve();
        },
      },
      (world) => {
        const source = rawDatabase(world.path);
        source.exec(`vacuum into '${path}'`);
        source.close();
      },
    );
    const bytes = readFileSync(path);
    // As it is, an engine starts on it: otherwise a refusal proves nothing.
    startOn(path);
    rmSync(`${path}-wal`, { force: true });
    rmSync(`${path}-shm`, { force: true });
    writeFileSync(path, bytes);
    return { path, bytes };
  })();
  return template;
}

/** Wrong in the file itself. */
function spoilBytes(path: string, bytes: Buffer, chance: Chance): string {
  const spoilt = Buffer.from(bytes);
  const kind = chance.below(8);
  const page = PAGE * chance.below(bytes.length / PAGE);
  switch (kind) {
    case 0:
      for (let count = 1 + chance.below(8); count > 0; count -= 1) {
        const at = chance.below(spoilt.length);
        spoilt.writeUInt8(spoilt.readUInt8(at) ^ (1 << chance.below(8)), at);
      }
      break;
    case 1:
      writeFileSync(path, spoilt.subarray(0, chance.below(spoilt.length)));
      return 'truncated';
    case 2:
      spoilt.copyWithin(page, PAGE * chance.below(bytes.length / PAGE), bytes.length - PAGE);
      break;
    case 3:
      // A torn page.
      spoilt.fill(chance.pick([0, 0xff]), page + 512 * chance.below(8), page + PAGE);
      break;
    case 4: {
      const header = mutateBytes(spoilt.subarray(0, 100), chance);
      header.copy(spoilt, 0, 0, 100);
      break;
    }
    case 5: {
      const part = mutateBytes(spoilt.subarray(page, page + 64), chance);
      part.copy(spoilt, page);
      break;
    }
    case 6:
      for (let at = page; at < page + 200; at += 1) spoilt.writeUInt8(chance.below(256), at);
      break;
    default: {
      // A log that is garbage, or that of another file.
      const wal = Buffer.alloc(32 + 24 + PAGE, chance.below(256));
      if (chance.percent(70)) wal.writeUInt32BE(0x377f0682, 0);
      wal.writeUInt32BE(3_007_000, 4);
      wal.writeUInt32BE(PAGE, 8);
      writeFileSync(`${path}-wal`, chance.percent(50) ? wal : mutateBytes(wal, chance));
    }
  }
  writeFileSync(path, spoilt);
  return `bytes, kind ${kind}, page ${page / PAGE}`;
}

const VALUES: readonly SQLInputValue[] = [
  null,
  0,
  1,
  -1,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  9_223_372_036_854_775_807n,
  '',
  ' ',
  'abc',
  '0',
  '-1',
  '0,5',
  '1e3',
  'NaN',
  'Infinity',
  'true',
  'TRUE',
  'active',
  'HALTED',
  '{}',
  '[]',
  'null',
  '{',
  '\0',
  '__proto__',
  new Uint8Array([0, 255]),
  new Uint8Array(0),
  'x'.repeat(100_000),
];

interface Column {
  readonly table: string;
  readonly name: string;
  /** Part of the key of a table without row numbers. */
  readonly isKey: boolean;
}

let columns: readonly Column[] | undefined;

function columnsOf(db: DatabaseSync): readonly Column[] {
  return (columns ??= (
    db
      .prepare(
        `select t.name as t, c.name as n, t.wr = 1 and c.pk > 0 as k
         from pragma_table_list t join pragma_table_info(t.name) c
         where t.type = 'table' and t.schema = 'main' and t.name not like 'sqlite_%'`,
      )
      .all() as { t: string; n: string; k: number }[]
  ).map(({ t: table, n: name, k }) => ({ table, name, isKey: k === 1 })));
}

/** An earlier change may have left a number that JavaScript cannot hold. */
function rowsIn(db: DatabaseSync, sql: string): Record<string, SQLOutputValue>[] {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement.all();
}

/** Wrong in the rows, as another program or a bad disk may leave them. @returns what was done, in words */
function spoilRows(db: DatabaseSync, chance: Chance): string {
  const done: string[] = [];
  db.exec('pragma foreign_keys = off');
  if (chance.percent(60)) db.exec('pragma ignore_check_constraints = on');
  for (let count = 1 + chance.below(3); count > 0; count -= 1) {
    const all = columnsOf(db);
    const { table, name } = chance.percent(75)
      ? chance.pick(all.filter((column) => READ_AT_START.includes(column.table)))
      : chance.pick(all);
    const keys = all.filter((column) => column.table === table && column.isKey).map((column) => `"${column.name}"`);
    const key = keys.length > 0 ? keys : ['rowid'];
    const rows = rowsIn(
      db,
      `select ${key.join(', ')}, "${name}" as "the value" from "${table}" order by ${key.join(', ')}`,
    );
    if (rows.length === 0) continue;
    const { 'the value': old = null, ...of } = chance.pick(rows);
    const isText = typeof old === 'string' && chance.percent(60);
    const value = isText ? spoilText(old, chance) : chance.pick(VALUES);
    const where = `where ${key.map((each) => `${each} = ?`).join(' and ')}`;
    try {
      if (chance.percent(5)) db.prepare(`delete from "${table}" ${where}`).run(...Object.values(of));
      else db.prepare(`update "${table}" set "${name}" = ? ${where}`).run(value, ...Object.values(of));
      done.push(`${table}.${name} of ${Object.values(of).map(String).join(' ').slice(0, 60)} = ${shown(value)}`);
    } catch {
      // The schema refuses it.
    }
  }
  return done.join('; ');
}

function spoilText(text: string, chance: Chance): string {
  return /^[[{]/.test(text) ? mutateJsonText(JSON.parse(text), chance) : mutateText(text, chance);
}

function shown(value: SQLInputValue): string {
  return show(typeof value === 'object' && value !== null ? Object.values(value) : String(value));
}

/** Opens the file as an engine does at its start. @returns what it copies by */
function startOn(path: string): void {
  const clock = new ManualClock(DAY_MS);
  const store = openStore({ path, key: TEST_KEY, now: clock.nowMs, patienceMs: 50 });
  try {
    const configuration = readConfiguration(store);
    const { state } = tradingStateOf(store);
    checkState('trading_state', state, store.config.find('trading_state')?.value ?? null);
    const accounts = store.accounts.list();
    const controls = store.tradersControl.activeLimits();
    for (const row of accounts) {
      const account = accountFromRow(row);
      checkState(`account ${account.id}`, account.state, row.state);
      limitsOf(rowsFor(controls, account.id), configuration);
      store.tokens.activeToken(row.account_id);
    }
    checkLinks(path, store);
    const loop = bareLoop(store, clock, {
      onFatal: (error) => {
        throw error;
      },
    });
    loop.restore();
  } finally {
    store.close();
  }
}

/** A state that nobody knows must not let anything through. */
function checkState(what: string, state: string, kept: unknown): void {
  const isKnown = kept === null || ['ACTIVE', 'REDUCING', 'HALTED'].includes(kept as string);
  if (!isKnown && state !== 'HALTED') throw new Finding(`${what}: ${show(kept)} is taken for ${state}`);
}

/** Each link copies by what its row says. */
function checkLinks(path: string, store: Store): void {
  const raw = rawDatabase(path);
  try {
    for (const row of store.links.list()) {
      const link = linkFromRow(row);
      const kept = raw.prepare('select * from links where id = ?').get(row.id);
      checkState(`link ${row.id}`, link.state, kept?.['state']);
      const { sizing, ratio } = link.settings;
      if (sizing !== kept?.['sizing_strategy'])
        throw new Finding(`link ${row.id}: sizing ${sizing}, and the row has ${show(kept?.['sizing_strategy'])}`);
      const text = kept['ratio'];
      const isMissing = text === null && sizing !== 'fixed_ratio';
      const said = typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
      if (!isMissing && ratio.num / ratio.den !== said)
        throw new Finding(`link ${row.id}: ratio ${ratio.num}/${ratio.den}, and the row has ${show(text)}`);
    }
  } finally {
    raw.close();
  }
}

/** Errors of the product have a code. */
function judgeError(error: unknown): void {
  if (error instanceof Finding) throw error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (typeof code !== 'string' || !/^[A-Z_]+$/.test(code) || code.startsWith('ERR_')) throw error;
  const { message } = error as Error;
  if (message.includes(TOKEN.split('.')[1] ?? TOKEN)) throw new Finding('the token is in the error');
  if (message.length > 2_000) throw new Finding(`an error of ${message.length} characters`);
}

/** Database files that are damaged, or hold what no dhancopy wrote: opened as an engine does, they are refused or read as they are. */
export const DATABASE_TARGET: Target = {
  name: 'database',
  weight: 4,
  async run(chance, note) {
    const { path: from, bytes } = await templateFile();
    const path = join(scratchFolder(), 'database.db');
    for (const tail of ['', '-wal', '-shm']) rmSync(path + tail, { force: true });
    if (chance.percent(35)) {
      note(spoilBytes(path, bytes, chance));
    } else {
      copyFileSync(from, path);
      const db = rawDatabase(path);
      try {
        note(spoilRows(db, chance));
      } finally {
        db.close();
      }
    }
    try {
      startOn(path);
    } catch (error) {
      judgeError(error);
    }
  },
};
