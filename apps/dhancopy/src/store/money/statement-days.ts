import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** A day of a statement that was fetched. `fetched_at` is epoch seconds. */
export type StatementDay = Row<'statement_days'>;
export type StatementKind = StatementDay['kind'];

export type StatementDays = ReturnType<typeof statementDays>;

/** Which days of the statements are here, so that a restart knows what is missing. */
export function statementDays(db: Connection) {
  const write = new Statement(
    db,
    `insert into statement_days (account_id, kind, day, row_count, fetched_at)
     values (?, ?, ?, ?, ?)
     on conflict do update set row_count = excluded.row_count, fetched_at = excluded.fetched_at`,
  );
  const since = new Statement<StatementDay>(
    db,
    'select * from statement_days where account_id = ? and kind = ? and day >= ? order by day',
  );

  return {
    fetched(day: StatementDay): void {
      write.run(day.account_id, day.kind, day.day, day.row_count, day.fetched_at);
    },

    /** Of one account and kind, from `fromDay` on. */
    since(accountId: string, kind: StatementKind, fromDay: string): StatementDay[] {
      return since.all(accountId, kind, fromDay);
    },
  };
}
