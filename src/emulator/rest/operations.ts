import type { Account } from '../accounts/account.ts';
import type { Budget } from '../accounts/rate-limiter.ts';
import { totals } from '../accounts/position.ts';
import { availableUnits } from '../accounts/sellable.ts';
import type { Broker } from '../broker.ts';
import type { Operation } from '../faults/fault.ts';
import type { FaultPlan } from '../faults/fault-book.ts';
import type { Order } from '../orders/order.ts';
import { inputException, ORDER_CANNOT_BE_PROCESSED, orderError } from '../orders/refusal.ts';
import { istDateTime, istDayFirst } from '../time/ist.ts';
import { parseModifyRequest } from './modify-request.ts';
import { orderRow, tradeRow } from './order-row.ts';
import { parsePlaceRequest } from './place-request.ts';
import { fundLimit, holdingRow, NO_HOLDINGS, positionRow } from './portfolio-rows.ts';

/** One authenticated call. */
export interface Call {
  readonly account: Account;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly plan: FaultPlan;
}

export interface Answer {
  readonly httpStatus: number;
  readonly body: unknown;
}

/** One endpoint: where it is, what it costs, and what it does. */
export interface RestOperation {
  readonly name: Operation;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly budget: Budget;
  /** Writes need a registered address; reads do not. */
  readonly needsStaticIp: boolean;
  /** @throws Refusal when the broker refuses */
  run(broker: Broker, call: Call): Answer;
}

const read = { method: 'GET', budget: 'nonTrading', needsStaticIp: false } as const;
const write = { budget: 'order', needsStaticIp: true } as const;

/** Source: https://dhanhq.co/docs/v2/ ; later modules add their rows here. */
export const REST_OPERATIONS: readonly RestOperation[] = [
  { ...write, name: 'place', method: 'POST', path: '/orders', run: place },
  { ...write, name: 'modify', method: 'PUT', path: '/orders/:orderId', run: modify },
  { ...write, name: 'cancel', method: 'DELETE', path: '/orders/:orderId', run: cancel },
  {
    ...read,
    name: 'orders',
    path: '/orders',
    run: (broker, call) => ok(visibleOrders(broker, call).map(rowOf(broker))),
  },
  { ...read, name: 'order', path: '/orders/:orderId', run: orderById },
  { ...read, name: 'external', path: '/orders/external/:correlationId', run: orderByCorrelation },
  { ...read, name: 'trades', path: '/trades', run: (_broker, { account }) => ok(account.trades.map(tradeRow)) },
  { ...read, name: 'trades', path: '/trades/:orderId', run: tradesOfOrder },
  { ...read, name: 'positions', path: '/positions', run: positions },
  { ...read, name: 'holdings', path: '/holdings', run: holdings },
  { ...read, name: 'funds', path: '/fundlimit', run: (_broker, { account }) => ok(fundLimit(account)) },
  { ...read, name: 'profile', path: '/profile', run: profile },
];

function ok(body: unknown): Answer {
  return { httpStatus: 200, body };
}

function place(broker: Broker, { account, body, plan }: Call): Answer {
  const { catalogue, desk, settings } = broker;
  const ticket = parsePlaceRequest(body, account, { catalogue, market: desk.market, switches: settings.switches });
  const fate = { hiddenMs: plan.hiddenMs, ...(plan.rejection === null ? {} : { rejection: plan.rejection }) };
  const order = desk.place(account, ticket, fate);
  return ok({ orderId: order.orderId, orderStatus: 'TRANSIT' });
}

function modify(broker: Broker, call: Call): Answer {
  const order = ownOrder(call);
  refuseClosedMarket(broker);
  const { desk, settings } = broker;
  desk.modify(order, parseModifyRequest(call.body, order, { market: desk.market, switches: settings.switches }));
  return ok({ orderId: order.orderId, orderStatus: 'TRANSIT' });
}

/** The answer says CANCELLED before the cancel takes effect: a fill may still win, and only the book tells. */
function cancel(broker: Broker, call: Call): Answer {
  const order = ownOrder(call);
  refuseClosedMarket(broker);
  broker.desk.cancel(order);
  return ok({ orderId: order.orderId, orderStatus: 'CANCELLED' });
}

/** Recorded words. */
function refuseClosedMarket(broker: Broker): void {
  if (broker.marketClosed) throw orderError('Market is Closed! You cannot modify/cancel an order now.');
}

/** The answer to a write on an unknown number is not documented; DH-906 is our guess. */
function ownOrder({ account, params }: Call): Order {
  const order = account.orders.get(params['orderId'] ?? '');
  if (order === undefined) throw orderError(ORDER_CANNOT_BE_PROCESSED, 'orderId: no such order in this account');
  return order;
}

function visibleOrders(broker: Broker, { account }: Call): Order[] {
  const now = broker.wireTimers.now();
  return [...account.orders.values()].filter((order) => order.hiddenUntilMs <= now);
}

function rowOf(broker: Broker): (order: Order) => Record<string, unknown> {
  return (order) => orderRow(order, broker.settings.switches.staleAverage);
}

function orderById(broker: Broker, { account, params }: Call): Answer {
  return lookup(broker, account.orders.get(params['orderId'] ?? ''));
}

/** Several orders may share a correlation id. Which one the broker answers with is unknown; ours is the newest. */
function orderByCorrelation(broker: Broker, { account, params }: Call): Answer {
  return lookup(broker, account.ordersByCorrelation(params['correlationId'] ?? '').at(-1));
}

function lookup(broker: Broker, order: Order | undefined): Answer {
  const { switches } = broker.settings;
  if (order === undefined || order.hiddenUntilMs > broker.wireTimers.now()) {
    if (switches.unknownOrder === 'DH-905') throw inputException('no such order in this account');
    return ok([]);
  }
  const row = rowOf(broker)(order);
  return ok(switches.lookupShape === 'array' ? [row] : row);
}

function tradesOfOrder(_broker: Broker, { account, params }: Call): Answer {
  const order = account.orders.get(params['orderId'] ?? '');
  return ok(order === undefined ? [] : order.trades.map((trade) => tradeRow({ order, trade })));
}

function positions(broker: Broker, { account }: Call): Answer {
  const rows = [...account.positions.values()]
    .filter((position) => totals(position).buyQuantity + totals(position).sellQuantity > 0)
    .map((position) => positionRow(account, position, broker.desk.market.ltpPaise(position.instrument)));
  return ok(rows);
}

function holdings(broker: Broker, { account }: Call): Answer {
  if (account.holdings.length === 0) return NO_HOLDINGS;
  const { catalogue, desk } = broker;
  const rows = account.holdings.map((holding) =>
    holdingRow(holding, availableUnits(account, catalogue, holding), desk.market.ltpPaise(holding.instrument)),
  );
  return ok(rows);
}

/** Source: https://dhanhq.co/docs/v2/authentication/ */
function profile(broker: Broker, { account }: Call): Answer {
  return ok({
    dhanClientId: account.dhanClientId,
    tokenValidity: istDayFirst(broker.accounts.liveUntilMs(account)),
    activeSegment: 'Equity, Derivative, Currency, Commodity',
    ddpi: 'Active',
    mtf: 'Active',
    dataPlan: 'Deactive',
    dataValidity: `${istDateTime(broker.wireTimers.now())}.0`,
  });
}
