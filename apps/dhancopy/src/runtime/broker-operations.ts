import { accountId } from '@dhancopy/domain/ids';
import { assertNever } from '@dhancopy/domain/invariant';
import { DhanClient } from '@dhancopy/dhan/client';
import type { AccountRow } from '../store/accounts/accounts.ts';
import type { Store } from '../store/store.ts';
import { systemClock } from './time/clock.ts';
import { EdisDesk } from './edis/edis-desk.ts';
import { OperationError } from './operations.ts';
import type { BrokerOperation } from './operations.ts';
import { Pace } from './account/pace.ts';
import type { Settings } from './settings.ts';
import { fetchAsked } from './statements/statement-order.ts';
import type { AskedStatement } from './statements/statement-order.ts';
import { TokenKeeper } from './access/token-keeper.ts';

/** As a running engine reads. */
const READS_PER_SECOND = 5;

/** Carries out, without a running engine, what the broker is asked for. @returns what was done, in words @throws {OperationError} */
export async function askBroker(store: Store, settings: Settings, asked: BrokerOperation): Promise<string> {
  switch (asked.op) {
    case 'account.renew':
      return renewToken(store, settings, asked.clientId);
    case 'statement.fetch':
      return fetchStatementOf(store, settings, asked);
    case 'edis.tpin':
      return withEdis(store, settings, asked.clientId, (desk) => desk.tpin(asked.clientId));
    case 'edis.inquire':
      return withEdis(store, settings, asked.clientId, (desk) => desk.inquire(asked.clientId, asked.isin));
    case 'edis.form':
    case 'edis.page':
    case 'instruments.sync':
    case 'account.login.begin':
    case 'account.login.finish':
      // Commands of their own, which stay until it is finished and show how far it has come.
      throw new OperationError(
        'this works only as a command of its own: run "dhancopy account login", "edis form" or "instruments sync"',
      );
    default:
      return assertNever(asked);
  }
}

/** Works with the account's own client, and closes it. @throws {OperationError} for an account that is not registered */
export async function withEdis<T>(
  store: Store,
  settings: Settings,
  clientId: string,
  work: (desk: EdisDesk) => Promise<T>,
): Promise<T> {
  const { account, client } = openClient(store, settings, clientId);
  try {
    return await work(
      new EdisDesk(store, (id) => (id === account.account_id ? client.edis : undefined), systemClock.nowMs),
    );
  } finally {
    await client.close();
  }
}

async function fetchStatementOf(store: Store, settings: Settings, asked: AskedStatement): Promise<string> {
  const { account, client } = openClient(store, settings, asked.clientId);
  const pace = new Pace(READS_PER_SECOND, systemClock);
  try {
    return await fetchAsked(
      store,
      {
        account: { id: account.account_id, role: account.role },
        api: client.statements,
        turn: () => pace.turn(),
      },
      asked,
      systemClock,
    );
  } finally {
    await client.close();
  }
}

function openClient(store: Store, settings: Settings, clientId: string): { account: AccountRow; client: DhanClient } {
  const account = store.accounts.get(clientId);
  if (account?.removed_at !== null) {
    throw new OperationError(`account ${clientId} is not registered; see "dhancopy account list"`);
  }
  const client = new DhanClient({
    dhanClientId: clientId,
    apiUrl: settings.apiUrl,
    authUrl: settings.authUrl,
    accessToken: () => store.tokens.activeToken(clientId)?.access_token ?? '',
    localAddress: account.local_address ?? undefined,
  });
  return { account, client };
}

/** The keeper's own way, with nobody's writes to wait for. */
async function renewToken(store: Store, settings: Settings, clientId: string): Promise<string> {
  const { account, client } = openClient(store, settings, clientId);
  const held = (): { text: string; expiresMs: number | null } | null => {
    const active = store.tokens.activeToken(clientId);
    if (!active) return null;
    return { text: active.access_token, expiresMs: active.expires_at === null ? null : active.expires_at * 1000 };
  };
  try {
    const keeper = new TokenKeeper(
      {
        accountId: accountId(clientId),
        role: account.role,
        store,
        api: client.authentication,
        now: systemClock.nowMs,
        current: held,
        takeUp: () => undefined,
        holdWrites: () => Promise.resolve(() => undefined),
        onTokenWorks: () => undefined,
        notify: () => undefined,
      },
      store.accountLogins.facts().get(clientId),
    );
    if (await keeper.renew('requested by the operator')) return `${clientId} has a new token`;
    throw new OperationError(keeper.status.problem);
  } finally {
    await client.close();
  }
}
