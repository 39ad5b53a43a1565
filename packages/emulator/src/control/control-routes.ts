import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { faultSpec, OPERATIONS } from '../faults/fault.ts';
import { accountSpec } from './account-spec.ts';
import { appOrder, appOrderChanges } from './app-order.ts';
import { conversionSpec, squareOffSpec, transferSpec } from './position-specs.ts';
import type { SavedState } from '../state/saved-state.ts';
import type { Control } from './control.ts';
import { ControlError, parseOrExplain } from './control-error.ts';
import { instrumentSpec } from './instrument-spec.ts';
import { nightOptions } from './night.ts';

const id = { dhanClientId: z.string() };
const orderKey = { ...id, orderId: z.string() };
const instrument = { exchangeSegment: z.string(), securityId: z.string() };
const on = { on: z.boolean() };

/** One operation over HTTP: its parameters by name, and the call. */
interface ControlRoute {
  readonly parameters: z.ZodType;
  readonly call: (control: Control, args: unknown) => unknown;
}

function route<T extends z.ZodType>(
  parameters: T,
  call: (control: Control, args: z.output<T>) => unknown,
): ControlRoute {
  return {
    parameters,
    // The schema has just produced these arguments.
    call: (control, args) => call(control, args as z.output<T>),
  };
}

const none = z.strictObject({});
const object = z.strictObject;

