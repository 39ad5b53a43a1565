import { afterEach, expect, it } from 'vitest';
import { CliBench, until } from 'dhancopy/cli/testing/cli';
import { FOLLOWER } from './case.ts';
import { HDFC, LEADER } from '../kit/rig.ts';

const PAIR = `--leader ${LEADER} --follower ${FOLLOWER}`;
let bench: CliBench;
afterEach(() => bench.close());

it('case 14: the command that removes a link with copied units requires a choice for the units: exit code 3', async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
  await bench.addAccount('follower', FOLLOWER);
  await bench.run(`link add ${PAIR} --sizing fixed_ratio --ratio 1`);
  await bench.startEngine();
  const units = (): number => bench.emulator.control.book(FOLLOWER).positions[0]?.netQuantity ?? 0;
  bench.emulator.control.placeAppOrder(LEADER, {
    ...HDFC,
    transactionType: 'BUY',
    productType: 'INTRADAY',
    orderType: 'MARKET',
    quantity: 100,
  });
  await until('copied', () => units() === 100);
  const refused = await bench.run(`link remove ${PAIR}`);
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.stderr).toMatch(/leave.*close|close.*leave/s);
  expect(await bench.run(`link remove ${PAIR} --positions close`)).toMatchObject({ code: 0 });
  await until('closed', () => units() === 0);
});
