import type { DatabaseSync } from 'node:sqlite';
import { columnsOf, tableNames, type Column } from './schema.ts';

/** apps/dhancopy/src/store/schema/rows.ts: the row type, the columns and the defaults of every table, from the schema itself. */
export function rowsModule(db: DatabaseSync): string {
  const tables = tableNames(db)
    .sort()
    .map((name) => ({ name, columns: columnsOf(db, name) }));
  const byTable = (linesOf: (columns: readonly Column[]) => readonly string[]): string[] =>
    tables.flatMap(({ name, columns }) => {
      const lines = linesOf(columns);
      return lines.length === 0 ? [] : [`${name}: `, ...lines];
    });
  return [
    '// Written from the migrations by `npm run schema`; a test fails when it is not what they say.',
    '',
    '/**',
    ' * The rows of each table. A column may be null unless its migration says `not null` or it is the whole key. Money is rupees, quantities',
    ' * are units, times epoch seconds, `_us` epoch microseconds; docs/database.md has each column with its unit.',
    ' */',
    'export type Rows = {',
    ...byTable((columns) => ['{', ...columns.map(field), '};']),
    '};',
    '',
    'export type Table = keyof Rows;',
    'export type Row<Name extends Table> = Rows[Name];',
    '',
    '/** The columns of each table, in its order. */',
    'export const COLUMNS = {',
    ...byTable((columns) => ['[', ...columns.map(({ name }) => `'${name}',`), '],']),
    '} as const satisfies { readonly [Name in Table]: readonly (keyof Row<Name>)[] };',
    '',
    '/** What the schema puts into a column that may be null when a statement does not name it, as SQL. */',
    'export const DEFAULTS: { readonly [Name in Table]?: { readonly [Column in keyof Row<Name>]?: string } } = {',
    ...byTable((columns) => {
      const defaults = columns.filter(({ nullable, fallback }) => nullable && fallback !== null);
      return defaults.length === 0
        ? []
        : ['{', ...defaults.map(({ name, fallback }) => `${name}: ${JSON.stringify(fallback)},`), '},'];
    }),
    '};',
    '',
  ].join('\n');
}

function field(column: Column): string {
  const type = column.allowed.length > 0 ? column.allowed.join(' | ') : TYPES[column.type];
  if (type === undefined) throw new Error(`expected TEXT, INTEGER or REAL, and found ${column.name} ${column.type}`);
  const words =
    column.remark === '' ? '' : `/** ${capital(column.remark)}${column.remark.endsWith('…') ? '' : '.'} */\n`;
  return `${words}readonly ${column.name}: ${type}${column.nullable ? ' | null' : ''};`;
}

const TYPES: Readonly<Record<string, string>> = { TEXT: 'string', INTEGER: 'number', REAL: 'number' };

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
