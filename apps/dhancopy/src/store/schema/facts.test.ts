import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newStore, rawDatabase } from '../testing.ts';

const columnFact = z.strictObject({
  name: z.string(),
  type: z.string(),
  notNull: z.boolean().default(false),
  pk: z.number().optional(),
  default: z.union([z.string(), z.number()]).optional(),
});
const tableFact = z.strictObject({
  columns: z.array(columnFact),
  allowed: z.record(z.string(), z.array(z.union([z.string(), z.number()]))).default({}),
  unique: z.array(z.array(z.string())).default([]),
  foreignKeys: z
    .array(z.strictObject({ column: z.string(), references: z.string(), onDelete: z.string() }))
    .default([]),
  indexes: z.record(z.string(), z.array(z.string())).default({}),
});
const configFact = z.strictObject({
  key: z.string(),
  value: z.string(),
  data_type: z.string().optional(),
  category: z.string().optional(),
});
const schemaFacts = z.strictObject({
  tables: z.record(z.string(), tableFact),
  views: z.record(z.string(), z.array(z.string())),
  config: z.array(configFact),
});

/** Where a fresh file differs from v3.json, and why. Everything else is held to it to the letter. */
const ADDED_DEFAULTS = new Map([
  ['positions.net_qty', 'v1 and v2 write quantity instead'],
  ['trades.security_id', 'v1 and v2 may leave it null'],
  ['trades.exchange_segment', 'v1 and v2 may leave it null'],
  ['trades.side', 'v1 and v2 do not know it'],
  ['trades.product', 'v1 and v2 do not know it'],
  ['trades.created_at', 'v1 and v2 do not know it'],
]);
/** Keys of v3.json that hold one more column here. */
const WIDER_KEYS = new Map([
  ['positions', 'account_id: several followers have a snapshot at the same second'],
  ['holdings', 'account_id, as positions'],
  ['funds', 'account_id, as positions'],
  ['instruments', 'exchange_segment: the same security id exists in several segments'],
]);
/** Uniques of v3.json that hold one more column here. */
const WIDER_UNIQUES = new Map([
  ['copy_mappings(leader_order_id)', ['leader_order_id', 'link_id']], // one leader order, several followers
]);

const db = rawDatabase(newStore().path);
const rows = (sql: string, ...values: (string | number)[]) => db.prepare(sql).all(...values);
const names = (sql: string, ...values: (string | number)[]) => rows(sql, ...values).map((row) => String(row['name']));

function load(version: number): z.infer<typeof schemaFacts> {
  return schemaFacts.parse(JSON.parse(readFileSync(new URL(`./facts/v${version}.json`, import.meta.url), 'utf8')));
}

const v3 = load(3);

describe.each(Object.entries(v3.tables))('table %s is as in v3.json', (table, facts) => {
  const found = new Map(rows('select * from pragma_table_info(?)', table).map((row) => [row['name'], row]));

  it('begins with the listed columns, in order', () => {
    expect([...found.keys()].slice(0, facts.columns.length)).toEqual(facts.columns.map(({ name }) => name));
  });

  it.each(facts.columns)('column $name has its type, default and nullability', (column) => {
    const row = found.get(column.name);
    expect(row?.['type']).toBe(column.type);
    expect(row?.['notnull']).toBe(column.notNull ? 1 : 0);
    if (!ADDED_DEFAULTS.has(`${table}.${column.name}`)) {
      const fallback = column.default;
      const literal = typeof fallback === 'string' ? `'${fallback}'` : (fallback?.toString() ?? null);
      expect(row?.['dflt_value']).toBe(literal);
    }
  });

  it('has its primary key', () => {
    const key = names('select name from pragma_table_info(?) where pk > 0 order by pk', table);
    const expected = facts.columns.filter(({ pk }) => pk !== undefined).toSorted((a, b) => (a.pk ?? 0) - (b.pk ?? 0));
    const listed = expected.map(({ name }) => name);
    expect(key.slice(0, listed.length)).toEqual(listed);
    expect(key.length).toBe(listed.length + (WIDER_KEYS.has(table) ? 1 : 0));
  });

  it('has its uniques', () => {
    const uniques = names('select name from pragma_index_list(?) where "unique" = 1 and partial = 0', table).map(
      (index) => names('select name from pragma_index_info(?)', index),
    );
    for (const unique of facts.unique) {
      expect(uniques).toContainEqual(WIDER_UNIQUES.get(`${table}(${unique.join()})`) ?? unique);
    }
  });

  it('has its foreign keys', () => {
    const keys = rows('select * from pragma_foreign_key_list(?)', table).map((row) => ({
      column: row['from'],
      references: `${String(row['table'])}(${String(row['to'])})`,
      onDelete: row['on_delete'],
    }));
    for (const key of facts.foreignKeys) expect(keys).toContainEqual(key);
  });

  it('has its indexes, by name', () => {
    for (const [index, columns] of Object.entries(facts.indexes)) {
      expect(names('select name from pragma_index_info(?)', index)).toEqual(columns);
      expect(names("select tbl_name as name from sqlite_schema where type = 'index' and name = ?", index)).toEqual([
        table,
      ]);
    }
  });

  it('allows the listed values and refuses others', () => {
    for (const [column, allowed] of Object.entries(facts.allowed)) {
      for (const value of allowed) expect(() => insertWith(table, column, value), `${column} = ${value}`).not.toThrow();
      expect(() => insertWith(table, column, 'no such value'), column).toThrow(/CHECK constraint failed/);
    }
  });
});

