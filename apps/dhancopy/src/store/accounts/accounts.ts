import type { Connection } from '../file/connection.ts';
import { RowError } from '../file/errors.ts';
import type { TradingState } from './role.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** An account that is copied from or to. Times are epoch seconds. */
export type AccountRow = Row<'accounts'>;

export type NewAccount = Pick<AccountRow, 'account_id' | 'role' | 'name'> & Partial<Pick<AccountRow, 'local_address'>>;

export type Accounts = ReturnType<typeof accounts>;

/** The accounts of this installation. Nothing is ever deleted: history refers to it. */
export function accounts(db: Connection) {
  const insert = new Statement(
    db,
    'insert into accounts (account_id, role, name, local_address, created_at, updated_at) values (?, ?, ?, ?, ?, ?)',
  );
  const revive = new Statement(
    db,
    `update accounts
     set role = ?, name = ?, local_address = ?, state = 'ACTIVE', updated_at = ?, removed_at = null
     where account_id = ?`,
  );
  const byId = new Statement<AccountRow>(db, 'select * from accounts where account_id = ?');
  const live = new Statement<AccountRow>(
    db,
    'select * from accounts where removed_at is null order by role desc, created_at, account_id',
  );
  const state = new Statement(db, `update accounts set state = ?, updated_at = ? ${WHERE_LIVE}`);
  const name = new Statement(db, `update accounts set name = ?, updated_at = ? ${WHERE_LIVE}`);
  const address = new Statement(db, `update accounts set local_address = ?, updated_at = ? ${WHERE_LIVE}`);
  const remove = new Statement(db, `update accounts set removed_at = ?, updated_at = ? ${WHERE_LIVE}`);
  const removeLinks = new Statement(
    db,
    `update links set removed_at = ?, updated_at = ?
     where removed_at is null and (leader_account_id = ? or follower_account_id = ?)`,
  );
  const retireTokens = new Statement(
    db,
    'update auth_tokens set is_active = 0, updated_at = ? where account_id = ? and is_active = 1',
  );

  return {
    /**
     * Adds an account, or brings back one that was removed, with its new role and name.
     *
     * @throws {RowError} ACCOUNT_EXISTS
     */
    add(account: NewAccount): void {
      const { account_id, role, local_address = null } = account;
      const now = db.nowSec();
      db.transaction(() => {
        const before = byId.get(account_id);
        if (before === undefined) {
          insert.run(account_id, role, account.name, local_address, now, now);
          return;
        }
        if (before.removed_at === null) {
          throw new RowError(
            'ACCOUNT_EXISTS',
            `account ${account_id} is already registered as ${before.role}; to register it again, run "dhancopy account remove --client-id ${account_id}" first`,
          );
        }
        revive.run(role, account.name, local_address, now, account_id);
      });
    },

    /** Leaders first, then in the order they were added; removed ones are left out. */
    list(): AccountRow[] {
      return live.all();
    },

    /** Also finds an account that was removed: see `removed_at`. */
    get(accountId: string): AccountRow | undefined {
      return byId.get(accountId);
    },

    /** @throws {RowError} ACCOUNT_UNKNOWN */
    setState(accountId: string, to: TradingState): void {
      changed(accountId, state.run(to, db.nowSec(), accountId));
    },

    /** @throws {RowError} ACCOUNT_UNKNOWN */
    setName(accountId: string, to: string): void {
      changed(accountId, name.run(to, db.nowSec(), accountId));
    },

    /** @throws {RowError} ACCOUNT_UNKNOWN */
    setLocalAddress(accountId: string, to: string | null): void {
      changed(accountId, address.run(to, db.nowSec(), accountId));
    },

    /**
     * Takes the account out of use, with its links and its tokens; its history stays.
     *
     * @throws {RowError} ACCOUNT_UNKNOWN
     */
    remove(accountId: string): void {
      const now = db.nowSec();
      db.transaction(() => {
        changed(accountId, remove.run(now, now, accountId));
        removeLinks.run(now, now, accountId, accountId);
        retireTokens.run(now, accountId);
      });
    },
  };
}

const WHERE_LIVE = 'where account_id = ? and removed_at is null';

function changed(accountId: string, rows: number): void {
  if (rows === 1) return;
  throw new RowError('ACCOUNT_UNKNOWN', `account ${accountId} is not registered; see "dhancopy account list"`);
}
