import * as z from 'zod';

/** REST operations by name, as faults and the request log call them. */
export const OPERATIONS = [
  'place',
  'slice',
  'modify',
  'cancel',
  'orders',
  'order',
  'external',
  'trades',
  'superPlace',
  'superModify',
  'superCancel',
  'superOrders',
  'foreverPlace',
  'foreverModify',
  'foreverCancel',
  'foreverOrders',
  'alertPlace',
  'alertModify',
  'alertCancel',
  'alert',
  'alerts',
  'multiOrder',
  'positions',
  'holdings',
  'convert',
  'exitAll',
  'funds',
  'margin',
  'marginMulti',
  'killSwitchSet',
  'killSwitch',
  'pnlExitSet',
  'pnlExit',
  'pnlExitStop',
  'edisTpin',
  'edisForm',
  'edisBulkForm',
  'edisInquire',
  'profile',
  'renewToken',
  'setIp',
  'modifyIp',
  'getIp',
  'ledger',
  'tradeHistory',
  'ltp',
  'ohlc',
  'quote',
  'optionChain',
  'expiryList',
  'historical',
  'intraday',
  'rollingOption',
] as const;
export type Operation = (typeof OPERATIONS)[number];

const fields = z.record(z.string(), z.unknown());

/** The effect of a fault. `processed` says whether the request is carried out before its answer is lost or replaced. */
export const faultEffect = z.discriminatedUnion('kind', [
  /** The request is processed late (`before`, default), or processed at once and answered late (`after`). */
  z.object({ kind: z.literal('latency'), ms: z.number().min(0), when: z.enum(['before', 'after']).default('before') }),
  /** Processed; the connection is destroyed without an answer. */
  z.object({ kind: z.literal('loseAnswer') }),
  /** The connection is destroyed before anything is processed. */
  z.object({ kind: z.literal('loseRequest') }),
  /** Never answered. The connection stays open. */
  z.object({ kind: z.literal('hang'), processed: z.boolean().default(true) }),
  /** Refused with an error body; not processed. */
  z.object({
    kind: z.literal('refuse'),
    httpStatus: z.int().min(400).max(599).default(400),
    errorType: z.string().default('Order_Error'),
    errorCode: z.string().default('DH-906'),
    errorMessage: z.string().default('Incorrect request for order and cannot be processed'),
  }),
  /** Placements only, of every kind: TRANSIT is answered, then the risk system rejects with this text after `RMS:<orderId>:`. */
  z.object({ kind: z.literal('rejectAfterTransit'), reason: z.string().min(1) }),
  /** HTTP 429 with the rate-limit body; not processed. */
  z.object({ kind: z.literal('rate429') }),
  z.object({
    kind: z.literal('status5xx'),
    httpStatus: z.int().min(500).max(599).default(500),
    processed: z.boolean().default(false),
  }),
  /** HTTP 200 with an error object. */
  z.object({
    kind: z.literal('okWithErrorBody'),
    processed: z.boolean().default(false),
    errorCode: z.string().min(1).default('DH-908'),
    errorMessage: z.string().default('Server was not able to process API request. This will only occur rarely.'),
  }),
  /** Lists only: rows that match `where` (all rows without it) get the field values in `set`. */
  z.object({ kind: z.literal('spoilRows'), where: fields.default({}), set: fields }),
  /** Lists only: the answer has the given row as an additional one. */
  z.object({ kind: z.literal('addRow'), row: fields }),
  /** Placements only, of every kind: accepted, but absent from books and look-ups for this time. */
  z.object({ kind: z.literal('lateVisibility'), ms: z.number().min(0) }),
]);

const oneOrMore = <T extends z.ZodType>(item: T): z.ZodUnion<[T, z.ZodArray<T>]> => z.union([item, z.array(item)]);

/** A fault and the requests that it applies to. */
export const faultSpec = z.object({
  /** Client id or ids; all accounts when absent. */
  accounts: oneOrMore(z.string()).optional(),
  /** Operation or operations; all when absent. */
  operations: oneOrMore(z.enum(OPERATIONS)).optional(),
  /** Probability per matching request, drawn from the seed; certain when absent. */
  probability: z.number().min(0).max(1).optional(),
  /** Number of requests before the fault ends; no limit when absent. */
  times: z.int().min(1).optional(),
  effect: faultEffect,
});

export type FaultSpec = z.input<typeof faultSpec>;
export type FaultEffect = z.output<typeof faultEffect>;
