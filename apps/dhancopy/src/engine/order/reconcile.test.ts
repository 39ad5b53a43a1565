import { describe, expect, it } from 'vitest';
import type { ClientOrderId } from '@dhancopy/domain/ids';
import { venueOrderId } from '@dhancopy/domain/ids';
import type { OrderTerms } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import type { CopyOrder, OpenOrder } from './copy-order.ts';
import { MODIFICATIONS_MAX, REFUSALS_MAX, reconcile } from './reconcile.ts';
import type { Want } from './reconcile.ts';

const NOW = 1_000_000;
const terms: OrderTerms = {
  orderType: 'LIMIT',
  timeInForce: 'DAY',
  quantity: 50,
  price: paise(160_000),
  triggerPrice: NO_PRICE,
  disclosedQty: 0,
};
const want: Want = { quantity: 50, terms, chase: 0, goOn: false, inTime: true };
const fresh: CopyOrder = {
  slice: 0,
  generation: 0,
  clientOrderId: 'dc_1_x_00' as ClientOrderId,
  side: 'BUY',
  actual: { state: 'none' },
  inFlight: null,
  earlier: [],
  refusals: 0,
  notBeforeMs: 0,
  failure: null,
};
const resting: OpenOrder = {
  state: 'open',
  venueOrderId: venueOrderId('1'),
  terms,
  termsSinceMs: NOW - 5_000,
  earlierTerms: [],
  status: 'ACCEPTED',
  filledQty: 0,
  modifications: 0,
  chased: 0,
  cancelSent: false,
  suspect: false,
};
const open = (change: Partial<OpenOrder> = {}): CopyOrder => ({ ...fresh, actual: { ...resting, ...change } });
const closed = (how: Extract<CopyOrder['actual'], { state: 'closed' }>['how'], change = {}): CopyOrder => ({
  ...fresh,
  actual: {
    state: 'closed',
    venueOrderId: venueOrderId('1'),
    how,
    byUs: false,
    timeInForce: 'DAY',
    filledQty: 0,
    text: 'words',
    ...change,
  },
});
const unknown: CopyOrder = { ...fresh, actual: { state: 'unknown', sinceMs: NOW, absentReads: 9, terms } };
const flying: CopyOrder = { ...fresh, inFlight: { kind: 'place', sinceMs: NOW, terms, chase: 0 } };
const price = (value: number): Want => ({ ...want, terms: { ...terms, price: paise(value) } });

/** The table: what the copy is, what it should be, and the one next action. */
describe('the next action', () => {
  it.each([
    ['nothing is there yet', fresh, want, { do: 'place', terms, nextGeneration: false }],
    ['nothing is wanted', fresh, { ...want, quantity: 0 }, { do: 'nothing' }],
    ['a command is in flight, whatever is wanted', flying, { ...want, quantity: 0 }, { do: 'nothing' }],
    ['the answer never came: never again on a guess', unknown, want, { do: 'lookup' }],
    ['the answer never came, and nothing is wanted any more', unknown, { ...want, quantity: 0 }, { do: 'lookup' }],
    ['it rests in step', open(), want, { do: 'nothing' }],
    ['another price is wanted', open(), price(160_500), { do: 'modify', terms: { ...terms, price: 160_500 } }],
    ['more is wanted', open(), { ...want, quantity: 80 }, { do: 'modify', terms: { ...terms, quantity: 80 } }],
    ['less is wanted than has filled', open({ filledQty: 30 }), { ...want, quantity: 20 }, { do: 'cancel' }],
    ['it is wanted no more', open(), { ...want, quantity: 0 }, { do: 'cancel' }],
    ['the market is to price the rest anew', open(), { ...want, chase: 1 }, { do: 'modify', terms }],
    ['its modifications are used up', open({ modifications: MODIFICATIONS_MAX }), price(160_500), { do: 'cancel' }],
    [
      'the broker refuses each change of an entry',
      { ...open(), refusals: REFUSALS_MAX },
      price(160_500),
      { do: 'modify', terms: { ...terms, price: 160_500 } },
    ],
    [
      'the broker refuses each change of an exit',
      { ...open(), refusals: REFUSALS_MAX },
      { ...price(160_500), goOn: true },
      { do: 'cancel' },
    ],
    [
      'the broker refused to cancel it too',
      { ...open(), refusals: REFUSALS_MAX + 1 },
      { ...price(160_500), goOn: true },
      { do: 'modify', terms: { ...terms, price: 160_500 } },
    ],
    ['the broker shows something else', open({ suspect: true }), price(160_500), { do: 'lookup' }],
    [
      'it is not at the exchange yet',
      open({ status: 'SUBMITTED', termsSinceMs: NOW }),
      price(160_500),
      { do: 'wait', untilMs: NOW + 1_000 },
    ],
    ['it should be at the exchange by now', open({ status: 'SUBMITTED' }), want, { do: 'lookup' }],
    ['a cancel was taken and not confirmed', open({ cancelSent: true }), want, { do: 'lookup' }],
    [
      'a refusal is to be slept over',
      { ...open(), notBeforeMs: NOW + 5 },
      price(160_500),
      { do: 'wait', untilMs: NOW + 5 },
    ],
    ['it has filled', closed('FILLED', { filledQty: 50 }), want, { do: 'nothing' }],
    [
      'it has filled and more is wanted',
      closed('FILLED', { filledQty: 50 }),
      { ...want, quantity: 80 },
      { do: 'place', terms: { ...terms, quantity: 30 }, nextGeneration: true },
    ],
    [
      'we cancelled it to place it anew',
      closed('CANCELED', { byUs: true, filledQty: 10 }),
      want,
      { do: 'place', terms: { ...terms, quantity: 40 }, nextGeneration: true },
    ],
    [
      'the follower cancelled it',
      closed('CANCELED'),
      want,
      { do: 'fail', reason: 'FOLLOWER_DETACHED', detail: 'words' },
    ],
    [
      'an immediate entry found too little',
      closed('CANCELED', { timeInForce: 'IOC' }),
      want,
      { do: 'fail', reason: 'IOC_REST', detail: 'words' },
    ],
    [
      'an immediate exit found too little',
      closed('CANCELED', { timeInForce: 'IOC' }),
      { ...want, goOn: true },
      { do: 'place', terms, nextGeneration: true },
    ],
    [
      'it was rejected',
      closed('REJECTED'),
      { ...want, goOn: true },
      { do: 'fail', reason: 'REJECTED', detail: 'words' },
    ],
    ['it was refused', closed('REFUSED'), want, { do: 'fail', reason: 'REFUSED', detail: 'words' }],
    ['it expired', closed('EXPIRED'), want, { do: 'fail', reason: 'COPY_EXPIRED', detail: 'words' }],
    [
      'it is proved absent and the leader still waits',
      closed('ABSENT'),
      want,
      { do: 'place', terms, nextGeneration: true },
    ],
    [
      'it is proved absent and the leader has filled',
      closed('ABSENT'),
      { ...want, inTime: false },
      { do: 'fail', reason: 'ABSENT', detail: 'words' },
    ],
    [
      'an exit is proved absent',
      closed('ABSENT'),
      { ...want, inTime: false, goOn: true },
      { do: 'place', terms, nextGeneration: true },
    ],
    [
      'it was given up',
      { ...open(), failure: { reason: 'FOLLOWER_DETACHED', detail: '' } },
      price(160_500),
      { do: 'nothing' },
    ],
  ] as const)('when %s', (_words, copy, wanted, action) => {
    expect(reconcile(copy, wanted, NOW)).toMatchObject(action);
  });
});
