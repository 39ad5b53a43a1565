import type { DatabaseSync } from 'node:sqlite';
import { all, columnsOf, tableNames, type Column } from './schema.ts';
import { TABLE_WORDS } from './tables.ts';

/** A statement of ours and its file. */
export interface KnownStatement {
  readonly sql: string;
  readonly file: string;
}

/** docs/database.md: every table with its purpose, writer, reader, columns, keys and indexes, from the schema itself. */
export function databasePage(db: DatabaseSync, statements: readonly KnownStatement[]): string {
  const names = tableNames(db);
  const ordered = [
    ...Object.keys(TABLE_WORDS).filter((name) => names.includes(name)),
    ...names.filter((name) => !TABLE_WORDS[name]),
  ];
  const views = all<{ name: string; sql: string }>(
    db,
    "select name, sql from sqlite_schema where type = 'view' order by rowid",
  );
  const users = indexUsers(db, statements, views);
  return [
    '# The database',
    '',
    '`npm run schema` writes this page from the schema and the SQL statements of the code. A test fails when the page is out of date.',
    '',
    'Times are UTC in epoch seconds unless a column says otherwise. Money is in rupees. The schema extends schema v3, which other programs also',
    'use: in each table the columns of v3 come first, the columns of dhancopy follow. The migrations in `apps/dhancopy/src/store/migrations` keep',
    'statements written for v1 and v2 working. The views are in `apps/dhancopy/src/store/schema/views.sql`.',
    '',
    'For each index, "Serves" lists the views and source files that use it.',
    '',
    '## Tables',
    '',
    ...table(
      ['Table', 'Purpose', 'Filled by', 'Read with'],
      ordered.map((name) => {
        const words = TABLE_WORDS[name];
        return [`[${name}](#${name})`, words?.purpose ?? '', words?.writer ?? '', words?.reader ?? ''];
      }),
    ),
    '',
    '## Views',
    '',
    ...table(
      ['View', 'Reads'],
      views.map(({ name, sql }) => [
        `\`${name}\``,
        namesIn(sql, names)
          .map((each) => `\`${each}\``)
          .join(', '),
      ]),
    ),
    '',
    '## Columns and indexes',
    '',
    ...ordered.flatMap((name) => section(db, name, statements, users)),
  ].join('\n');
}

function writesOf(table: string): RegExp {
  return new RegExp(`\\b(insert (or \\w+ )?into|update|delete from) ${table}\\b`, 'i');
}

function readsOf(table: string): RegExp {
  return new RegExp(`\\b(from|join) ${table}\\b`, 'i');
}

/** Tables that no statement of the code fills or reads. */
export function lifeless(db: DatabaseSync, statements: readonly KnownStatement[]): string[] {
  const triggers = all<{ sql: string }>(db, "select sql from sqlite_schema where type = 'trigger'").map(
    ({ sql }) => sql,
  );
  const views = all<{ sql: string }>(db, "select sql from sqlite_schema where type = 'view'").map(({ sql }) => sql);
  return Object.keys(TABLE_WORDS).flatMap((name) => {
    const writes = writesOf(name);
    const reads = readsOf(name);
    const isWritten = [...statements.map(({ sql }) => sql), ...triggers].some((sql) => writes.test(sql));
    const isRead = [...statements.map(({ sql }) => sql), ...views].some((sql) => reads.test(sql));
    return [...(isWritten ? [] : [`${name}: nothing fills it`]), ...(isRead ? [] : [`${name}: nothing reads it`])];
  });
}

function section(
  db: DatabaseSync,
  name: string,
  statements: readonly KnownStatement[],
  users: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const words = TABLE_WORDS[name];
  const columns = columnsOf(db, name);
  const keys = new Map(
    all<{ from: string; table: string; to: string }>(
      db,
      `select "from", "table", "to" from pragma_foreign_key_list('${name}')`,
    ).map((key) => [key.from, `${key.table}.${key.to}`]),
  );
  const indexes = all<{ name: string; unique: number; origin: string; partial: number }>(
    db,
    `select name, "unique", origin, partial from pragma_index_list('${name}') order by seq desc`,
  );
  const touching = (verb: RegExp): string => {
    const files = new Set(statements.filter(({ sql }) => verb.test(sql)).map(({ file }) => `\`${file}\``));
    return [...files].sort().join(', ') || 'triggers, views, or the code that migrates and maintains the file';
  };
  return [
    `### ${name}`,
    '',
    words?.purpose ?? '',
    '',
    `Filled by: ${words?.writer ?? 'nothing'}. Read with: ${words?.reader ?? 'nothing'}.`,
    `SQL that writes: ${touching(writesOf(name))}. SQL that reads: ${touching(readsOf(name))}.`,
    '',
    ...table(
      ['Column', 'Type', 'Null', 'Default', 'Meaning'],
      columns.map((column) => [
        `\`${column.name}\``,
        column.type,
        column.nullable ? 'yes' : '',
        column.fallback === null ? '' : `\`${column.fallback}\``,
        [
          column.isKey ? 'key' : '',
          wordsOf(column),
          keys.has(column.name) ? `→ \`${keys.get(column.name) ?? ''}\`` : '',
        ]
          .filter(Boolean)
          .join('; '),
      ]),
    ),
    '',
    ...(indexes.length === 0
      ? []
      : [
          ...table(
            ['Index', 'By', 'Serves'],
            indexes.map((index) => {
              const by = all<{ name: string | null }>(db, `select name from pragma_index_info('${index.name}')`)
                .map((each) => each.name ?? '(expression)')
                .join(', ');
              const kind = [index.unique === 1 ? 'unique' : '', index.partial === 1 ? 'partial' : '']
                .filter(Boolean)
                .join(', ');
              const serves = [...(users.get(index.name) ?? [])].sort().join(', ');
              const own = index.origin === 'c' ? `queries of other programs by ${by}` : 'the key';
              return [`\`${index.name}\``, kind === '' ? by : `${by} (${kind})`, serves || own];
            }),
          ),
          '',
        ]),
  ];
}

/** The unit, the description, and the permitted words. */
function wordsOf({ unit, remark, allowed }: Column): string {
  const isMeasured = /^(epoch|milliseconds|rupees|units)/.test(unit) && !remark.toLowerCase().includes(unit);
  const isFlag = allowed.join() === '0,1';
  const one = isFlag ? '0 or 1' : allowed.map((word) => `\`${word.replaceAll("'", '')}\``).join(', ');
  return [remark === '' || isMeasured ? unit : '', remark, one].filter(Boolean).join('; ');
}

/** The views and files that use an index, by SQLite's own plans. */
function indexUsers(
  db: DatabaseSync,
  statements: readonly KnownStatement[],
  views: readonly { name: string }[],
): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>();
  const asked = [
    ...views.map(({ name }) => ({ sql: `select * from ${name}`, user: `\`${name}\`` })),
    ...statements.map(({ sql, file }) => ({ sql, user: `\`${file}\`` })),
  ];
  for (const { sql, user } of asked) {
    let plan: { detail: string }[];
    try {
      plan = all<{ detail: string }>(db, `explain query plan ${sql}`);
    } catch {
      // A table that exists only during its use.
      continue;
    }
    for (const { detail } of plan) {
      const index = /USING (?:COVERING )?INDEX (\w+)/.exec(detail)?.[1];
      if (index) users.set(index, (users.get(index) ?? new Set()).add(user));
    }
  }
  return users;
}

function namesIn(sql: string, names: readonly string[]): string[] {
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(sql));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
