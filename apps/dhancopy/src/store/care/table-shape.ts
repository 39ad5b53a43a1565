import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import { quoted } from './health.ts';

export type Column = { readonly name: string; readonly type: string; readonly pk: number };

/** A table as one schema has it. */
export type TableShape = { readonly name: string; readonly columns: readonly Column[]; readonly withoutRowid: boolean };

/** The tables of a schema that hold rows of their own: no views, no virtual tables, none of SQLite's. */
export function tablesOf(db: Connection, schema: string): readonly TableShape[] {
  const tables = new Statement<{ name: string; wr: number }>(
    db,
    `select name, wr from pragma_table_list
     where schema = ? and type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`,
  );
  return tables
    .all(schema)
    .map(({ name, wr }) => ({ name, columns: columnsOf(db, schema, name), withoutRowid: wr === 1 }));
}

export function columnsOf(db: Connection, schema: string, table: string): readonly Column[] {
  return new Statement<Column>(db, `select name, type, pk from pragma_table_info(?, ?) order by cid`)
    .all(table, schema)
    .map((column) => ({ ...column }));
}

/** Tables in an order in which each comes after those it refers to. */
export function parentsFirst(db: Connection, names: readonly string[]): readonly string[] {
  const parents = new Statement<{ table: string }>(db, 'select distinct "table" from pragma_foreign_key_list(?)');
  const done = new Set<string>();
  const visit = (name: string): void => {
    if (done.has(name)) return;
    done.add(name);
    for (const { table } of parents.all(name)) if (names.includes(table)) visit(table);
    ordered.push(name);
  };
  const ordered: string[] = [];
  for (const name of names) visit(name);
  return ordered;
}

export type Kind = 'whole' | 'number' | 'time' | 'text';

const TIME_NAME = /(^ts|_ts|_at|_time|_us|_date|window_start|window_end)$/i;

/** What a column's values have to be, by its declared type and its name. */
export function kindOf({ name, type }: Column): Kind {
  if (/int/i.test(type)) return TIME_NAME.test(name) ? 'time' : 'whole';
  return /real|floa|doub|num|dec/i.test(type) ? 'number' : 'text';
}

/** SQL of the rows of a table as JSON objects; a blob as `x'…'`, because JSON has none. */
export function jsonOf(columns: readonly Column[]): string {
  const parts = columns.map(({ name }) => {
    const column = quoted(name);
    return `'${name.replaceAll("'", "''")}', case typeof(${column}) when 'blob' then 'x''' || hex(${column}) || '''' else ${column} end`;
  });
  return `json_object(${parts.join(', ')})`;
}