/** Every operation of Control, by its name. */
export const CONTROL_ROUTES: Readonly<Record<keyof Control, ControlRoute>> = {
  addAccount: route(accountSpec, (c, spec) => c.addAccount(spec)),
  mintToken: route(object({ ...id, lifetimeSeconds: z.number().positive().optional() }), (c, a) =>
    c.mintToken(a.dhanClientId, a.lifetimeSeconds),
  ),
  expireToken: route(object(id), (c, a) => c.expireToken(a.dhanClientId)),
  addApp: route(object({ ...id, redirectUrl: z.url(), postbackUrl: z.url().optional() }), (c, a) =>
    c.addApp(a.dhanClientId, a.redirectUrl, a.postbackUrl),
  ),
  addPartner: route(object({ redirectUrl: z.url(), postbackUrl: z.url().optional() }), (c, a) =>
    c.addPartner(a.redirectUrl, a.postbackUrl),
  ),
  totp: route(object(id), (c, a) => ({ totp: c.totp(a.dhanClientId) })),
  tpin: route(object(id), (c, a) => ({ tpin: c.tpin(a.dhanClientId) })),
  setFunds: route(object({ ...id, rupees: z.number() }), (c, a) => c.setFunds(a.dhanClientId, a.rupees)),

  placeAppOrder: route(object({ ...id, order: appOrder }), (c, a) => ({
    orderId: c.placeAppOrder(a.dhanClientId, a.order),
  })),
  modifyAppOrder: route(object({ ...orderKey, changes: appOrderChanges }), (c, a) =>
    c.modifyAppOrder(a.dhanClientId, a.orderId, a.changes),
  ),
  cancelAppOrder: route(object(orderKey), (c, a) => c.cancelAppOrder(a.dhanClientId, a.orderId)),
  rejectOrder: route(object({ ...orderKey, reason: z.string().min(1) }), (c, a) =>
    c.rejectOrder(a.dhanClientId, a.orderId, a.reason),
  ),
  releaseAmo: route(none, (c) => ({ released: c.releaseAmo() })),
  expireDayOrders: route(none, (c) => ({ expired: c.expireDayOrders() })),
  setMarketClosed: route(object(on), (c, a) => c.setMarketClosed(a.on)),
  refuseAmo: route(object(on), (c, a) => c.refuseAmo(a.on)),

  squareOff: route(squareOffSpec.extend(id), (c, { dhanClientId, ...which }) => c.squareOff(dhanClientId, which)),
  convertPosition: route(conversionSpec.extend(id), (c, { dhanClientId, ...conversion }) =>
    c.convertPosition(dhanClientId, conversion),
  ),
  transferUnits: route(transferSpec.extend(id), (c, { dhanClientId, ...transfer }) =>
    c.transferUnits(dhanClientId, transfer),
  ),
  fillEnded: route(
    object({ ...orderKey, quantity: z.int().positive(), priceRupees: z.number().positive().optional() }),
    (c, a) => c.fillEnded(a.dhanClientId, a.orderId, a.quantity, a.priceRupees),
  ),

  nextDay: route(nightOptions, (c, night) => ({ day: c.nextDay(night) })),
  expireContract: route(object({ ...instrument, delist: z.boolean().optional() }), (c, a) =>
    c.expireContract(a.exchangeSegment, a.securityId, a.delist),
  ),
  scaleShare: route(object({ ...instrument, from: z.int().positive(), to: z.int().positive() }), (c, a) =>
    c.scaleShare(a.exchangeSegment, a.securityId, a.from, a.to),
  ),
  changeSecurityId: route(
    object({ ...instrument, newSecurityId: z.string().min(1), series: z.string().optional() }),
    (c, a) => c.changeSecurityId(a.exchangeSegment, a.securityId, a.newSecurityId, a.series),
  ),
  listInstrument: route(instrumentSpec, (c, spec) => c.listInstrument(spec)),
  setListed: route(object({ ...instrument, ...on }), (c, a) => c.setListed(a.exchangeSegment, a.securityId, a.on)),

  setPrice: route(object({ ...instrument, rupees: z.number().positive() }), (c, a) =>
    c.setPrice(a.exchangeSegment, a.securityId, a.rupees),
  ),
  price: route(object(instrument), (c, a) => ({ rupees: c.price(a.exchangeSegment, a.securityId) })),
  setLiquidity: route(object({ ...instrument, unitsPerEvent: z.int().nonnegative().nullable() }), (c, a) =>
    c.setLiquidity(a.exchangeSegment, a.securityId, a.unitsPerEvent),
  ),
  startWalk: route(none, (c) => c.startWalk()),
  stopWalk: route(none, (c) => c.stopWalk()),
  fill: route(
    object({ ...orderKey, quantity: z.int().positive(), priceRupees: z.number().positive().optional() }),
    (c, a) => c.fill(a.dhanClientId, a.orderId, a.quantity, a.priceRupees),
  ),
  haltMatching: route(object({ ...instrument, ...on }), (c, a) =>
    c.haltMatching(a.exchangeSegment, a.securityId, a.on),
  ),

  addFault: route(faultSpec, (c, fault) => ({ faultId: c.addFault(fault) })),
  removeFault: route(object({ faultId: z.string() }), (c, a) => c.removeFault(a.faultId)),
  clearFaults: route(none, (c) => c.clearFaults()),
  muteStream: route(object({ ...id, ...on }), (c, a) => c.muteStream(a.dhanClientId, a.on)),
  resetStream: route(object(id), (c, a) => ({ reset: c.resetStream(a.dhanClientId) })),
  refuseStreams: route(object({ ...id, ...on }), (c, a) => c.refuseStreams(a.dhanClientId, a.on)),
  refuseFeeds: route(object({ ...id, ...on }), (c, a) => c.refuseFeeds(a.dhanClientId, a.on)),
  resetFeeds: route(object(id), (c, a) => ({ reset: c.resetFeeds(a.dhanClientId) })),
  duplicateFrames: route(object({ ...id, ...on }), (c, a) => c.duplicateFrames(a.dhanClientId, a.on)),
  delayFrames: route(object({ ...id, ms: z.number().nonnegative() }), (c, a) => c.delayFrames(a.dhanClientId, a.ms)),
  reorderFrames: route(object({ ...id, window: z.int().nonnegative() }), (c, a) =>
    c.reorderFrames(a.dhanClientId, a.window),
  ),
  dropFrames: route(object({ ...id, count: z.int().nonnegative() }), (c, a) => c.dropFrames(a.dhanClientId, a.count)),
  sendRaw: route(object({ ...id, text: z.string().optional(), base64: z.string().optional() }), (c, a) => {
    if ((a.text === undefined) === (a.base64 === undefined)) {
      throw new ControlError('sendRaw: expected either text or base64');
    }
    c.sendRaw(a.dhanClientId, a.text ?? Buffer.from(a.base64 ?? '', 'base64'));
  }),
  streamCount: route(object(id), (c, a) => ({ count: c.streamCount(a.dhanClientId) })),

  books: route(none, (c) => c.books()),
  book: route(object(id), (c, a) => c.book(a.dhanClientId)),
  requests: route(
    object({
      dhanClientId: z.string().optional(),
      operation: z.enum(OPERATIONS).optional(),
      afterNumber: z.int().optional(),
    }),
    (c, filter) => c.requests(filter),
  ),
  save: route(object({ path: z.string().optional() }), (c, a) => c.save(a.path)),
  load: route(object({ path: z.string().optional(), state: z.record(z.string(), z.unknown()).optional() }), (c, a) => {
    const from = a.path ?? (a.state as SavedState | undefined);
    if (from === undefined) throw new ControlError('load: expected either path or state');
    c.load(from);
  }),
  reset: route(none, (c) => c.reset()),
};

/** Serves the control over HTTP: JSON in, JSON out, 400 `{error}` for wrong use. */
export function registerControl(app: FastifyInstance, control: Control): void {
  for (const [name, { parameters, call }] of Object.entries(CONTROL_ROUTES)) {
    app.post(`/control/${name}`, async (request, reply) => {
      try {
        const args = parseOrExplain(parameters, request.body ?? {}, name);
        await reply.send(call(control, args) ?? { done: true });
      } catch (error) {
        if (!(error instanceof ControlError)) throw error;
        await reply.code(400).send({ error: error.message });
      }
    });
  }
}
