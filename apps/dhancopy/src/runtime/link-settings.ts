/** The settings of a link, each of them once: what it may be, its flag and its help. Operations, flags and rows are made from this. */
import { z } from 'zod';
import { COPY_ON, FILL_POLICIES } from '@dhancopy/domain/link';
import { AMO_TIMES } from '@dhancopy/domain/order';
import { isDelivery, PRODUCTS } from '@dhancopy/domain/product';
import { durationText } from './operations/duration-text.ts';

function timeMs(min: number, max: number, flag: string, description: string) {
  const expected = `expected a time from ${durationText(min)} to ${durationText(max)}`;
  return z.int().min(min, expected).max(max, expected).meta({ description, flag, value: 'time', notation: 'time' });
}

function percentBps(flag: string, description: string) {
  const expected = 'expected a percentage from 0% to 100%';
  return z
    .int()
    .min(0, expected)
    .max(10_000, expected)
    .meta({ description, flag, value: 'percent', notation: 'percent' });
}

const PRODUCT_PAIR = `expected <leader's>=<follower's> such as CNC=MTF; products are ${PRODUCTS.join(', ')}`;
const product = z.enum(PRODUCTS, PRODUCT_PAIR);
const products = z.partialRecord(product, product, PRODUCT_PAIR).meta({
  description: "replace one of the leader's products for the follower; repeatable",
  flag: 'product',
  value: 'from=to',
  notation: 'pairs',
});

const fields = {
  belowOneLot: z
    .enum(['skip', 'one_lot'])
    .meta({ description: 'what to do when the share is below one lot', value: 'choice' }),
  copyOn: z.enum(COPY_ON).meta({
    description:
      'when to copy a leader order: accepted (by the broker), transit (one step earlier), fill (only executions)',
    value: 'moment',
  }),
  fillPolicy: z.enum(FILL_POLICIES).meta({
    description:
      'what to do with an entry copy that still rests after the leader has filled: leave it, chase the price up to --price-band, or cancel it',
    value: 'policy',
  }),
  fillTimeoutMs: timeMs(
    100,
    3_600_000,
    'fill-timeout',
    'how long a copy may rest after the leader has filled, for example 5s',
  ),
  priceBandBps: percentBps('price-band', "how far from the leader's price an entry may be chased, or copied late"),
  lateEntryMs: timeMs(
    0,
    86_400_000,
    'late-entry',
    'skip an entry that the leader filled longer ago than this, for example 10s',
  ),
  surplus: z.enum(['unwind', 'keep']).meta({
    description: 'what to do when an entry copy filled more than its share: unwind (close the surplus) or keep it',
    value: 'choice',
  }),
  amoTime: z.enum(AMO_TIMES).meta({ description: 'when after-market copies are sent to the exchange', value: 'time' }),
};

/** What an operator may set. */
export const linkSettings = z.object({
  ...fields,
  products: products.superRefine((pairs, ctx) => {
    for (const [from, to] of Object.entries(pairs)) {
      if (isDelivery(product.parse(from)) !== isDelivery(to)) ctx.addIssue(nettedOtherwise(from, to));
    }
  }),
});

function nettedOtherwise(from: string, to: string): string {
  return (
    'expected delivery (CNC, MTF) copied as delivery, such as CNC=MTF; ' +
    `${from} cannot be copied as ${to}: delivery nets by the share and the others by the contract`
  );
}

/** What the database may have. A link of an older version may have any pair of products. */
export const storedLinkSettings = linkSettings.extend({
  products,
  openOrders: z.enum(['copy', 'skip']).meta({
    description:
      "entries of the leader's orders that are open now: copy what has not filled yet, or skip them; exits are always copied",
    value: 'choice',
  }),
});

/** The settings among the fields of an operation; what was not given is absent. */
export function givenSettings(asked: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.keys(storedLinkSettings.shape).filter((key) => asked[key] !== undefined);
  return Object.fromEntries(given.map((key) => [key, asked[key]]));
}
