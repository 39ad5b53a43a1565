import { DatabaseSync } from 'node:sqlite';
import type { CopyRecord } from '@dhancopy/simulation/records';

/** The copies of a part of the run. */
export interface Part {
  readonly copies: number;
  /** From the leader's frame to the request of the copy, ms, of each copy that was sent. */
  readonly latencies: readonly number[];
  readonly unsent: number;
  readonly failed: number;
}

/** What the product recorded, read from its file by another process. */
export class Records {
  readonly #db: DatabaseSync;

  constructor(path: string) {
    this.#db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  }

  lastId(): number {
    const row = this.#db.prepare('select max(id) as id from copy_mappings').get() as { id: number | null };
    return row.id ?? 0;
  }

  part(afterId: number, toId: number): Part {
    const rows = this.#db
      .prepare('select status, leader_seen_us as seen, sent_us as sent from copy_mappings where id > ? and id <= ?')
      .all(afterId, toId) as { status: string; seen: number | null; sent: number | null }[];
    const latencies = rows.flatMap(({ seen, sent }) => (seen === null || sent === null ? [] : [(sent - seen) / 1_000]));
    return {
      copies: rows.length,
      latencies,
      unsent: rows.length - latencies.length,
      failed: rows.filter(({ status }) => status === 'failed').length,
    };
  }

  links(leader: string): { readonly id: number; readonly follower: string }[] {
    return this.#db
      .prepare('select id, follower_account_id as follower from links where leader_account_id = ?')
      .all(leader) as { id: number; follower: string }[];
  }

  copies(links: readonly number[]): CopyRecord[] {
    const marks = links.map(() => '?').join(', ');
    return this.#db
      .prepare(
        `select id, link_id, leader_order_id, account_id, follower_order_id, status, reason_code, error_message, is_open
         from copy_mappings where link_id in (${marks})`,
      )
      .all(...links) as unknown as CopyRecord[];
  }

  openCopies(): number {
    const row = this.#db.prepare('select count(*) as open from copy_mappings where is_open = 1').get();
    return Number(row?.['open'] ?? 0);
  }

  ends(): { readonly reason: string; readonly count: number }[] {
    return this.#db
      .prepare(
        "select coalesce(reason_code, 'open') as reason, count(*) as count from copy_mappings group by 1 order by 2 desc",
      )
      .all() as { reason: string; count: number }[];
  }

  close(): void {
    this.#db.close();
  }
}
