import type { Connection } from '../file/connection.ts';
import type { Narrow } from '../schema/columns.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';
import type { SecretPlace, Vault } from '../secrets/vault.ts';

/** Where an account's postbacks come in, the secret in the clear. Times are epoch seconds. */
export type PostbackConfig = Narrow<
  Omit<Row<'postback_configs'>, 'is_active' | 'created_at' | 'updated_at'>,
  { readonly account_id: string }
>;

export type NewPostbackConfig = Omit<PostbackConfig, 'id' | 'last_triggered_at'>;

export type PostbackConfigs = ReturnType<typeof postbackConfigs>;

/** One active row per account; earlier ones stay, inactive. Source: the seed's "Postback (Webhooks)". */
export function postbackConfigs(db: Connection, vault: Vault) {
  const insert = new Statement(
    db,
    `insert into postback_configs
       (account_type, account_id, webhook_url, event_types, is_active, created_at, updated_at)
     values (?, ?, ?, ?, 1, ?, ?)`,
  );
  const seal = new Statement(db, 'update postback_configs set webhook_secret = ? where id = ?');
  const retire = new Statement(
    db,
    'update postback_configs set is_active = 0, updated_at = ? where account_id = ? and is_active = 1',
  );
  const active = new Statement<PostbackConfig>(
    db,
    `select id, account_type, account_id, webhook_url, webhook_secret, event_types, last_triggered_at
     from postback_configs
     where is_active = 1 and account_id is not null
     order by account_id`,
  );
  const triggered = new Statement(db, 'update postback_configs set last_triggered_at = ? where id = ?');

  return {
    /** Takes the place of the account's present one. @throws {KeyError} KEY_MISSING for a secret */
    set(config: NewPostbackConfig): void {
      const now = db.nowSec();
      const { account_type, account_id, webhook_url, webhook_secret, event_types } = config;
      db.transaction(() => {
        retire.run(now, account_id);
        const id = insert.insert(account_type, account_id, webhook_url, event_types, now, now);
        // The seal is bound to the row's id, which is known only once the row is there.
        if (webhook_secret !== null) seal.run(vault.seal(webhook_secret, place(id)), id);
      });
    },

    /** @returns whether there was one */
    remove(accountId: string): boolean {
      return retire.run(db.nowSec(), accountId) > 0;
    },

    /** @throws {KeyError} {@link SecretError} for a secret that cannot be opened */
    active(): PostbackConfig[] {
      return active.all().map((row) => ({
        ...row,
        webhook_secret: row.webhook_secret === null ? null : vault.open(row.webhook_secret, place(row.id)),
      }));
    },

    /** The same without opening a secret; `webhook_secret` is sealed. */
    listSealed(): PostbackConfig[] {
      return active.all();
    },

    triggered(id: number, atSec: number): void {
      triggered.run(atSec, id);
    },
  };
}

function place(id: number): SecretPlace {
  return { table: 'postback_configs', row: id, column: 'webhook_secret' };
}
