import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Trader } from '@dhancopy/simulation/trader';
import { CliBench, until } from './testing/cli.ts';

const LEADER = '1000000001';
const LATE = '2000000001';

let bench: CliBench;
beforeAll(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
});
afterAll(() => bench.close());

describe('a follower who is added while the engine runs and the leader has an order at rest', () => {
  it('has a copy of what has not filled yet, at once, where that was chosen', async () => {
    await bench.startEngine();
    const leader = new Trader(bench.emulator.control, LEADER);
    const open = leader.buy(20, { orderType: 'LIMIT', price: 1600 });
    await until('it is at the exchange', () => leader.open().some(({ status }) => status === 'PENDING'));
    leader.fill(open, 5);
    await bench.addAccount('follower', LATE);
    await sleep(1_100); // The times of the broker and of links have whole seconds.
    const add = `link add --leader ${LEADER} --follower ${LATE} --sizing same_quantity --open-orders copy`;
    expect(await bench.run(add)).toMatchObject({ code: 0 });
    const follower = new Trader(bench.emulator.control, LATE);
    await until('a copy rests', () => follower.open().some(({ status }) => status === 'PENDING'));
    expect(follower.open().map(({ quantity, priceRupees }) => [quantity, priceRupees])).toEqual([[15, 1600]]);
    leader.fill(open, 15);
    follower.fill(follower.open()[0]?.orderId ?? '', 15);
    leader.sell(20);
    await until('both are out', () => leader.open().length === 0 && follower.open().length === 0 && sold(follower));
    expect(bench.emulator.control.book(LATE).positions.map(({ netQuantity }) => netQuantity)).toEqual([0]);
  });
});

function sold(follower: Trader): boolean {
  return follower.control.book(LATE).positions.some(({ sellQuantity }) => sellQuantity === 15);
}