/** Inserts a row whose other columns are filler, and takes it back. */
function insertWith(table: string, column: string, value: string | number): void {
  const facts = v3.tables[table];
  if (facts === undefined) throw new Error(`no facts of ${table}`);
  const needed = facts.columns.filter(({ name, notNull, pk }) => (notNull || pk !== undefined) && name !== column);
  const filler = needed.map(({ name, type }) => facts.allowed[name]?.[0] ?? (type === 'TEXT' ? 'x' : 1));
  const columns = [...needed.map(({ name }) => name), column];
  db.exec('pragma foreign_keys = off; begin');
  try {
    const marks = columns.map(() => '?').join();
    db.prepare(`insert into ${table} (${columns.join()}) values (${marks})`).run(...filler, value);
  } finally {
    db.exec('rollback; pragma foreign_keys = on');
  }
}

describe('the whole of v3', () => {
  it('has 25 tables and 11 views', () => {
    expect(Object.keys(v3.tables)).toHaveLength(25);
    expect(Object.keys(v3.views)).toHaveLength(11);
  });

  it.each(Object.entries(v3.views))('view %s begins with the listed columns', (view, columns) => {
    expect(names('select name from pragma_table_info(?)', view).slice(0, columns.length)).toEqual(columns);
  });

  it.each(v3.config)('configuration row $key', (fact) => {
    const row = rows('select key, value, data_type, category from config where key = ?', fact.key);
    expect(row.map((found) => ({ ...found }))).toEqual([fact]);
  });

  it('has no other configuration rows than those of 0009, 0012 and 0016', () => {
    const ours = [
      'audit_retention_days',
      'backup_folder',
      'backups_kept',
      'error_retention_days',
      'maintenance_enabled',
      'messages_retention_days',
      'order_events_retention_days',
      'postback_retention_days',
      'requests_retention_days',
      'snapshot_retention_days',
      'trades_retention_days',
    ];
    expect(names('select key as name from config order by key')).toEqual(
      [...v3.config.map(({ key }) => key), ...ours].toSorted(),
    );
  });

  it('gives an account_id to every table that has an account_type', () => {
    const scoped = Object.entries(v3.tables).filter(([, { columns }]) =>
      columns.some((c) => c.name === 'account_type'),
    );
    expect(scoped.length).toBeGreaterThan(15);
    for (const [table] of scoped) {
      expect(names('select name from pragma_table_info(?)', table), table).toContain('account_id');
    }
  });
});

describe.each([1, 2])('everything of v%i is still there', (version) => {
  const facts = load(version);

  it.each(Object.entries(facts.tables))('table %s', (table, { columns, indexes }) => {
    const found = rows('select name, type from pragma_table_info(?)', table).map((row) => ({ ...row }));
    for (const { name, type } of columns) expect(found).toContainEqual({ name, type });
    for (const [index, on] of Object.entries(indexes)) {
      expect(names('select name from pragma_index_info(?)', index)).toEqual(on);
    }
  });

  it.each(Object.entries(facts.views))('view %s', (view, columns) => {
    expect(names('select name from pragma_table_info(?)', view)).toEqual(expect.arrayContaining(columns));
  });

  it('configuration keys', () => {
    expect(names('select key as name from config')).toEqual(expect.arrayContaining(facts.config.map(({ key }) => key)));
  });
});
