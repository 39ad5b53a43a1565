import type { Connection } from '../file/connection.ts';
import { RowError } from '../file/errors.ts';
import { invalidRow, readStored } from '../file/stored-value.ts';
import type { Role } from './role.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** Which follower copies which leader, and how. Times are epoch seconds. */
export type LinkRow = Omit<Stored, 'settings'> & {
  /** Every other setting, as the engine and the command line name them. */
  readonly settings: Readonly<Record<string, unknown>>;
};

export type NewLink = Pick<LinkRow, 'leader_account_id' | 'follower_account_id' | 'sizing_strategy'> &
  Partial<Pick<LinkRow, 'ratio' | 'settings'>>;

/** What may change about a link; what is left out stays. */
export type LinkChanges = Partial<Pick<LinkRow, 'state' | 'sizing_strategy' | 'ratio' | 'settings'>>;

type Stored = Row<'links'>;

const DECIMAL = /^\d+(\.\d+)?$/;

export type Links = ReturnType<typeof links>;

/** The links between leaders and followers. A removed link keeps its id; a new one of the same pair gets another. */
export function links(db: Connection) {
  const insert = new Statement(
    db,
    `insert into links
       (leader_account_id, follower_account_id, sizing_strategy, ratio, settings, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const live = new Statement<Stored>(db, 'select * from links where removed_at is null order by id');
  const byId = new Statement<Stored>(db, 'select * from links where id = ?');
  const byPair = new Statement<Stored>(
    db,
    'select * from links where leader_account_id = ? and follower_account_id = ? and removed_at is null',
  );
  const removed = new Statement<{ id: number }>(
    db,
    `select id from links
     where leader_account_id = ? and follower_account_id = ? and removed_at is not null
     order by id`,
  );
  const ofFollower = new Statement<{ id: number }>(
    db,
    'select id from links where follower_account_id = ? order by id',
  );
  const update = new Statement(
    db,
    'update links set state = ?, sizing_strategy = ?, ratio = ?, settings = ?, updated_at = ? where id = ?',
  );
  const date = new Statement(db, 'update links set since_broker_ms = ? where id = ?');
  const remove = new Statement(db, 'update links set removed_at = ?, updated_at = ? where id = ?');
  const roleOf = new Statement<{ role: Role }>(
    db,
    'select role from accounts where account_id = ? and removed_at is null',
  );

  function needRole(accountId: string, needed: Role): void {
    const found = roleOf.get(accountId)?.role;
    if (found === needed) return;
    throw new RowError(
      'LINK_INVALID',
      found === undefined
        ? `account ${accountId} is not registered; add it with "dhancopy account add --role ${needed} --client-id ${accountId} --name NAME --token-stdin"`
        : `account ${accountId} is a ${found}, not a ${needed}; see "dhancopy account list"`,
    );
  }

  return {
    /**
     * @returns the link's id, which is never used for another link
     * @throws {RowError} LINK_EXISTS, or LINK_INVALID for accounts of the wrong role and a ratio that is no decimal
     */
    add(link: NewLink): number {
      const { leader_account_id: leader, follower_account_id: follower } = link;
      const ratio = checkedRatio(link.ratio ?? null);
      const now = db.nowSec();
      return db.transaction(() => {
        needRole(leader, 'leader');
        needRole(follower, 'follower');
        if (byPair.get(leader, follower) !== undefined) {
          throw new RowError(
            'LINK_EXISTS',
            `${follower} already follows ${leader}; change that link with "dhancopy link set --leader ${leader} --follower ${follower}" and the setting`,
          );
        }
        const settings = JSON.stringify(link.settings ?? {});
        return insert.insert(leader, follower, link.sizing_strategy, ratio, settings, now, now);
      });
    },

    /** Without removed ones, by id. */
    list(): LinkRow[] {
      return live.all().map(fromStored);
    },

    get(leaderAccountId: string, followerAccountId: string): LinkRow | undefined {
      const found = byPair.get(leaderAccountId, followerAccountId);
      return found && fromStored(found);
    },

    /** Ids of removed links of a pair, oldest first. */
    removed(leaderAccountId: string, followerAccountId: string): number[] {
      return removed.all(leaderAccountId, followerAccountId).map(({ id }) => id);
    },

    /** Ids of every link that a follower has or had. */
    everOf(followerAccountId: string): number[] {
      return ofFollower.all(followerAccountId).map(({ id }) => id);
    },

    /** Also finds a link that was removed: see `removed_at`. */
    byId(id: number): LinkRow | undefined {
      const found = byId.get(id);
      return found && fromStored(found);
    },

    /** @throws {RowError} LINK_UNKNOWN or LINK_INVALID */
    update(id: number, changes: LinkChanges): void {
      db.transaction(() => {
        const before = needLive(byId.get(id), id);
        const ratio = changes.ratio === undefined ? before.ratio : checkedRatio(changes.ratio);
        const settings = changes.settings === undefined ? before.settings : JSON.stringify(changes.settings);
        const strategy = changes.sizing_strategy ?? before.sizing_strategy;
        update.run(changes.state ?? before.state, strategy, ratio, settings, db.nowSec(), id);
      });
    },

    /** @param sinceBrokerMs - when it was made, by the broker's clock, epoch ms */
    date(id: number, sinceBrokerMs: number): void {
      date.run(sinceBrokerMs, id);
    },

    /** @throws {RowError} LINK_UNKNOWN */
    remove(id: number): void {
      const now = db.nowSec();
      db.transaction(() => {
        needLive(byId.get(id), id);
        remove.run(now, now, id);
      });
    },
  };
}

function fromStored(row: Stored): LinkRow {
  const where = `link ${row.id}`;
  const settings = readStored(where, () => JSON.parse(row.settings) as unknown);
  if (!isRecord(settings)) throw invalidRow(where, 'expected its settings as one JSON object');
  return { ...row, settings };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function needLive(row: Stored | undefined, id: number): Stored {
  if (row?.removed_at === null) return row;
  throw new RowError('LINK_UNKNOWN', `there is no link with the number ${id}; see "dhancopy link list"`);
}

function checkedRatio(ratio: string | null): string | null {
  if (ratio === null || DECIMAL.test(ratio)) return ratio;
  throw new RowError('LINK_INVALID', `ratio: expected a decimal such as 0.5, found "${ratio}"`);
}
