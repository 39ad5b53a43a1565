import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Trader } from '@dhancopy/simulation/trader';
import { CliBench, until } from './testing/cli.ts';
import type { Running } from './testing/cli.ts';

const LEADER = '1000000001';
const HALF = '2000000001';
const TINY = '2000000002';

let bench: CliBench;
let engine: Running;
let trader: Trader;

function held(follower: string): number {
  return bench.emulator.control.book(follower).positions.reduce((sum, { netQuantity }) => sum + netQuantity, 0);
}

/** The messages of copies that `run` has printed, by follower. */
function printed(follower: string): string[] {
  return engine.output.stdout
    .split('\n')
    .filter((line) => line.includes('"event":"copy"'))
    .map((line) => JSON.parse(line) as { account: string; msg: string })
    .filter(({ account }) => account === follower)
    .map(({ msg }) => msg);
}

interface ShownLine {
  readonly copied: number;
  readonly own: number;
  readonly realisedToday: number;
  readonly chargesToday: number;
  readonly netToday: number;
}

/** Asks one command after another, because each is a process, until the answer is right. */
async function answered<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  const endMs = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > endMs) throw new Error(`waited 30 s for another answer than ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

beforeAll(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
  await bench.addAccount('follower', HALF);
  await bench.addAccount('follower', TINY);
  await bench.run(`link add --leader ${LEADER} --follower ${HALF} --sizing fixed_ratio --ratio 0.5`);
  await bench.run(`link add --leader ${LEADER} --follower ${TINY} --sizing fixed_ratio --ratio 0.001`);
  engine = await bench.startEngine();
  trader = new Trader(bench.emulator.control, LEADER);
});
afterAll(() => bench.close());

describe('an order that one follower copies and another cannot', () => {
  let order: string;
  beforeAll(async () => {
    order = trader.buy(100);
    await until('copied', () => held(HALF) === 50);
  });

  it('is a line of run for each follower, once', async () => {
    await until(
      'both are printed',
      () => printed(HALF).some((msg) => msg.includes('filled')) && printed(TINY).length > 0,
    );
    expect(printed(HALF).at(-1)).toMatch(
      /^follower: filled, BUY 50 HDFCBANK at ₹[\d,.]+, for order \d+ of leader \(BUY 100/,
    );
    expect(printed(TINY)).toEqual([expect.stringMatching(/^follower: skipped, BUY HDFCBANK.*below one lot/)]);
  });

  it('is listed by copies, with the reason in words', async () => {
    expect(await bench.json('copies')).toMatchObject([
      { leaderOrderId: order, followerId: HALF, quantity: 50, filled: 50, state: 'filled', reason: null },
      { leaderOrderId: order, followerId: TINY, filled: 0, state: 'skipped', reasonCode: 'BELOW_ONE_LOT' },
    ]);
    const { stdout } = await bench.run(`copies --follower ${TINY}`);
    expect(stdout).toContain("the follower's share is below one lot");
    expect(stdout).toContain('1 leader order, 1 copy: 1 skipped');
    expect(await bench.json('copies --state filled')).toHaveLength(1);
    expect(await bench.run(`copies --state copied`)).toMatchObject({ code: 2 });
  });

  it('has a story from the frame to the fill, found by either order', async () => {
    const own = bench.emulator.control.book(HALF).orders[0]?.orderId ?? '';
    // The trades are read some seconds after the fills: then nothing more is added.
    await answered(
      () => bench.run(`story ${order}`),
      ({ stdout }) => stdout.split(' trade ').length > 2,
    );
    const byLeader = await bench.run(`story ${order}`);
    expect((await bench.run(`story ${own}`)).stdout).toBe(byLeader.stdout);
    const steps = [
      'received from the order stream',
      'decided for follower',
      'place order: answered 200',
      'first fill of',
    ];
    const places = steps.map((step) => byLeader.stdout.indexOf(step));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(await bench.json(`story ${order}`)).toMatchObject({
      leaderOrderId: order,
      steps: expect.arrayContaining([
        {
          atUs: expect.any(Number) as number,
          isExact: true,
          accountId: LEADER,
          orderId: order,
          what: 'frame',
          text: 'received from the order stream',
        },
      ]) as unknown,
    });
    expect(await bench.run('story 123')).toMatchObject({ code: 1, stderr: expect.stringContaining('"123"') as string });
  });

  it('is counted by status in the same words', async () => {
    expect(await bench.json('status')).toMatchObject({ last24h: { filled: 1, skipped: 1 } });
    expect((await bench.run('status')).stdout).toContain('1 filled, 1 skipped');
  });
});

describe('what copying has brought', () => {
  it('is shown for each follower, own units apart, after charges', async () => {
    new Trader(bench.emulator.control, HALF).buy(7);
    trader.sell(100);
    await until('out', () => held(HALF) === 7);
    // When the last trade is on record, so is everything else.
    const days = await answered(
      async () => (await bench.json(`pnl ${HALF}`)) as { bought: number; sold: number; net: number }[],
      ([day]) => day?.bought === 57 && day.sold === 50,
    );
    expect(days).toHaveLength(1);
    const [half] = await answered(
      async () => (await bench.json(`positions --follower ${HALF}`)) as { lines: ShownLine[] }[],
      ([follower]) => follower?.lines[0]?.own === 7 && follower.lines[0].copied === 0,
    );
    const trades = bench.emulator.control
      .book(HALF)
      .orders.filter(({ correlationId }) => correlationId?.startsWith('dc_'));
    const cash = trades.reduce(
      (sum, each) => sum + (each.transactionType === 'BUY' ? -1 : 1) * each.filledQuantity * each.averageRupees,
      0,
    );
    const line = half?.lines[0];
    expect(line?.realisedToday).toBeCloseTo(cash, 2);
    expect(line?.chargesToday).toBeGreaterThan(0);
    expect(line?.netToday).toBeCloseTo((line?.realisedToday ?? 0) - (line?.chargesToday ?? 0), 6);

    expect((await bench.run('positions')).stdout).toContain('after charges');
  });
});

describe('what needs somebody', () => {
  it('is said first, and not when nothing does', async () => {
    expect((await bench.run('status')).stdout).toMatch(/^nothing needs you now/);
    await bench.run('kill');
    expect((await bench.run('status')).stdout).toMatch(/^NEEDS YOU:\n {2}the kill switch is on/);
    await bench.run('resume');
    await bench.run(`link pause --leader ${LEADER} --follower ${TINY}`);
    const command = `link resume --leader ${LEADER} --follower ${TINY}`;
    expect((await bench.run('status')).stdout).toMatch(new RegExp(`is paused: .*; run "dhancopy ${command}"`));
    await bench.run(command);
  });

  it('is a token that the broker refuses, and its account that is back', async () => {
    bench.emulator.control.expireToken(HALF);
    trader.buy(10);
    const output = (): string => engine.output.stdout.slice(-2_000);
    await until('it is blocked', () => engine.output.stdout.includes('ACCOUNT_BLOCKED'), output, 30_000);
    const shown = (await bench.run('status')).stdout;
    expect(shown).toContain('REFUSED');
    const { accessToken } = bench.emulator.control.mintToken(HALF);
    await bench.run(`account token --client-id ${HALF} --token-stdin`, { input: accessToken });
    await until('it is back', () => engine.output.stdout.includes('ACCOUNT_BACK'), output, 30_000);
  });
});
