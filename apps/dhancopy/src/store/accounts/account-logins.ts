import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';
import type { SecretPlace, Vault } from '../secrets/vault.ts';

/** Source: https://dhanhq.co/docs/v2/authentication/ */
export const LOGIN_METHODS = ['totp', 'api_key', 'partner'] as const satisfies readonly LoginMethod[];
export type LoginMethod = Row<'account_logins'>['method'];

/** How an account gets its tokens, in the clear. `secret` is JSON whose fields the method names. */
export type AccountLogin = Pick<Row<'account_logins'>, 'account_id' | 'method' | 'secret' | 'updated_at'>;

/** What may be known of a login without its secret. */
export type LoginFact = Pick<AccountLogin, 'account_id' | 'method'> & {
  /** Another text whenever the login was stored again. */
  readonly version: string;
};

export type AccountLogins = ReturnType<typeof accountLogins>;

/** What makes an account's next token, sealed by the vault and bound to the account. */
export function accountLogins(db: Connection, vault: Vault) {
  const upsert = new Statement(
    db,
    `insert into account_logins (account_id, method, secret, created_at, updated_at) values (?, ?, ?, ?, ?)
     on conflict (account_id) do update
     set method = excluded.method, secret = excluded.secret, updated_at = excluded.updated_at`,
  );
  const byId = new Statement<AccountLogin>(
    db,
    'select account_id, method, secret, updated_at from account_logins where account_id = ?',
  );
  // The seal has a random part, so it differs each time.
  const facts = new Statement<LoginFact>(db, 'select account_id, method, secret as version from account_logins');
  const remove = new Statement(db, 'delete from account_logins where account_id = ?');

  return {
    /** @throws {KeyError} KEY_MISSING */
    save(accountId: string, method: LoginMethod, secret: string): void {
      const now = db.nowSec();
      upsert.run(accountId, method, vault.seal(secret, place(accountId)), now, now);
    },

    /**
     * @throws {KeyError} KEY_MISSING or KEY_WRONG
     * @throws {SecretError} when the row was tampered with
     */
    get(accountId: string): AccountLogin | undefined {
      const row = byId.get(accountId);
      return row && { ...row, secret: vault.open(row.secret, place(accountId)) };
    },

    /** Of every account that has one; needs no key. */
    facts(): ReadonlyMap<string, LoginFact> {
      return new Map(facts.all().map((row) => [row.account_id, row]));
    },

    remove(accountId: string): void {
      remove.run(accountId);
    },
  };
}

function place(accountId: string): SecretPlace {
  return { table: 'account_logins', row: accountId, column: 'secret' };
}
