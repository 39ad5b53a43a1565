import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../store/store.ts';
import { OPENING } from '../store/testing.ts';
import { CliBench } from './testing/cli.ts';

const LEADER = '1100000001';

let bench: CliBench;
beforeAll(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
});
afterAll(() => bench.close());

function record(id: string, status: 'TRIGGERED' | 'ACTIVE'): void {
  const store = openStore({ path: join(bench.home, 'dhancopy.db') });
  store.foreverOrders.record({
    id,
    account_id: LEADER,
    account_type: 'leader',
    order_type: 'SINGLE',
    security_id: '1333',
    exchange_segment: 'NSE_EQ',
    transaction_type: 'BUY',
    product: 'CNC',
    quantity: 5,
    price: 1698,
    trigger_type: 'LTP_ABOVE',
    trigger_price_above: 1700,
    status,
    order_status: status === 'ACTIVE' ? 'CONFIRM' : 'TRADED',
    order_type_after_trigger: 'LIMIT',
    created_at: OPENING,
  });
  store.close();
}

it('orders forever names --all where none is resting any more', async () => {
  const list = async (flags = '') => (await bench.run(`orders forever ${LEADER}${flags}`)).stdout;
  expect(await list()).toMatch(/^no forever orders recorded; a running engine reads the broker's lists when it starts/);
  record('5132', 'TRIGGERED');
  expect(await list()).toBe('no forever order is resting; to list the others, add --all\n');
  expect(await list(' --all')).toMatch(/^5132 .*TRIGGERED/m);
  record('5133', 'ACTIVE');
  expect(await list()).toMatch(/^5133 .*ACTIVE/m);
});
