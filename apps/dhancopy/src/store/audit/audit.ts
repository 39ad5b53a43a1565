import { auditChain, linkHash } from './audit-chain.ts';
import type { Connection } from '../file/connection.ts';
import { redactedColumn } from '../secrets/redact.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** One call to the broker, or one act of the operator. `ts` is epoch seconds, `ts_us` epoch microseconds. */
export type AuditRow = Row<'audit_log'>;

/** Request and response may be anything: they are redacted here, at the source, and stored as JSON. */
export type NewAudit = Pick<AuditRow, 'action' | 'account_type' | 'account_id'> & {
  readonly module?: string | null;
  readonly request_data?: unknown;
  readonly response_data?: unknown;
  readonly status_code?: number | null;
  readonly error_message?: string | null;
  readonly duration_ms?: number | null;
  readonly ts?: number;
  readonly ts_us?: number | null;
};

export type Audit = ReturnType<typeof audit>;

/** The record of every call and every act. Source: the seed's "Audit & Logging". */
export function audit(db: Connection) {
  const insert = new Statement(
    db,
    `insert into audit_log
       (action, account_type, account_id, module, request_data, response_data, status_code, error_message, duration_ms,
        ts, ts_us, hash)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const newest = new Statement<{ id: number }>(db, 'select coalesce(max(id), 0) as id from audit_log');
  const acts = new Statement<AuditRow>(
    db,
    `select * from audit_log
     where id > ? and module = 'operator' and error_message is null and action in (select value from json_each(?))
     order by id`,
  );
  const since = new Statement<AuditRow>(db, 'select * from audit_log where account_id = ? and ts >= ? order by ts, id');

  const chain = auditChain(db);

  return {
    /** @returns the row's id */
    add(entry: NewAudit): number {
      const row = {
        action: entry.action,
        account_type: entry.account_type,
        account_id: entry.account_id,
        module: entry.module ?? null,
        request_data: redactedColumn(entry.request_data),
        response_data: redactedColumn(entry.response_data),
        status_code: entry.status_code ?? null,
        error_message: redactedColumn(entry.error_message),
        duration_ms: entry.duration_ms ?? null,
        ts: entry.ts ?? db.nowSec(),
        ts_us: entry.ts_us ?? null,
      };
      return db.asOneStep(() =>
        insert.insert(
          row.action,
          row.account_type,
          row.account_id,
          row.module,
          row.request_data,
          row.response_data,
          row.status_code,
          row.error_message,
          row.duration_ms,
          row.ts,
          row.ts_us,
          linkHash(chain.head(), row),
        ),
      );
    },

    chain,

    /** 0 where there is none. */
    newestId(): number {
      return newest.get()?.id ?? 0;
    },

    /** What the operator did with success after a row, oldest first. */
    actsAfter(id: number, actions: readonly string[]): AuditRow[] {
      return acts.all(id, JSON.stringify(actions));
    },

    /** Of one account, at or after `sinceSec` (epoch seconds). */
    since(accountId: string, sinceSec: number): AuditRow[] {
      return since.all(accountId, sinceSec);
    },
  };
}
