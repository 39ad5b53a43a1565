import type { TriggerRequest } from '../../rest/conditional-triggers/request.ts';
import type { Sample } from './sample.ts';
import { CLIENT_ID } from './sample.ts';

const ORDER = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  orderType: 'LIMIT',
  securityId: '1333',
  quantity: 5,
  validity: 'DAY',
} as const;

export const PRICE_TRIGGER = {
  condition: {
    comparisonType: 'PRICE_WITH_VALUE',
    exchangeSegment: 'NSE_EQ',
    securityId: '1333',
    operator: 'GREATER_THAN',
    comparingValue: 1650,
    expDate: '2026-12-31',
    userNote: 'breakout',
  },
  orders: [{ ...ORDER, price: 1651 }],
} as const satisfies TriggerRequest;

/** Its form on the wire. */
export const TRIGGER_BODY = {
  dhanClientId: CLIENT_ID,
  condition: { ...PRICE_TRIGGER.condition, timeFrame: 'DAY', frequency: 'ONCE' },
  orders: [{ ...ORDER, price: '1651.00', discQuantity: '0', triggerPrice: '0' }],
};
export const TRIGGER_ANSWER = { alertId: '48213', alertStatus: 'ACTIVE' };
export const TRIGGER_ROW = {
  ...TRIGGER_ANSWER,
  createdTime: '2026-09-15T05:15:22Z',
  triggeredTime: null,
  lastPrice: '1612.50',
  condition: { ...TRIGGER_BODY.condition, comparingValue: '1650.00' },
  orders: TRIGGER_BODY.orders,
};
const READ = {
  alertId: '48213',
  lastPrice: 1612.5,
  createdTimeMs: Date.UTC(2026, 8, 15, 5, 15, 22),
  triggeredTimeMs: null,
  condition: { comparingValue: 1650 },
  orders: [{ price: 1651, disclosedQuantity: 0, triggerPrice: 0 }],
};

const documented = { kind: 'documented', from: 'page' } as const;

/** No capture of this module is public. Source: https://dhanhq.co/docs/v2/conditional-trigger/ */
export const CONDITIONAL_TRIGGER_SAMPLES: readonly Sample[] = [
  {
    ...documented,
    endpoint: 'POST /alerts/orders',
    what: 'a number and a status',
    ask: (rooms) => rooms.conditionalTriggers.placeTrigger(PRICE_TRIGGER),
    body: TRIGGER_ANSWER,
    gives: TRIGGER_ANSWER,
  },
  {
    ...documented,
    endpoint: 'PUT /alerts/orders/{alert-id}',
    what: 'a number and a status',
    ask: (rooms) => rooms.conditionalTriggers.modifyTrigger('48213', PRICE_TRIGGER),
    body: TRIGGER_ANSWER,
    gives: TRIGGER_ANSWER,
  },
  {
    ...documented,
    endpoint: 'DELETE /alerts/orders/{alert-id}',
    what: 'a number and a status',
    ask: (rooms) => rooms.conditionalTriggers.deleteTrigger('48213'),
    body: { ...TRIGGER_ANSWER, alertStatus: 'CANCELLED' },
    gives: { alertId: '48213', alertStatus: 'CANCELLED' },
  },
  {
    ...documented,
    endpoint: 'GET /alerts/orders',
    what: 'a list, its last prices as numbers, its times in UTC',
    ask: (rooms) => rooms.conditionalTriggers.getTriggers(),
    body: [{ ...TRIGGER_ROW, lastPrice: 1612.5 }],
    gives: [READ],
  },
  {
    ...documented,
    endpoint: 'GET /alerts/orders/{alert-id}',
    what: 'one, its numbers as texts',
    ask: (rooms) => rooms.conditionalTriggers.getTrigger('48213'),
    body: TRIGGER_ROW,
    gives: READ,
  },
  {
    ...documented,
    from: 'the OpenAPI file of the newer portal, July 2026',
    endpoint: 'POST /alerts/multi/orders',
    what: 'a receipt per leg',
    ask: (rooms) => rooms.conditionalTriggers.placeMultiOrder(PRICE_TRIGGER.orders),
    body: { orders: [{ orderId: '112260915000301', sequence: '1', orderStatus: 'TRANSIT' }] },
    gives: { orders: [{ orderId: '112260915000301', sequence: '1', orderStatus: 'TRANSIT' }] },
  },
];
