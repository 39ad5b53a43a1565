import { accountId } from '@dhancopy/domain/ids';
import { DhanBroker } from '@dhancopy/dhan/broker';
import type { Store } from '../../store/store.ts';
import { ConsentLogins } from '../access/consent-logins.ts';
import { RegisteredAddresses } from '../access/registered-addresses.ts';
import { TokenRenewal } from '../access/token-renewal.ts';
import type { HeldToken } from '../access/token-renewal.ts';
import { ReadLimiter } from '../account/read-limiter.ts';
import type { BrokerReads } from '../account/order-writes.ts';
import type { ControlContext } from '../controls/controlled-account.ts';
import { BrokerKillSwitch } from '../controls/kill-switch.ts';
import { BrokerPnlExits } from '../controls/pnl-exit.ts';
import { Edis } from '../edis/edis.ts';
import { InstrumentSync } from '../instruments/instrument-sync.ts';
import { syncWords } from '../instruments/words.ts';
import { errorColumns } from '../notices.ts';
import type { Settings } from '../settings.ts';
import { fetchAsked } from '../records/statements/statement-order.ts';
import { systemClock } from '../time/clock.ts';
import { OperationError } from './errors.ts';
import { needAccount } from './need.ts';
import type { BrokerRequests } from './operation.ts';

export interface OwnRequests extends BrokerRequests {
  close(): Promise<void>;
}

/** Asks the broker where no engine runs, with a client of its own for each account. */
export function ownRequests(store: Store, settings: Settings, onProgress: (text: string) => void): OwnRequests {
  const clients = new Map<string, BrokerReads>();

  function clientOf(clientId: string): BrokerReads {
    const { local_address } = needAccount(store, clientId);
    const known = clients.get(clientId);
    if (known) return known;
    const client = new DhanBroker({
      dhanClientId: clientId,
      apiUrl: settings.apiUrl,
      authUrl: settings.authUrl,
      accessToken: () => store.tokens.activeToken(clientId)?.access_token ?? '',
      localAddress: local_address ?? undefined,
    });
    clients.set(clientId, client);
    return client;
  }

  const controls: ControlContext = { store, clientOf, record: (write) => write(store), nowMs: systemClock.nowMs };
  const addresses = new RegisteredAddresses({
    store,
    ipEchoUrl: settings.ipEchoUrl,
    apiOf: (id) => clientOf(id).authentication,
  });
  return {
    logins: new ConsentLogins(store, settings, systemClock.nowMs),
    addresses,
    edis: new Edis(store, (id) => clientOf(id).edis, systemClock.nowMs),
    killSwitch: new BrokerKillSwitch(controls),
    pnlExits: new BrokerPnlExits(controls),
    /** As a running engine does it; here no writes are under way. */
    async renewToken(clientId) {
      const renewal = new TokenRenewal(
        {
          accountId: accountId(clientId),
          role: needAccount(store, clientId).role,
          store,
          api: clientOf(clientId).authentication,
          now: systemClock.nowMs,
          current: () => activeToken(store, clientId),
          reload: () => undefined,
          holdWrites: () => Promise.resolve(() => undefined),
          onTokenWorks: () => undefined,
          notify: () => undefined,
        },
        store.accountLogins.facts().get(clientId),
      );
      if (await renewal.renew('requested by the operator')) return `${clientId} has a new token`;
      throw new OperationError(renewal.status.problem);
    },
    fetchStatement(asked) {
      const { statements } = clientOf(asked.clientId);
      const account = { id: asked.clientId, role: needAccount(store, asked.clientId).role };
      const pace = new ReadLimiter(systemClock);
      return fetchAsked(store, { account, api: statements, turn: () => pace.turn() }, asked, systemClock);
    },
    /** All of the list in one transaction. Held instruments that changed become rows of the error log. */
    async syncInstruments(asked) {
      const sync = new InstrumentSync({
        clock: systemClock,
        settings,
        store,
        onCommitted: () => undefined,
        holders: () => store.instrumentHolders(),
        isTrading: () => false,
        notify: ({ code, text, severity, accountId: id, error }) => {
          const account_type = id === null ? null : 'follower';
          const thrown = errorColumns(error);
          store.errors.add({
            error_type: code,
            ...thrown,
            error_code: thrown.error_code ?? code,
            error_message: text,
            severity,
            account_type,
            account_id: id,
          });
        },
        onProgress,
      });
      return syncWords(await sync.run(asked));
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

function activeToken(store: Store, clientId: string): HeldToken | null {
  const active = store.tokens.activeToken(clientId);
  if (!active) return null;
  return { text: active.access_token, expiresMs: active.expires_at === null ? null : active.expires_at * 1000 };
}
