import type { Broker } from '../broker.ts';
import { rupeesFromPaise } from '../money/paise.ts';
import { ORDER_CANNOT_BE_PROCESSED, orderError } from '../orders/refusal.ts';
import { fateOf, ok, read, write, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import type { PlaceContext } from '../rest/place-request.ts';
import { alertStatus, type Alert } from './alert.ts';
import { parseAlert, parseMultiOrder } from './alert-requests.ts';

/** Source: https://dhanhq.co/docs/v2/conditional-trigger/ ; the multi order is on the new portal only. */
export const ALERT_OPERATIONS: readonly RestOperation[] = [
  { ...write, name: 'alertPlace', method: 'POST', path: '/alerts/orders', run: place },
  { ...write, name: 'alertModify', method: 'PUT', path: '/alerts/orders/:alertId', run: replace },
  { ...write, name: 'alertCancel', method: 'DELETE', path: '/alerts/orders/:alertId', run: cancel },
  { ...read, name: 'alert', path: '/alerts/orders/:alertId', run: one },
  { ...read, name: 'alerts', path: '/alerts/orders', run: list },
  { ...write, name: 'multiOrder', method: 'POST', path: '/alerts/multi/orders', run: placeMany },
];

function contextOf({ catalogue, orderEntry, settings }: Broker): PlaceContext {
  return { catalogue, market: orderEntry.market, switches: settings.switches };
}

function place(broker: Broker, call: Call): Answer {
  const alert: Alert = {
    alertId: broker.ids.alertId(),
    account: call.account,
    ...parseAlert(call.body, call.account, contextOf(broker), broker.wireTimers.now()),
    createdMs: broker.wireTimers.now(),
    postbackUrl: fateOf(call).postbackUrl ?? null,
    triggeredMs: null,
    cancelled: false,
    last: null,
  };
  broker.alerts.adopt(alert);
  return ok({ alertId: alert.alertId, alertStatus: 'ACTIVE' });
}

/** The request replaces the whole body. A field that is left out is removed. */
function replace(broker: Broker, call: Call): Answer {
  const alert = activeAlert(broker, call);
  Object.assign(alert, parseAlert(call.body, call.account, contextOf(broker), broker.wireTimers.now()), { last: null });
  broker.alerts.adopt(alert);
  return ok({ alertId: alert.alertId, alertStatus: 'ACTIVE' });
}

function cancel(broker: Broker, call: Call): Answer {
  const alert = activeAlert(broker, call);
  alert.cancelled = true;
  return ok({ alertId: alert.alertId, alertStatus: 'CANCELLED' });
}

function one(broker: Broker, call: Call): Answer {
  const row = alertRow(broker, ownAlert(broker, call));
  // Text here, a number in the list, as in the two samples.
  return ok({ ...row, lastPrice: Number(row['lastPrice']).toFixed(2) });
}

function list(broker: Broker, { account }: Call): Answer {
  return ok(broker.alerts.of(account.dhanClientId).map((alert) => alertRow(broker, alert)));
}

function placeMany(broker: Broker, call: Call): Answer {
  const legs = parseMultiOrder(call.body, call.account, contextOf(broker));
  const orders = legs.map(({ sequence, ticket }) => {
    const { orderId } = broker.orderEntry.place(call.account, ticket, fateOf(call));
    return { orderId, sequence, orderStatus: 'TRANSIT' };
  });
  return ok({ orders });
}

function ownAlert(broker: Broker, { account, params }: Call): Alert {
  const alert = broker.alerts.find(account.dhanClientId, params['alertId'] ?? '');
  if (alert === undefined) throw orderError(ORDER_CANNOT_BE_PROCESSED, 'alertId: no such trigger in this account');
  return alert;
}

function activeAlert(broker: Broker, call: Call): Alert {
  const alert = ownAlert(broker, call);
  const status = alertStatus(alert, broker.wireTimers.now());
  if (status !== 'ACTIVE') throw orderError(ORDER_CANNOT_BE_PROCESSED, `alertId: the trigger is ${status}`);
  return alert;
}

/** Times are UTC here, unlike everywhere else. A number of the condition comes back as text. */
function alertRow(broker: Broker, alert: Alert): Record<string, unknown> {
  const { comparingValue } = alert.conditionFields;
  return {
    alertId: alert.alertId,
    alertStatus: alertStatus(alert, broker.wireTimers.now()),
    createdTime: utcSeconds(alert.createdMs),
    triggeredTime: alert.triggeredMs === null ? null : utcSeconds(alert.triggeredMs),
    lastPrice: rupeesFromPaise(broker.orderEntry.market.ltpPaise(alert.condition.instrument)),
    condition: {
      ...alert.conditionFields,
      ...(comparingValue === undefined ? {} : { comparingValue: Number(comparingValue).toFixed(2) }),
    },
    orders: alert.orderFields,
  };
}

function utcSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
