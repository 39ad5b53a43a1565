import type { Connection } from '../file/connection.ts';
import type { Narrow } from '../schema/columns.ts';
import { RowError } from '../file/errors.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';
import type { SecretPlace, Vault } from '../secrets/vault.ts';

/** A configuration row. `updated_at` is epoch seconds. */
export type ConfigRow = Narrow<Row<'config'>, { readonly data_type: DataType; readonly is_sensitive: 0 | 1 }>;
export type DataType = NonNullable<Row<'config'>['data_type']>;

/** One change of one key. Values are in the clear; null where the row was not there, and for a sensitive one. `changed_at` is epoch seconds. */
export type ConfigChange = Omit<Row<'config_changes'>, 'id' | 'old_is_sensitive' | 'new_is_sensitive'> & {
  readonly is_sensitive: boolean;
};

/** What a new row is; of a row that exists, what is left out stays. */
export type ConfigMeta = {
  readonly data_type?: DataType;
  readonly category?: string;
  readonly description?: string;
  readonly is_sensitive?: boolean;
};

/** A value as the text of its type; null where it is none. */
const TEXT_OF: Readonly<Record<DataType, (value: unknown) => string | null>> = {
  string: (value) => (typeof value === 'string' ? value : null),
  integer: (value) =>
    Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value)) ? String(value) : null,
  boolean: (value) => (typeof value === 'boolean' || value === 'true' || value === 'false' ? String(value) : null),
  json: (value) => (isJson(value) ? JSON.stringify(value) : null),
};

/** What a value of each type is, in words. */
const EXPECTED: Readonly<Record<DataType, string>> = {
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
  json: 'JSON',
};

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  return isPlain && Object.values(value).every(isJson);
}

export type Config = ReturnType<typeof config>;

