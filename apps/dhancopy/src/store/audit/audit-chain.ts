import { hash } from 'node:crypto';
import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** What of a row its hash covers: all but its number, which the order of the chain stands for. */
export type AuditFacts = Omit<Row<'audit_log'>, 'id' | 'hash'>;

/** What was found wrong, and where. */
export type BrokenLink = { readonly id: number; readonly why: string };

export type ChainReport = {
  /** Rows of the chain, and rows without a hash: written before there was one, or by another program. */
  readonly linked: number;
  readonly outside: number;
  /** The first row that does not follow from the one before it; null when all do. */
  readonly broken: BrokenLink | null;
  /** The hash of the last row. Whoever keeps it elsewhere can prove later that nothing before it was changed. */
  readonly head: string;
  /** Whether the hash that was asked for is in the chain, or its start; null when none was. */
  readonly knowsAsked: boolean | null;
};

const PAGE = 1_000;

/** SHA-256 over the hash before and the row, as one JSON array: no two rows read the same. Hex. */
export function linkHash(before: string, row: AuditFacts): string {
  const { action, account_type, account_id, module, request_data, response_data } = row;
  const { status_code, error_message, duration_ms, ts, ts_us } = row;
  return hash(
    'sha256',
    JSON.stringify([
      before,
      action,
      account_type,
      account_id,
      module,
      request_data,
      response_data,
      status_code,
      error_message,
      duration_ms,
      ts,
      ts_us,
    ]),
  );
}

/**
 * The chain of hashes through the audit log. It shows a change, a removed or an inserted row to whoever verifies it; it cannot show
 * that the whole rest was written again by someone who may write the file, unless the head was noted elsewhere.
 */
export function auditChain(db: Connection) {
  const last = new Statement<{ hash: string }>(
    db,
    'select hash from audit_log where hash is not null order by id desc limit 1',
  );
  const start = new Statement<{ start_hash: string }>(db, 'select start_hash from audit_chain');
  const page = new Statement<Row<'audit_log'>>(db, 'select * from audit_log where id > ? order by id limit ?');
  const hashOf = new Statement<{ hash: string }>(
    db,
    'select hash from audit_log where id <= ? and hash is not null order by id desc limit 1',
  );
  const open = new Statement(db, 'update audit_chain set archiving_to_id = ?');
  const advance = new Statement(db, 'update audit_chain set start_hash = ?, archiving_to_id = null');
  const remove = new Statement(db, 'delete from audit_log where id <= ?');

  function head(): string {
    return last.get()?.hash ?? start.get()?.start_hash ?? '';
  }

  return {
    /** The hash that the next row follows from. Within the transaction that writes it: another process may write as well. */
    head,

    /**
     * Reads the whole chain, a page at a time.
     *
     * @param asked - a head that was noted earlier
     * @param onProgress - called with the number of rows read so far
     */
    verify(asked: string | null = null, onProgress: (rows: number) => void = () => undefined): ChainReport {
      let before = start.get()?.start_hash ?? '';
      let knowsAsked = asked === null ? null : asked === before;
      let [linked, outside, id] = [0, 0, 0];
      for (let rows = page.all(id, PAGE); rows.length > 0; rows = page.all(id, PAGE)) {
        for (const row of rows) {
          const previous = id;
          id = row.id;
          if (row.hash === null) {
            outside += 1;
            continue;
          }
          if (row.hash !== linkHash(before, row)) {
            const why = `row ${id} does not follow from row ${previous}: one of them was changed, or what stood between them was removed`;
            return { linked, outside, broken: { id, why }, head: before, knowsAsked };
          }
          linked += 1;
          before = row.hash;
          if (before === asked) knowsAsked = true;
        }
        onProgress(linked + outside);
      }
      return { linked, outside, broken: null, head: before, knowsAsked };
    },

    /** Removes the rows up to an id, which an archive holds by now; the chain goes on from the last of them. @returns how many */
    removeArchived(toId: number): number {
      return db.transaction(() => {
        const next = hashOf.get(toId)?.hash ?? start.get()?.start_hash ?? '';
        open.run(toId);
        const removed = remove.run(toId);
        advance.run(next);
        return removed;
      });
    },
  };
}
