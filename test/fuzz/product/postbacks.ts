import type { EngineHandle } from 'dhancopy/runtime/engine-handle';
import { createPostbackApp } from 'dhancopy/server/postback-server';
import { POSTBACK } from '@dhancopy/dhan/testing/samples/postback';
import type { Chance } from '../chance.ts';
import { mutateJsonText, mutateText } from '../mutate.ts';
import { Finding } from '../oracle.ts';
import type { Target } from '../target.ts';
import { noSecrets } from './world/judge.ts';
import { baselineOf, pickVariant, playDay, sameCopies } from './world/play.ts';
import { FOLLOWERS, LEADER, TOKEN } from './world/world.ts';
import type { World } from './world/world.ts';

const PATH = 'a-path-secret-that-only-the-broker-knows';
const POSTS_MAX = 60;
/** Rereads wait for 200 ms. */
const PACE = { pauseMs: 400, restMs: 2_000 };
const STATUSES = [200, 400, 401, 404, 405, 413, 415, 429, 431];

/** An account's postback of one of its own orders, spoilt. */
function spoiltPost(world: World, account: string, chance: Chance): string {
  const orders = world.broker.orders.filter((order) => order.account === account);
  const order = orders.length > 0 ? chance.pick(orders) : null;
  const base = order && {
    ...POSTBACK,
    dhanClientId: account,
    orderId: order.orderId,
    correlationId: order.correlationId,
    orderStatus: order.status,
    transactionType: order.side,
    exchangeSegment: order.contract.exchangeSegment,
    productType: order.product,
    securityId: order.contract.securityId,
    quantity: order.quantity,
    price: order.price,
    filled_qty: order.filled,
  };
  const text = mutateJsonText(base ?? POSTBACK, chance);
  return chance.percent(1) ? text.replace(/"(\d{10})"/, `"${TOKEN}"`) : text;
}

/** Posts from anybody on the internet, next to a day of the leader. Nothing in them is believed: the same is copied as without them. */
export const POSTBACK_SERVER_TARGET: Target = {
  name: 'postback-server',
  weight: 4,
  async run(chance, note) {
    const variant = pickVariant(chance);
    const expected = await baselineOf(variant, PACE);
    const account = chance.pick([LEADER, ...Object.keys(FOLLOWERS)]);
    let hasToken = false;
    const writes = await playDay(
      variant,
      {
        pace: PACE,
        async between(world) {
          if (world.broker.orders.filter((order) => order.account === LEADER).length === 1) receive(world, account);
          const engine = {
            postback: (received: object) => Promise.resolve(world.postbacks.receive(received as never)),
          };
          const app = createPostbackApp(() => engine as unknown as EngineHandle);
          for (let count = chance.below(POSTS_MAX); count > 0; count -= 1) {
            const body = spoiltPost(world, account, chance);
            const path = chance.percent(85) ? PATH : encodeURIComponent(mutateText(PATH, chance).toWellFormed());
            note(`${path} ${body}`);
            hasToken ||= body.includes(TOKEN);
            const answer = await app.inject({ method: 'POST', url: `/postback/${path}`, payload: body });
            if (!STATUSES.includes(answer.statusCode))
              throw new Finding(`answered with ${answer.statusCode}: ${answer.body}`);
            if (answer.body !== '{}' && answer.statusCode !== 404)
              throw new Finding(`says ${answer.body.slice(0, 200)}`);
          }
          await app.close();
        },
      },
      (world) => noSecrets(world, hasToken),
    );
    sameCopies(expected, writes);
  },
};

/** The address is set up. */
function receive({ store, postbacks }: World, account: string): void {
  store.postbackConfigs.set({
    account_type: account === LEADER ? 'leader' : 'follower',
    account_id: account,
    webhook_url: 'https://desk.example/postback/',
    path_secret: PATH,
    webhook_secret: null,
    event_types: null,
  });
  store.config.set('postback_enabled', true);
  postbacks.reload();
}
