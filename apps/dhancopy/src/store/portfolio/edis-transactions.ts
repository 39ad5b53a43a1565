import type { Narrow } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/**
 * An authorisation to deliver shares that was asked for at the depository. Times are epoch seconds. The T-PIN is the account owner's and
 * goes to the depository only, so `tpin` stays null.
 *
 * Source: the seed's "eDIS (Electronic Delivery Instruction)".
 */
export type EdisTransactionRow = Narrow<
  Omit<Row<'edis_transactions'>, 'tpin'>,
  { readonly account_id: string; readonly bulk: 0 | 1 }
>;

export type NewEdisTransaction = Pick<
  EdisTransactionRow,
  | 'account_type'
  | 'account_id'
  | 'isin'
  | 'qty'
  | 'exchange'
  | 'segment'
  | 'bulk'
  | 'request_id'
  | 'expires_at'
  | 'raw_request'
>;

/** `qty`: units; of a bulk form, which asks for none, those that were approved. */
export type EdisOutcome = Pick<EdisTransactionRow, 'status' | 'qty' | 'raw_response' | 'error_message'>;

export type EdisTransactions = ReturnType<typeof edisTransactions>;

export function edisTransactions(db: Connection) {
  const columns = `id, account_type, account_id, isin, qty, exchange, segment, bulk, status, request_id, created_at, updated_at,
    authorized_at, expires_at, raw_request, raw_response, error_message`;
  const insert = new Statement(
    db,
    `insert into edis_transactions
       (account_type, account_id, isin, qty, exchange, segment, bulk, status, request_id, expires_at, raw_request,
        created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, 'PENDING', ?, ?, ?, ?, ?)`,
  );
  const pending = new Statement<EdisTransactionRow>(
    db,
    `select ${columns} from edis_transactions where account_id = ? and status = 'PENDING' order by id`,
  );
  const recent = new Statement<EdisTransactionRow>(
    db,
    `select ${columns} from edis_transactions where account_id is not null order by id desc limit ?`,
  );
  const authorized = new Statement<{ units: number | null }>(
    db,
    `select sum(qty) as units from edis_transactions where account_id = ? and isin = ? and status = 'AUTHORIZED'`,
  );
  const settle = new Statement(
    db,
    `update edis_transactions
     set status = ?, qty = ?, raw_response = ?, error_message = ?, updated_at = ?,
         authorized_at = case when ? = 'AUTHORIZED' then ? else authorized_at end
     where id = ?`,
  );
  const expire = new Statement(
    db,
    `update edis_transactions set status = 'EXPIRED', updated_at = ?
     where status in ('PENDING', 'AUTHORIZED') and expires_at <= ?`,
  );

  return {
    /** A form was made; nobody has authorised anything yet. @returns the row's id */
    add(row: NewEdisTransaction): number {
      const { account_type, account_id, isin, qty, exchange, segment, bulk, request_id, expires_at, raw_request } = row;
      const now = db.nowSec();
      const values = [
        account_type,
        account_id,
        isin,
        qty,
        exchange,
        segment,
        bulk,
        request_id,
        expires_at,
        raw_request,
      ];
      return insert.insert(...values, now, now);
    },

    pending(accountId: string): EdisTransactionRow[] {
      return pending.all(accountId);
    },

    settle(id: number, { status, qty, raw_response, error_message }: EdisOutcome): void {
      const now = db.nowSec();
      settle.run(status, qty, raw_response, error_message, now, status, now, id);
    },

    /** Units of a share that forms of an account already count as authorised, and whose day is not over. */
    authorizedQty(accountId: string, isin: string): number {
      return authorized.get(accountId, isin)?.units ?? 0;
    },

    /** Authorisations end with their trading day. */
    expireBefore(sec: number): void {
      expire.run(db.nowSec(), sec);
    },

    /** Newest first. */
    recent(limit: number): EdisTransactionRow[] {
      return recent.all(limit);
    },
  };
}
