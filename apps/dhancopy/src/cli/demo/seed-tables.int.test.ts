import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import { bookOf } from '@dhancopy/simulation/books';
import { causeOf } from '@dhancopy/simulation/proof/mark';
import { prove } from '@dhancopy/simulation/proof/prove';
import { BREAKS, tamper } from '@dhancopy/simulation/proof/tamper';
import { NIFTY_PUT } from '@dhancopy/simulation/instruments';
import seed from '../../store/schema/facts/v3.json' with { type: 'json' };
import { SEED_EXAMPLES } from '../../store/schema/seed-examples.ts';
import { LEADER } from './cast.ts';
import { HELD, POSITION_LIMIT } from './roles.ts';
import { playedDemo } from './testing/played-demo.ts';
import type { PlayedDemo, Row } from './testing/played-demo.ts';

/** The demo takes half a minute, and more on a busy machine. */
const TIMEOUT_MS = 120_000;

let demo: PlayedDemo;
beforeAll(async () => {
  demo = await playedDemo();
}, TIMEOUT_MS);
afterAll(async () => {
  await demo.close();
});

const one = (sql: string): Row => demo.rows(sql)[0] ?? {};
const count = (sql: string): number => Number(one(sql)['n']);
const orders = (): (BookOrder & { account: string })[] =>
  demo.books.flatMap(({ dhanClientId: account, orders: own }) => own.map((order) => ({ account, ...order })));
const byText = (texts: readonly string[]): string[] => texts.toSorted();

it('the demo whose database this is has held', () => {
  const { ok, proof, restless } = demo.result;
  expect({ ok, restless, claims: proof.claims.map(({ violations }) => violations) }).toEqual({
    ok: true,
    restless: [],
    claims: [[], [], []],
  });
});

it.each(BREAKS)('its proof does not hold once its books are changed: %s', (how) => {
  const { claims } = prove(tamper(demo.evidence, how));
  const own = BREAKS.indexOf(how);
  expect(claims[own]?.violations).not.toEqual([]);
  // The first claim may notice a missing entry too: an exit that was replaced looks like one too many.
  const first = claims.findIndex(({ violations }) => violations.length > 0);
  expect(how === 'missing' ? [0, own] : [own]).toContain(first);
});

it.each(Object.keys(seed.tables))('%s has rows', (table) => {
  expect(count(`select count(*) as n from ${table}`)).toBeGreaterThan(0);
});

