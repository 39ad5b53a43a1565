import type { Command } from 'commander';
import type { LoginMethod } from '../../store/accounts/account-logins.ts';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { VaultKey } from '../../store/secrets/vault-key.ts';
import { examples, onRun } from '../command.ts';
import { keyIfAny, readDatabase } from '../engine/database.ts';
import { formatTable } from '../format/table.ts';
import { formatDuration, formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

export function registerAccountList(account: Command, io: Io): void {
  const command = account
    .command('list')
    .description('list all accounts, their state, and when their tokens expire')
    .addHelpText('after', examples('account list', 'account list --json'));
  onRun(command, io, (ctx) => {
    const key = keyIfAny(ctx);
    const listed = readDatabase(ctx, (store) => listAccounts(store, key), key);
    ctx.print(listed, listed.length === 0 ? NONE : format(listed));
  });
}

const NONE = 'no account yet; add one with "dhancopy account add"';

interface Listed {
  readonly clientId: string;
  readonly role: string;
  readonly name: string;
  readonly state: string;
  readonly localAddress: string | null;
  /** `unreadable`: there is one perhaps, and no key to read it with. */
  readonly token: 'none' | 'stored' | 'unreadable';
  readonly tokenExpiresMs: number | null;
  /** How the next one is made. */
  readonly login: LoginMethod | 'web';
}

function listAccounts(store: Store, key: VaultKey | undefined): Listed[] {
  const logins = store.accountLogins.facts();
  return store.accounts.list().map((row) => toListed(store, row, key, logins.get(row.account_id)?.method ?? 'web'));
}

function toListed(store: Store, row: AccountRow, key: VaultKey | undefined, login: Listed['login']): Listed {
  const active = key && store.tokens.activeToken(row.account_id);
  return {
    clientId: row.account_id,
    role: row.role,
    name: row.name,
    state: row.state,
    localAddress: row.local_address,
    token: active ? 'stored' : key ? 'none' : 'unreadable',
    tokenExpiresMs: toMs(active?.expires_at ?? null),
    login,
  };
}

function toMs(sec: number | null): number | null {
  return sec === null ? null : sec * 1000;
}

function format(listed: readonly Listed[]): string {
  return formatTable(
    ['CLIENT ID', 'ROLE', 'NAME', 'STATE', 'ADDRESS', 'LOGIN', 'TOKEN'],
    listed.map((each) => [
      each.clientId,
      each.role,
      each.name,
      each.state,
      each.localAddress ?? '-',
      each.login,
      tokenWords(each, Date.now()),
    ]),
  );
}

function tokenWords({ token, tokenExpiresMs }: Listed, nowMs: number): string {
  if (token === 'none') return 'none: store one with "dhancopy account token"';
  if (token === 'unreadable') return 'cannot be read: the key is missing';
  if (tokenExpiresMs === null) return 'stored, expiry unknown';
  if (tokenExpiresMs <= nowMs) return `expired ${formatTime(tokenExpiresMs)}`;
  return `until ${formatTime(tokenExpiresMs)} (${formatDuration(tokenExpiresMs - nowMs)} left)`;
}
