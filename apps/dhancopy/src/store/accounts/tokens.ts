import type { Narrow } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import type { Role } from './role.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';
import type { SecretPlace, Vault } from '../secrets/vault.ts';

/** The one token of an account that is in use, in the clear. Times are epoch seconds. */
export type ActiveToken = Narrow<
  Pick<
    Row<'auth_tokens'>,
    'id' | 'account_id' | 'account_type' | 'access_token' | 'scope' | 'expires_at' | 'last_used_at' | 'created_at'
  >,
  { readonly account_id: string }
>;

export type Tokens = ReturnType<typeof tokens>;

/** Access tokens, sealed by the vault and bound to their row. The broker keeps one alive per account, and so do we. */
export function tokens(db: Connection, vault: Vault) {
  const insert = new Statement(
    db,
    `insert into auth_tokens (account_type, access_token, expires_at, scope, is_active, created_at, updated_at, account_id)
     values (?, '', ?, ?, 1, ?, ?, ?)`,
  );
  const fill = new Statement(db, 'update auth_tokens set access_token = ? where id = ?');
  const retire = new Statement(
    db,
    'update auth_tokens set is_active = 0, updated_at = ? where account_id = ? and is_active = 1',
  );
  const active = new Statement<ActiveToken>(
    db,
    `select id, account_id, account_type, access_token, scope, expires_at, last_used_at, created_at
     from auth_tokens
     where account_id = ? and is_active = 1
     order by id desc
     limit 1`,
  );
  const ends = new Statement<{ account_id: string; expires_at: number | null }>(
    db,
    'select account_id, expires_at from auth_tokens where is_active = 1 order by id',
  );
  const touch = new Statement(db, 'update auth_tokens set last_used_at = ? where account_id = ? and is_active = 1');

  return {
    /**
     * Makes `token` the account's active one; the one before is kept, inactive.
     *
     * @param expiresAtSec - epoch seconds, null when not known
     * @param madeBy - see {@link ActiveToken.scope}
     * @returns the row's id
     * @throws {KeyError} KEY_MISSING
     */
    saveToken(accountId: string, role: Role, token: string, expiresAtSec: number | null, madeBy = 'WEB'): number {
      const now = db.nowSec();
      return db.transaction(() => {
        retire.run(now, accountId);
        // The seal is bound to the row's id, which is known only once the row is there.
        const id = insert.insert(role, expiresAtSec, madeBy, now, now, accountId);
        fill.run(vault.seal(token, place(id)), id);
        return id;
      });
    },

    /**
     * @throws {KeyError} KEY_MISSING or KEY_WRONG
     * @throws {SecretError} when the row was tampered with
     */
    activeToken(accountId: string): ActiveToken | undefined {
      const row = active.get(accountId);
      return row && { ...row, access_token: vault.open(row.access_token, place(row.id)) };
    },

    /** When the active token of each account that has one ends, epoch seconds or null; needs no key. */
    ends(): ReadonlyMap<string, number | null> {
      return new Map(ends.all().map((row) => [row.account_id, row.expires_at]));
    },

    /** Notes that the account's active token was used. */
    touchToken(accountId: string, atSec: number): void {
      touch.run(atSec, accountId);
    },
  };
}

function place(id: number): SecretPlace {
  return { table: 'auth_tokens', row: id, column: 'access_token' };
}
