import type { Connection } from '../file/connection.ts';
import type { Narrow } from '../schema/columns.ts';
import { redactedColumn } from '../secrets/redact.ts';
import type { Role } from '../accounts/role.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

export type Severity = NonNullable<Row<'error_log'>['severity']>;

/** One thing that went wrong. `occurred_at` is epoch seconds. */
export type ErrorRow = Narrow<Row<'error_log'>, { readonly severity: Severity; readonly account_type: Role | null }>;

/** Message, stack and context are redacted here, at the source. */
export type NewError = Pick<ErrorRow, 'error_type' | 'error_message'> &
  Partial<Omit<ErrorRow, 'id' | 'context'>> & {
    readonly context?: unknown;
  };

export type ErrorLog = ReturnType<typeof errorLog>;

/** Source: the seed's "Audit & Logging". */
export function errorLog(db: Connection) {
  const insert = new Statement(
    db,
    `insert into error_log
       (error_type, error_code, error_message, stack_trace, context, severity, account_type, account_id, order_id,
        occurred_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const since = new Statement<ErrorRow>(db, 'select * from error_log where occurred_at >= ? order by occurred_at, id');

  const lastOf = new Statement<ErrorRow>(
    db,
    `select * from error_log where id in (
       select max(id) from error_log where occurred_at >= ? and error_type in (select value from json_each(?))
       group by error_type, account_id) order by id desc`,
  );

  return {
    /** @returns the row's id */
    add(error: NewError): number {
      return insert.insert(
        error.error_type,
        error.error_code ?? null,
        redactedColumn(error.error_message),
        redactedColumn(error.stack_trace),
        redactedColumn(error.context),
        error.severity ?? 'ERROR',
        error.account_type ?? null,
        error.account_id ?? null,
        error.order_id ?? null,
        error.occurred_at ?? db.nowSec(),
      );
    },

    /** The last of each of these types for each account, at or after `sinceSec` (epoch seconds); the newest first. */
    lastOf(types: readonly string[], sinceSec: number): ErrorRow[] {
      return lastOf.all(sinceSec, JSON.stringify(types));
    },

    /** At or after `sinceSec` (epoch seconds). */
    since(sinceSec: number): ErrorRow[] {
      return since.all(sinceSec);
    },
  };
}
