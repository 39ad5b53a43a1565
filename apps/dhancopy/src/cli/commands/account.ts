import { Option } from 'commander';
import type { Command } from 'commander';
import { accountAddCommand, tokenCommand } from '../../runtime/advice.ts';
import { clientId } from '../../runtime/operations/fields.ts';
import { accountAdd } from '../../runtime/operations/account-add.ts';
import { accountIpSet } from '../../runtime/operations/account-ip.ts';
import { accountLoginMethod } from '../../runtime/operations/account-login-method.ts';
import { accountRemove } from '../../runtime/operations/account-remove.ts';
import { accountRenew } from '../../runtime/operations/account-renew.ts';
import { accountState } from '../../runtime/operations/account-state.ts';
import { accountToken } from '../../runtime/operations/account-token.ts';
import { LOGIN_METHODS } from '../../store/accounts/account-logins.ts';
import type { LoginMethod } from '../../store/accounts/account-logins.ts';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { VaultKey } from '../../store/secrets/vault-key.ts';
import { examples, onRun } from '../command.ts';
import { keyIfAny, readDatabase } from '../engine/database.ts';
import { addLoginSecretFlags, readLoginSecret } from '../flags/login-secret.ts';
import type { LoginSecretOptions } from '../flags/login-secret.ts';
import { registerAccountImport } from './account-import.ts';
import { addTokenFlags, readToken } from '../flags/token.ts';
import type { TokenOptions } from '../flags/token.ts';
import { parsePort } from '../flags/values.ts';
import { column, printList } from '../format/columns.ts';
import { formatDuration, formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';
import { flagOf, operationCommand } from '../operation-command.ts';
import { stateCommands } from '../state-commands.ts';
import type { IpOptions } from '../static-ip.ts';

export function registerAccount(program: Command, io: Io): void {
  const account = program.command('account').description('manage leader and follower accounts');
  registerAdd(account, io);
  registerAccountImport(account, io);
  registerToken(account, io);
  operationCommand(account, io, accountRenew, {
    name: 'renew',
    description: 'replace the token now; a running engine does this by itself before the old one expires',
    examples: ['account renew --client-id 1100000002'],
  });
  registerLoginMethod(account, io);
  registerLogin(account, io);
  registerIp(account, io);
  registerList(account, io);
  stateCommands(account, io, accountState, {
    pause: 'copy only exits for an account; with --all, send nothing for it',
    resume: 'copy entries and exits for an account again',
    who: '--client-id 1100000002',
  });
  operationCommand(account, io, accountRemove, {
    name: 'remove',
    description: 'stop using an account, and remove its links and its token; positions at the broker are not closed',
    examples: ['account remove --client-id 1100000002', 'account remove --client-id 1100000002 --positions leave'],
  });
}

function registerAdd(account: Command, io: Io): void {
  operationCommand(account, io, accountAdd, {
    name: 'add',
    description: 'register an account; pass its access token now, or set up "account login-method" afterwards',
    without: ['token'],
    flags: addTokenFlags,
    input: async (ctx, options: TokenOptions) =>
      options.tokenStdin === true || options.tokenFile !== undefined ? { token: await readToken(ctx, options) } : {},
    examples: [
      'account add --role leader --client-id 1100000001 --name "Asha" --token-stdin < asha.token',
      'account add --role follower --client-id 1100000002 --name "Ravi" --token-file ravi.token --local-address 203.0.113.7',
    ],
  });
}

function registerToken(account: Command, io: Io): void {
  operationCommand(account, io, accountToken, {
    name: 'token',
    description: "replace an account's access token, even while the engine runs",
    without: ['token'],
    flags: addTokenFlags,
    input: async (ctx, options: TokenOptions) => ({ token: await readToken(ctx, options) }),
    examples: ['account token --client-id 1100000001 --token-stdin < asha.token'],
  });
}

type MethodOptions = LoginSecretOptions & { readonly method?: LoginMethod | 'web' };

function registerLoginMethod(account: Command, io: Io): void {
  operationCommand(account, io, accountLoginMethod, {
    name: 'login-method',
    description:
      'set how the account gets its daily token: totp (automatic), api_key or partner (you log in each day), web (you paste it)',
    without: ['login'],
    flags(command) {
      command.addOption(
        new Option('--method <method>', 'login method').choices([...LOGIN_METHODS, 'web']).makeOptionMandatory(),
      );
      addLoginSecretFlags(command);
    },
    async input(ctx, { method = 'web', ...options }: MethodOptions) {
      return { login: method === 'web' ? { method } : { method, secret: await readLoginSecret(ctx, method, options) } };
    },
    help: `Required values: totp: pin, totpSecret. api_key: appId, appSecret. partner: partnerId, partnerSecret. web: none.
They are encrypted with the key of the data folder. Anyone who has the key and the database can log in as you.
Store a PIN only if you accept this.`,
    examples: [
      'account login-method --client-id 1100000001 --method totp --secrets-stdin      # asks for the values without echo',
      'account login-method --client-id 1100000001 --method api_key --secrets-file asha.secrets',
      'account login-method --client-id 1100000001 --method web                       # deletes what was stored',
    ],
  });
}

function registerLogin(account: Command, io: Io): void {
  const command = account
    .command('login')
    .description('log in with an API key or as a partner: print the address of the login page and wait for you')
    .addOption(flagOf('clientId', clientId))
    .option('--port <number>', 'local port that the browser returns to, when no engine runs', parsePort, 8420)
    .addHelpText(
      'after',
      `
Set the redirect URL of the API key at web.dhan.co to http://127.0.0.1:8420/login/<client id>. If your browser is on
another machine, forward that port first: ssh -L 8420:127.0.0.1:8420 …
${examples('account login --client-id 1100000001')}`,
    );
  onRun<{ clientId: string; port: number }>(command, io, async (ctx, options) =>
    (await import('../login.ts')).login(ctx, options),
  );
}

function registerIp(account: Command, io: Io): void {
  const { ip, slot, yes } = accountIpSet.schema.shape;
  const command = account
    .command('ip')
    .description(
      "show the static addresses that the broker accepts orders from, next to this machine's outgoing address",
    )
    .addOption(flagOf('clientId', clientId))
    .addOption(flagOf('ip', ip.optional()))
    .addOption(flagOf('slot', slot).default('PRIMARY'))
    .addOption(flagOf('yes', yes))
    .addHelpText(
      'after',
      examples(
        'account ip --client-id 1100000002',
        'account ip --client-id 1100000002 --set 203.0.113.7 --slot PRIMARY --yes',
      ),
    );
  onRun<IpOptions>(command, io, async (ctx, options) => (await import('../static-ip.ts')).staticIp(ctx, options));
}

interface Listed {
  readonly row: AccountRow;
  /** `unreadable`: there may be one, and no key to read it with. */
  readonly token: 'none' | 'stored' | 'unreadable';
  readonly tokenExpiresMs: number | null;
  /** How the next one is made. */
  readonly login: LoginMethod | 'web';
}

const COLUMNS = [
  column('clientId', 'CLIENT ID', ({ row }: Listed) => row.account_id),
  column('role', 'ROLE', ({ row }: Listed) => row.role),
  column('name', 'NAME', ({ row }: Listed) => row.name),
  column('state', 'STATE', ({ row }: Listed) => row.state),
  column('localAddress', 'ADDRESS', ({ row }: Listed) => row.local_address),
  column('login', 'LOGIN', ({ login }: Listed) => login),
  column('token', 'TOKEN', ({ token }: Listed) => token, tokenWords),
  column('tokenExpiresMs', null, ({ tokenExpiresMs }: Listed) => tokenExpiresMs),
];

function registerList(account: Command, io: Io): void {
  const command = account
    .command('list')
    .description('list all accounts, their state, and when their tokens expire')
    .addHelpText('after', examples('account list', 'account list --json'));
  onRun(command, io, (ctx) => {
    const key = keyIfAny(ctx);
    const listed = readDatabase(ctx, (store) => listAccounts(store, key), key);
    printList(ctx, COLUMNS, listed, `no account yet; add one with ${accountAddCommand('leader')}`, tokenNotes(listed));
  });
}

function listAccounts(store: Store, key: VaultKey | undefined): Listed[] {
  const logins = store.accountLogins.facts();
  return store.accounts.list().map((row) => {
    const active = key && store.tokens.activeToken(row.account_id);
    const expiresAt = active?.expires_at ?? null;
    return {
      row,
      token: active ? 'stored' : key ? 'none' : 'unreadable',
      tokenExpiresMs: expiresAt === null ? null : expiresAt * 1000,
      login: logins.get(row.account_id)?.method ?? 'web',
    };
  });
}

function tokenNotes(listed: readonly Listed[]): string[] {
  return listed
    .filter(({ token, login }) => token === 'none' && login === 'web')
    .map(({ row }) => `${row.name} ${row.account_id} has no token: run ${tokenCommand(row.account_id)}`);
}

function tokenWords(token: Listed['token'], { tokenExpiresMs }: Listed): string {
  const nowMs = Date.now();
  if (token === 'none') return 'none';
  if (token === 'unreadable') return 'cannot be read: the key is missing';
  if (tokenExpiresMs === null) return 'stored, expiry unknown';
  if (tokenExpiresMs <= nowMs) return `expired ${formatTime(tokenExpiresMs)}`;
  return `until ${formatTime(tokenExpiresMs)} (${formatDuration(tokenExpiresMs - nowMs)} left)`;
}
