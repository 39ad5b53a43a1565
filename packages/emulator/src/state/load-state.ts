import { Account } from '../accounts/account.ts';
import type { Session } from '../accounts/account-registry.ts';
import type { EdisApproval } from '../accounts/edis-approvals.ts';
import type { IpFlag, IpSlot } from '../accounts/static-ips.ts';
import type { Alert } from '../alerts/alert.ts';
import type { ConsentClient } from '../auth/logins.ts';
import { resetBroker, type Broker } from '../broker.ts';
import type { DayState } from '../candles/candle-book.ts';
import { EmulatorError } from '../emulator-error.ts';
import type { Listing } from '../instruments/catalogue.ts';
import type { ForeverOrder } from '../forever-orders/forever-order.ts';
import type { MarketState } from '../market/market.ts';
import type { OrderCounters } from '../orders/order-ids.ts';
import type { Order } from '../orders/order.ts';
import type { SuperOrder } from '../super-orders/super-order.ts';
import type { PnlExit } from '../traders-control/pnl-exits.ts';
import { fromJson, type Json, type Resolver } from './references.ts';
import { savedState } from './saved-state.ts';

type AccountState = ConstructorParameters<typeof Account>[0] & {
  readonly ipSlots: Partial<Record<IpFlag, IpSlot>>;
  readonly approvals: readonly EdisApproval[];
  readonly tpin: string | null;
  readonly killSwitchDay: string | null;
  readonly settledPaise?: number;
  readonly trades: readonly (readonly [orderId: string, exchangeTradeId: string])[];
};

/**
 * Replaces the current state by a saved one. Orders that rest at the same price keep the order in which they were placed.
 *
 * @throws EmulatorError when the state has another version or names an unknown instrument
 */
export function loadState(broker: Broker, saved: unknown): void {
  const parsed = savedState.safeParse(saved);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EmulatorError(`saved state: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`);
  }
  const state = parsed.data;
  const orders = new Map<string, Order>();
  const listings = state.listings.map((json) => json as unknown as Listing);
  const resolver = resolverOf(broker, orders, listings);
  // This program wrote the state: the types hold, and each reference is checked.
  const read = (json: Json): unknown => fromJson(json, resolver);
  // Accounts and orders are read before anything is dropped, because most errors show there.
  const accountStates = state.accounts.map((json) => read(json) as AccountState);
  for (const json of state.orders) {
    const order = read(json) as Order;
    orders.set(order.orderId, order);
  }
  resetBroker(broker);
  broker.ids.restore(read(state.counters) as OrderCounters);
  (read(state.chance) as number[]).forEach((at, index) => {
    const chance = broker.chances[index];
    if (chance !== undefined) chance.state = at;
  });
  broker.marketClosed = state.marketClosed;
  broker.amoRefused = state.amoRefused;
  for (const listing of listings) broker.catalogue.change(listing);
  for (const account of accountStates) broker.accounts.add(accountOf(account, orders));
  for (const json of state.sessions) broker.accounts.restore(read(json) as Session);
  for (const json of state.markets) broker.orderEntry.market.restore(read(json) as MarketState);
  for (const json of state.days) broker.candles.restore(read(json) as DayState);
  for (const order of orders.values()) broker.orderEntry.resume(order);
  for (const json of state.superOrders) broker.superOrders.adopt(read(json) as SuperOrder);
  for (const json of state.foreverOrders) broker.foreverOrders.adopt(read(json) as ForeverOrder);
  for (const json of state.alerts) broker.alerts.adopt(read(json) as Alert, false);
  for (const json of state.pnlExits) broker.pnlExits.set(read(json) as PnlExit);
  for (const json of state.consentClients) broker.logins.restoreClient(read(json) as ConsentClient);
}

function resolverOf(broker: Broker, orders: ReadonlyMap<string, Order>, listings: readonly Listing[]): Resolver {
  const found = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new EmulatorError(`saved state: there is no ${what} here`);
    return value;
  };
  return {
    instrument: (segment, id) => {
      const changed = listings.find(
        ({ instrument }) => instrument.exchangeSegment === segment && instrument.securityId === id,
      );
      return found(changed?.instrument ?? broker.catalogue.first(segment, id), `instrument ${segment} ${id}`);
    },
    order: (orderId) => found(orders.get(orderId), `order ${orderId}`),
    account: (dhanClientId) => found(broker.accounts.find(dhanClientId), `account ${dhanClientId}`),
  };
}

function accountOf(state: AccountState, orders: ReadonlyMap<string, Order>): Account {
  const account = new Account(state);
  account.killSwitchDay = state.killSwitchDay;
  account.settledPaise = state.settledPaise ?? 0;
  account.edis.tpin = state.tpin;
  account.edis.restore(state.approvals);
  Object.assign(account.staticIps.slots, state.ipSlots);
  const own = [...orders.values()].filter((order) => order.dhanClientId === account.dhanClientId);
  const trades = state.trades.map(([orderId, exchangeTradeId]) => {
    const order = orders.get(orderId);
    const trade = order?.trades.find((one) => one.exchangeTradeId === exchangeTradeId);
    if (order === undefined || trade === undefined) throw new EmulatorError(`saved state: no trade ${exchangeTradeId}`);
    return { order, trade };
  });
  account.resume(own, trades);
  return account;
}