/** The configuration rows, read and written by their `data_type`. Source: the seed's "Configuration". */
export function config(db: Connection, vault: Vault) {
  const byKey = new Statement<ConfigRow>(db, 'select * from config where key = ?');
  const all = new Statement<ConfigRow>(db, 'select * from config order by category, key');
  const write = new Statement(
    db,
    `insert into config (key, value, data_type, category, description, is_sensitive, updated_at)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict (key) do update
     set
       value = excluded.value,
       data_type = excluded.data_type,
       category = excluded.category,
       description = excluded.description,
       is_sensitive = excluded.is_sensitive,
       updated_at = excluded.updated_at`,
  );

  const author = new Statement(
    db,
    "update config_changes set changed_by = ? where key = ? and changed_by = 'sql' and version = (select max(version) from config_changes where key = ?)",
  );
  const changesOf = new Statement<Row<'config_changes'>>(
    db,
    'select * from config_changes where (? is null or key = ?) order by changed_at desc, id desc limit ?',
  );

  const note = new Statement(
    db,
    `update config set value = ?1, updated_at = ?2 where key = ?3 and cast(value as integer) < cast(?1 as integer)`,
  );

  /** The value in the clear. A row that v1 or v2 has written again says "string": its text is then read as asked. */
  function text(key: string, asked: DataType): { row: ConfigRow; value: string } {
    const row = byKey.get(key);
    if (row === undefined) throw invalid(key, EXPECTED[asked], 'no such setting');
    if (row.data_type !== asked && row.data_type !== 'string')
      throw invalid(key, EXPECTED[asked], `a row of the type ${row.data_type}`);
    return { row, value: row.is_sensitive === 1 ? vault.open(row.value, place(key)) : row.value };
  }

  return {
    /** @throws {RowError} CONFIG_INVALID, as the other getters */
    getString(key: string): string {
      return text(key, 'string').value;
    },

    getInteger(key: string): number {
      const { row, value } = text(key, 'integer');
      const number = /^-?\d+$/.test(value) ? Number(value) : NaN;
      if (!Number.isSafeInteger(number)) throw invalid(key, EXPECTED.integer, shown(row));
      return number;
    },

    getBoolean(key: string): boolean {
      const { row, value } = text(key, 'boolean');
      if (value !== 'true' && value !== 'false') throw invalid(key, EXPECTED.boolean, shown(row));
      return value === 'true';
    },

    getJson(key: string): unknown {
      const { row, value } = text(key, 'json');
      try {
        return JSON.parse(value) as unknown;
      } catch (error) {
        throw invalid(key, EXPECTED.json, shown(row), error);
      }
    },

    /**
     * Writes a value that fits the row's type; a new key takes its type from `meta` (a string without one).
     *
     * @param by - who changes it, for the history
     * @throws {RowError} CONFIG_INVALID naming the key, what was expected and what was found
     * @throws {KeyError} KEY_MISSING for a sensitive value
     */
    set(key: string, value: unknown, meta: ConfigMeta = {}, by = 'dhancopy'): void {
      db.transaction(() => {
        const before = byKey.get(key);
        const type = meta.data_type ?? before?.data_type ?? 'string';
        const sensitive = meta.is_sensitive ?? before?.is_sensitive === 1;
        const text = TEXT_OF[type](value);
        if (text === null) throw invalid(key, EXPECTED[type], sensitive ? 'something else' : found(value));
        const isSame = before?.is_sensitive === 1 && sensitive && vault.open(before.value, place(key)) === text;
        // Sealed again, the same value would look like another one.
        const stored = isSame ? before.value : sensitive ? vault.seal(text, place(key)) : text;
        const category = meta.category ?? before?.category ?? null;
        const description = meta.description ?? before?.description ?? null;
        write.run(key, stored, type, category, description, sensitive ? 1 : 0, db.nowSec());
        author.run(by, key, key);
      });
    },

    /** Notes a time that the system records itself, epoch seconds; an earlier one changes nothing. It is no change of the configuration. */
    noteTime(key: 'last_leader_event_ts', sec: number): void {
      note.run(String(sec), db.nowSec(), key);
    },

    /** The last changes, of one key or of all; the newest first. */
    changes(key: string | null = null, limit = 100): ConfigChange[] {
      return changesOf.all(key, key, limit).map(({ old_is_sensitive, new_is_sensitive, ...change }) => ({
        key: change.key,
        version: change.version,
        old_value: old_is_sensitive === 1 ? null : change.old_value,
        new_value: new_is_sensitive === 1 ? null : change.new_value,
        is_sensitive: old_is_sensitive === 1 || new_is_sensitive === 1,
        changed_by: change.changed_by,
        changed_at: change.changed_at,
      }));
    },

    /** One row, a sensitive value as it is sealed. */
    find(key: string): ConfigRow | undefined {
      return byKey.get(key);
    },

    /** Every row, sensitive values as they are sealed. */
    list(): ConfigRow[] {
      return all.all();
    },
  };
}

function place(key: string): SecretPlace {
  return { table: 'config', row: key, column: 'value' };
}

function shown(row: ConfigRow): string {
  return row.is_sensitive === 1 ? 'a sensitive value that does not fit' : `"${short(row.value)}"`;
}

/** Another program may have written a text of any length. */
function short(text: unknown): string {
  const whole = String(text);
  return whole.length > SHOWN_MAX ? `${whole.slice(0, SHOWN_MAX)}…` : whole;
}

const SHOWN_MAX = 200;

/** A text as it was typed; anything else with what it is: only a program can give it. */
function found(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  switch (typeof value) {
    case 'string':
      return `"${value}"`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return `the ${typeof value} ${String(value)}`;
    default:
      return Array.isArray(value) ? 'a list' : `something else (${typeof value})`;
  }
}

function invalid(key: string, expected: string, found: string, cause?: unknown): RowError {
  return new RowError('CONFIG_INVALID', `config ${key}: expected ${expected}, and found ${found}`, cause);
}
