import type { Connection } from '../file/connection.ts';
import type { Narrow } from '../schema/columns.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';
import type { SecretPlace, Vault } from '../secrets/vault.ts';
import { pathHash, pathSecretPlace } from './path-secrets.ts';

/**
 * Where an account's postbacks come in, the signing secret in the clear. The address ends with a secret that is not in `webhook_url`:
 * a post is recognised by its hash. Times are epoch seconds.
 */
export type PostbackConfig = Narrow<
  Omit<Row<'postback_configs'>, 'is_active' | 'created_at' | 'updated_at' | 'path_secret'>,
  { readonly account_id: string }
>;

export type NewPostbackConfig = Omit<PostbackConfig, 'id' | 'last_triggered_at' | 'path_hash'> & {
  /** In the clear. `webhook_url` and it are the whole address. */
  readonly path_secret: string;
};

export type PostbackConfigs = ReturnType<typeof postbackConfigs>;

/** One active row per account; earlier ones stay, inactive. Source: the seed's "Postback (Webhooks)". */
export function postbackConfigs(db: Connection, vault: Vault) {
  const insert = new Statement(
    db,
    `insert into postback_configs
       (account_type, account_id, webhook_url, path_hash, event_types, is_active, created_at, updated_at)
     values (?, ?, ?, ?, ?, 1, ?, ?)`,
  );
  const seal = new Statement(db, 'update postback_configs set path_secret = ?, webhook_secret = ? where id = ?');
  const pathSecret = new Statement<{ path_secret: string | null }>(
    db,
    'select path_secret from postback_configs where id = ?',
  );
  const retire = new Statement(
    db,
    'update postback_configs set is_active = 0, updated_at = ? where account_id = ? and is_active = 1',
  );
  const active = new Statement<PostbackConfig>(
    db,
    `select id, account_type, account_id, webhook_url, path_hash, webhook_secret, event_types, last_triggered_at
     from postback_configs
     where is_active = 1 and account_id is not null
     order by account_id`,
  );
  const triggered = new Statement(db, 'update postback_configs set last_triggered_at = ? where id = ?');

  return {
    /** Takes the place of the account's present one. @throws {KeyError} KEY_MISSING */
    set(config: NewPostbackConfig): void {
      const now = db.nowSec();
      const { account_type, account_id, webhook_url, path_secret, webhook_secret, event_types } = config;
      const hash = pathHash(path_secret);
      db.transaction(() => {
        retire.run(now, account_id);
        const id = insert.insert(account_type, account_id, webhook_url, hash, event_types, now, now);
        // The seal is bound to the row's id, which is known only once the row is there.
        const sealed = webhook_secret === null ? null : vault.seal(webhook_secret, place(id));
        seal.run(vault.seal(path_secret, pathSecretPlace(id)), sealed, id);
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

    /** The whole address of an account's postbacks: a secret. @throws {KeyError} {@link SecretError} */
    address({ id, webhook_url }: Pick<PostbackConfig, 'id' | 'webhook_url'>): string {
      const sealed = pathSecret.get(id)?.path_secret ?? null;
      return sealed === null ? webhook_url : webhook_url + vault.open(sealed, pathSecretPlace(id));
    },

    triggered(id: number, atSec: number): void {
      triggered.run(atSec, id);
    },
  };
}

function place(id: number): SecretPlace {
  return { table: 'postback_configs', row: id, column: 'webhook_secret' };
}
