import type { Account } from '../accounts/account.ts';
import type { Broker } from '../broker.ts';
import { toJson, type Json } from './references.ts';
import { STATE_VERSION, type SavedState } from './saved-state.ts';

/**
 * Everything that is kept over a restart: accounts, tokens, orders, prices, and the triggers of the broker. Orders in transit to the
 * exchange arrive first, so nothing is in transit. Faults, sockets, open consents and the request log are not included.
 */
export function saveState(broker: Broker): SavedState {
  broker.orderTimers.flush();
  const accounts = [...broker.accounts.all()];
  const list = (values: Iterable<object>): Json[] => Array.from(values, (value) => toJson(value, value));
  return {
    version: STATE_VERSION,
    savedMs: broker.wireTimers.now(),
    counters: toJson(broker.ids.counters()),
    chance: toJson(broker.chances.map(({ state }) => state)),
    marketClosed: broker.marketClosed,
    amoRefused: broker.amoRefused,
    listings: broker.catalogue.changes().map(({ instrument, ...rest }) => ({
      ...rest,
      instrument: toJson(instrument, instrument),
    })),
    accounts: accounts.map(accountJson),
    sessions: list(broker.accounts.sessions()),
    orders: list(accounts.flatMap((account) => [...account.orders.values()])),
    markets: list(broker.orderEntry.market.states()),
    days: list(broker.candles.states()),
    superOrders: list(broker.superOrders.all()),
    foreverOrders: list(broker.foreverOrders.all()),
    alerts: list(broker.alerts.all()),
    pnlExits: list(broker.pnlExits.all()),
    consentClients: list(broker.logins.clients()),
  };
}

/** Funds follow from orders and positions. They are calculated again when the account is built. */
function accountJson(account: Account): Json {
  return toJson({
    dhanClientId: account.dhanClientId,
    name: account.name,
    identity: account.identity,
    sodPaise: account.sodPaise,
    settledPaise: account.settledPaise,
    openedDay: account.openedDay,
    pastTrades: account.pastTrades,
    holdings: account.holdings,
    positions: [...account.positions.values()],
    allowedIps: account.staticIps.given,
    ipSlots: account.staticIps.slots,
    approvals: account.edis.all(),
    tpin: account.edis.tpin,
    killSwitchDay: account.killSwitchDay,
    // Trades of all orders, oldest first.
    trades: account.trades.map(({ order, trade }) => [order.orderId, trade.exchangeTradeId]),
  });
}