describe('what the tables say is what the broker has', () => {
  it('auth_tokens: each account has one active token, which the broker accepts until the time that we have', async () => {
    const active = demo.rows('select account_id, expires_at from auth_tokens where is_active = 1 order by account_id');
    expect(active.map(({ account_id }) => account_id)).toEqual(demo.books.map((book) => book.dhanClientId));
    for (const { account_id, expires_at } of active) {
      const [profile] = await demo.ask(String(account_id), '/profile');
      expect(profile).toMatchObject({ dhanClientId: account_id, tokenValidity: dayMinute(Number(expires_at)) });
    }
  });

  it('rate_limit_tracking: the orders that the broker was asked for are counted', () => {
    for (const { id } of demo.followers) {
      const asked = demo.control.requests({ dhanClientId: id, operation: 'place' }).length;
      const counted = count(
        `select sum(request_count) as n from rate_limit_tracking where account_id = '${id}' and endpoint = 'place_order'`,
      );
      expect(counted).toBe(asked);
    }
  });

  it('config: the leader last did something when the broker says so', () => {
    const last = Math.max(...leaderOrders().flatMap(({ history }) => history.map(({ atMs }) => atMs)));
    const known = Number(one("select value from config where key = 'last_leader_event_ts'")['value']);
    expect(Math.abs(known - last / 1000)).toBeLessThanOrEqual(1);
    expect(one("select value from config where key = 'postback_enabled'")).toEqual({ value: 'true' });
  });

  it('orders: every order of every account, as it ended', () => {
    const columns = 'id, account_id, order_status, side, product, security_id, quantity, traded_qty';
    expect(demo.rows(`select ${columns} from orders order by id`)).toEqual(
      orders()
        .map((order) => ({
          id: order.orderId,
          account_id: order.account,
          order_status: order.status,
          side: order.transactionType,
          product: order.productType,
          security_id: order.securityId,
          quantity: order.quantity,
          traded_qty: order.filledQuantity,
        }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('order_events: the last step of each order is its end', () => {
    const ends = demo.rows(
      `select e.order_id, e.event_type from order_events as e
       where e.id = (select max(l.id) from order_events as l where l.order_id = e.order_id) order by e.order_id`,
    );
    const words: Readonly<Record<string, string>> = { TRADED: 'FILLED', CANCELLED: 'CANCELED', REJECTED: 'REJECTED' };
    expect(ends.map(({ order_id, event_type }) => `${order_id} ${event_type}`)).toEqual(
      byText(orders().map(({ orderId, status }) => `${orderId} ${words[status]}`)),
    );
  });

  it("order_modifications: the last changed limit is the order's, of the leader and of the copies", () => {
    const last = demo.rows(
      `select m.order_id, m.new_value from order_modifications as m
       where m.status = 'SUCCESS' and m.modification_type = 'PRICE' and m.id = (
         select max(l.id) from order_modifications as l
         where l.order_id = m.order_id and l.status = 'SUCCESS' and l.modification_type = 'PRICE'
       )`,
    );
    const prices = new Map(orders().map(({ orderId, priceRupees }) => [orderId, priceRupees]));
    expect(last.length).toBeGreaterThan(10);
    // 0 asks for the market: the broker sets a limit of its own.
    const limits = last.filter(({ new_value }) => new_value !== '0');
    expect(limits.filter(({ order_id, new_value }) => prices.get(String(order_id)) !== Number(new_value))).toEqual([]);
  });

  it('bracket_order_legs: the super order with its legs, as the broker lists it', async () => {
    const [order] = (await demo.ask(LEADER.id, '/super/orders')) as unknown as [Row & { legDetails: Row[] }];
    const legs = demo.rows(
      `select g.leg_type, g.order_status, g.price, o.id as order_id from bracket_order_legs as g
       left join orders as o on o.id = g.leg_order_id order by g.leg_type`,
    );
    const entry = { leg_type: 'ENTRY', order_status: order['orderStatus'], price: order['price'] };
    const names: Readonly<Record<string, string>> = { STOP_LOSS_LEG: 'SL', TARGET_LEG: 'TARGET' };
    const exits = order.legDetails.map((leg) => ({
      leg_type: names[String(leg['legName'])],
      order_status: leg['orderStatus'],
      price: leg['price'],
    }));
    expect(legs).toMatchObject([entry, ...exits]);
    expect(order['orderStatus']).toBe('CLOSED');
    const ids = new Set(leaderOrders().map(({ orderId }) => orderId));
    expect(legs.every(({ order_id }) => ids.has(String(order_id)))).toBe(true);
  });

  it('forever_orders: the resting forever order, as the broker lists it', async () => {
    const listed = await demo.ask(LEADER.id, '/forever/orders');
    expect(
      demo.rows(
        'select id, order_status, order_type, security_id, quantity, price, trigger_type, trigger_price_below from forever_orders',
      ),
    ).toEqual(
      listed.map((row) => ({
        id: row['orderId'],
        order_status: row['orderStatus'],
        order_type: row['orderType'],
        security_id: row['securityId'],
        quantity: row['quantity'],
        price: row['price'],
        trigger_type: 'LTP_BELOW',
        trigger_price_below: row['triggerPrice'],
      })),
    );
    expect(demo.rows('select id, status from v_active_forever_orders')).toEqual([
      { id: listed[0]?.['orderId'], status: 'ACTIVE' },
    ]);
  });

  it('positions: the latest of every account', () => {
    const latest = demo.rows(
      'select account_id, security_id, product, net_qty, buy_qty, sell_qty from v_latest_positions',
    );
    const words = (row: object): string => Object.values(row).join(' ');
    expect(byText(latest.map(words))).toEqual(
      byText(
        demo.books.flatMap(({ dhanClientId, positions }) =>
          positions.map((each) =>
            words([
              ...[dhanClientId, each.securityId, each.productType],
              ...[each.netQuantity, each.buyQuantity, each.sellQuantity],
            ]),
          ),
        ),
      ),
    );
  });

  it('holdings: the shares of before', () => {
    const latest = demo.rows('select account_id, isin, total_qty, t1qty, avg_cost_price from v_latest_holdings');
    expect(latest).toEqual(
      demo.books.flatMap(({ dhanClientId, holdings }) =>
        holdings.map((each) => ({
          account_id: dhanClientId,
          isin: each.isin,
          total_qty: each.quantity,
          t1qty: each.t1Quantity,
          avg_cost_price: each.averageRupees,
        })),
      ),
    );
    expect(latest).toMatchObject([{ account_id: demo.holder.id, total_qty: HELD.quantity }]);
  });

  it('edis_transactions: what the depository approved', async () => {
    const [approval] = await demo.ask(demo.holder.id, `/edis/inquire/${HELD.isin}`);
    expect(demo.rows('select account_id, isin, qty, status from edis_transactions')).toEqual([
      { account_id: demo.holder.id, isin: HELD.isin, qty: approval?.['aprvdQty'], status: 'AUTHORIZED' },
    ]);
    expect(approval?.['aprvdQty']).toBe(HELD.authorised);
  });

  it('traders_control: a limit that the account never passed', () => {
    const [limit] = demo.rows('select account_id, position_size_limit, is_active from traders_control');
    expect(limit).toEqual({ account_id: demo.limited.id, position_size_limit: POSITION_LIMIT, is_active: 1 });
    const { positions } = bookOf(demo.books, demo.limited.id);
    expect(Math.max(...positions.map(({ buyQuantity }) => buyQuantity))).toBeGreaterThan(0);
    expect(positions.filter(({ netQuantity }) => Math.abs(netQuantity) > POSITION_LIMIT)).toEqual([]);
  });

  it('risk_violations: the entry that broke it is at every other follower, and not at that one', () => {
    const [violation] = demo.rows('select account_id, security_id, order_id, action_taken from risk_violations');
    const leader = leaderOrders().find((each) => each.securityId === NIFTY_PUT.securityId);
    expect(violation).toEqual({
      account_id: demo.limited.id,
      security_id: NIFTY_PUT.securityId,
      order_id: leader?.orderId,
      action_taken: 'ORDER_REJECTED',
    });
    const bought = demo.followers.filter(({ id }) =>
      bookOf(demo.books, id).orders.some((each) => each.securityId === NIFTY_PUT.securityId),
    );
    expect(bought).toEqual(demo.followers.filter(({ id }) => id !== demo.limited.id));
  });

  it('funds: the latest of every account', () => {
    const latest = demo.rows(
      'select account_id, available_balance, sodLimit, margin_used from v_latest_funds order by account_id',
    );
    expect(latest).toEqual(
      demo.books.map(({ dhanClientId, funds }) => ({
        account_id: dhanClientId,
        available_balance: funds.availableRupees,
        sodLimit: funds.sodRupees,
        margin_used: funds.utilizedRupees,
      })),
    );
  });

  it("margin_requirements: what the broker's calculator answers again for an order of its books", async () => {
    const margins = demo.rows(
      `select m.*, o.side from margin_requirements as m join orders as o on o.id = m.order_id order by m.id`,
    );
    expect(margins.length).toBeGreaterThan(1);
    for (const row of margins) {
      const account = String(row['account_id']);
      expect(bookOf(demo.books, account).orders.map(({ orderId }) => orderId)).toContain(row['order_id']);
      const [again] = await demo.ask(account, '/margincalculator', {
        dhanClientId: account,
        exchangeSegment: row['exchange_segment'],
        transactionType: row['side'],
        quantity: row['quantity'],
        productType: row['product'],
        securityId: row['security_id'],
        price: row['price'],
      });
      expect(again?.['totalMargin']).toBe(row['total_margin']);
    }
  });

  it("ledger_entries: the broker's bills, and a balance that they add up to", async () => {
    const { holder } = demo;
    const entries = demo.rows(
      'select account_id, entry_date, voucherNo, debit, credit, balance from ledger_entries order by entry_date, voucherNo',
    );
    expect(new Set(entries.map(({ account_id }) => account_id))).toEqual(new Set([holder.id]));
    const days = [...new Set(entries.map(({ entry_date }) => String(entry_date)))];
    const told = await Promise.all(days.map((day) => demo.ask(holder.id, `/ledger?from-date=${day}&to-date=${day}`)));
    const bills = told.flat().filter(({ voucherdesc }) => voucherdesc === 'BILL');
    const words = (...values: readonly unknown[]): string => values.map(String).join(' ');
    expect(entries.map((row) => words(row['voucherNo'], row['debit'], row['credit'], row['balance']))).toEqual(
      bills.map((row) => words(row['vouchernumber'], ...[row['debit'], row['credit'], row['runbal']].map(Number))),
    );
    // Of the day on which the shares were bought, and of today.
    expect(days).toHaveLength(2);
    const value = HELD.quantity * HELD.boughtRupees;
    expect(Number(entries[0]?.['debit'])).toBeGreaterThan(value);
    expect(Number(entries[0]?.['debit'])).toBeLessThan(value * 1.01);
  });

  it('trades: every trade of every account', () => {
    const known = demo.rows('select account_id, order_id, exchange_trade_id, quantity, price from trades');
    const words = (values: readonly unknown[]): string => values.map(String).join(' ');
    expect(byText(known.map((row) => words(Object.values(row))))).toEqual(
      byText(
        demo.books.flatMap(({ dhanClientId, trades }) =>
          trades.map((each) =>
            words([dhanClientId, each.orderId, each.exchangeTradeId, each.quantity, each.priceRupees]),
          ),
        ),
      ),
    );
  });

  it('postback_configs: one address, which the broker last posted to when the last order of the account changed', () => {
    const [config] = demo.rows('select account_id, is_active, last_triggered_at from postback_configs');
    expect(config).toMatchObject({ account_id: demo.posted.id, is_active: 1 });
    const last = Math.max(...postedOrders().flatMap(({ history }) => history.map(({ atMs }) => atMs)));
    expect(Math.abs(Number(config?.['last_triggered_at']) - last / 1000)).toBeLessThan(5);
  });

  it('postback_events: each order of the account with its end, and each event is of an order', () => {
    const events = demo.rows('select account_id, order_id, event_type, error_message from postback_events');
    const wrong = events.filter(
      ({ account_id, order_id, error_message }) =>
        account_id !== demo.posted.id ||
        error_message !== null ||
        !postedOrders().some(({ orderId }) => orderId === order_id),
    );
    expect(wrong).toEqual([]);
    const told = new Set(events.map(({ order_id, event_type }) => `${order_id} ${event_type}`));
    const untold = postedOrders().filter(({ orderId, status }) => !told.has(`${orderId} ${status}`));
    expect(untold.map(({ orderId, status }) => `${orderId} ${status}`)).toEqual([]);
  });

  it('websocket_connections: one was open for each account, and none is any more', () => {
    const { sockets } = demo.whileRunning;
    expect(sockets).toEqual(demo.books.map(() => 1));
    const last = demo.rows(
      `select c.account_id, c.status from websocket_connections as c
       where c.id = (select max(l.id) from websocket_connections as l where l.account_id = c.account_id)
       order by c.account_id`,
    );
    expect(last).toEqual(demo.books.map(({ dhanClientId }) => ({ account_id: dhanClientId, status: 'DISCONNECTED' })));
    expect(demo.books.map(({ dhanClientId }) => demo.control.streamCount(dhanClientId))).toEqual(
      demo.books.map(() => 0),
    );
  });

  it("websocket_messages: frames of orders that are in the broker's books", () => {
    const told = demo.rows(
      `select distinct json_extract(payload, '$.Data.clientId') as account, json_extract(payload, '$.Data.orderNo') as id
       from websocket_messages where message_type = 'order_alert'`,
    );
    const known = new Set(orders().map(({ account, orderId }) => `${account} ${orderId}`));
    expect(told.length).toBeGreaterThan(100);
    expect(told.filter(({ account, id }) => !known.has(`${account} ${id}`))).toEqual([]);
  });

  it("instruments: those of the broker's list, with their lots", async () => {
    const [head = '', ...lines] = (await demo.instruments()).trim().split('\n');
    const at = (name: string): number => head.split(',').indexOf(name);
    const listed = lines.map((line) => line.split(','));
    const known = demo.rows('select security_id, lot_size from instruments');
    expect(byText(known.map(({ security_id, lot_size }) => `${security_id} ${lot_size}`))).toEqual(
      byText(listed.map((cells) => `${cells[at('SECURITY_ID')]} ${Number(cells[at('LOT_SIZE')])}`)),
    );
  });

  it('copy_mappings: each leader order on each link, and the order that it names is a copy at the broker', () => {
    const known = demo.rows(
      'select link_id, leader_order_id, follower_order_id, account_id, status from copy_mappings',
    );
    const pairs = leaderOrders().flatMap(({ orderId }) => demo.followers.map(({ id }) => `${orderId} ${id}`));
    expect(byText(known.map((row) => `${row['leader_order_id']} ${row['account_id']}`))).toEqual(byText(pairs));
    const named = known.filter(({ follower_order_id }) => follower_order_id !== null);
    expect(named.length).toBeGreaterThan(100);
    const strange = named.filter((row) => {
      const order = orders().find(({ orderId }) => orderId === row['follower_order_id']);
      const cause = causeOf(Number(row['link_id']), String(row['leader_order_id']));
      return order?.account !== row['account_id'] || order?.correlationId?.startsWith(cause) !== true;
    });
    expect(strange).toEqual([]);
  });

  it('audit_log: each placement that reached the broker', () => {
    for (const { id } of demo.followers) {
      const requests = demo.control.requests({ dhanClientId: id, operation: 'place' });
      expect(count(`select count(*) as n from audit_log where account_id = '${id}' and action = 'place_order'`)).toBe(
        requests.length,
      );
    }
  });

  it('error_log: the copies that the broker rejected, by the orders of the leader', () => {
    const rejected = rejectedCopies();
    expect(rejected.length).toBeGreaterThan(0);
    const links = new Map(
      demo.rows('select id, follower_account_id from links').map((row) => [row['follower_account_id'], row['id']]),
    );
    const leaderOrderOf = ({ account, correlationId }: (typeof rejected)[number]): string | undefined =>
      leaderOrders().find(({ orderId }) => correlationId?.startsWith(causeOf(Number(links.get(account)), orderId)))
        ?.orderId;
    expect(demo.rows("select account_id, order_id from error_log where error_type = 'REJECTED' order by id")).toEqual(
      rejected.map((order) => ({ account_id: order.account, order_id: leaderOrderOf(order) })),
    );
  });
});

describe("the seed's examples", () => {
  it('check active orders', () => {
    const { activeOrders, resting, followersResting } = demo.whileRunning;
    expect(activeOrders.map(({ id }) => id)).toEqual(resting);
    expect(followersResting).toContain(activeOrders[0]?.['follower_order_id']);
    // The session is over.
    expect(demo.rows(SEED_EXAMPLES.activeOrders)).toEqual([]);
  });

  it('get latest positions with P&L', async () => {
    const answers = await Promise.all(demo.followers.map(({ id }) => demo.ask(id, '/positions')));
    const open = answers.flat().filter(({ netQty }) => netQty !== 0);
    expect(open.length).toBeGreaterThan(0);
    expect(demo.rows(SEED_EXAMPLES.latestPositions)).toEqual(
      open.map((row) => ({
        security_id: row['securityId'],
        net_qty: row['netQty'],
        realized_pl: row['realizedProfit'],
        unrealized_pl: row['unrealizedProfit'],
        total_pl: Number((Number(row['realizedProfit']) + Number(row['unrealizedProfit'])).toFixed(2)),
      })),
    );
  });

  it('check risk violations', () => {
    const leader = leaderOrders().find((each) => each.securityId === NIFTY_PUT.securityId);
    const [violation, ...others] = demo.rows(SEED_EXAMPLES.riskViolations);
    expect(others).toEqual([]);
    expect(violation).toMatchObject({
      violation_type: 'POSITION_SIZE',
      limit_value: POSITION_LIMIT,
      // Half of what the leader ordered, in whole lots.
      actual_value: Math.floor((leader?.quantity ?? 0) / 2 / NIFTY_PUT.lotSize) * NIFTY_PUT.lotSize,
      action_taken: 'ORDER_REJECTED',
    });
    const placedSec = (leader?.history[0]?.atMs ?? 0) / 1000;
    const violatedSec = Date.parse(`${String(violation?.['violated_time']).replace(' ', 'T')}Z`) / 1000;
    expect(Math.abs(violatedSec - placedSec)).toBeLessThan(5);
  });

  it('monitor WebSocket health', () => {
    const { websocketHealth, sockets } = demo.whileRunning;
    expect(websocketHealth).toHaveLength(sockets.reduce((sum, open) => sum + open, 0));
    expect(websocketHealth.filter(({ account_type }) => account_type === 'leader')).toHaveLength(1);
    for (const row of websocketHealth) {
      expect(row['status']).toBe('CONNECTED');
      expect(row['seconds_since_heartbeat']).toBeGreaterThanOrEqual(0);
      expect(row['seconds_since_heartbeat']).toBeLessThan(60);
    }
    expect(demo.rows(SEED_EXAMPLES.websocketHealth)).toEqual([]);
  });

  it('recent errors summary', () => {
    const rejected = rejectedCopies();
    const found = demo.rows(SEED_EXAMPLES.recentErrors);
    expect(found.find(({ error_type }) => error_type === 'REJECTED')).toMatchObject({
      error_count: rejected.length,
      affected_accounts: [...new Set(rejected.map(({ account }) => account))].join(','),
    });
    expect(found.every(({ error_count }) => Number(error_count) > 0)).toBe(true);
  });
});

function leaderOrders(): readonly BookOrder[] {
  return bookOf(demo.books, LEADER.id).orders;
}

function rejectedCopies(): ReturnType<typeof orders> {
  return orders().filter(({ account, status }) => account !== LEADER.id && status === 'REJECTED');
}

/** Those of the account that the broker posts about. */
function postedOrders(): readonly BookOrder[] {
  return bookOf(demo.books, demo.posted.id).orders;
}

/** As the broker writes the end of a token: `29/11/2026 15:37`, Indian time. */
function dayMinute(sec: number): string {
  const ist = new Date((sec + 19_800) * 1000).toISOString();
  return `${ist.slice(8, 10)}/${ist.slice(5, 7)}/${ist.slice(0, 4)} ${ist.slice(11, 16)}`;
}
