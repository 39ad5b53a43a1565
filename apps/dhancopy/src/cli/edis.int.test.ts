import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineLock } from '../runtime/engine-lock.ts';
import { CliBench, until } from './testing/cli.ts';

const FOLLOWER = '2000000001';
const ISIN = 'INE040A01034';
let bench: CliBench;
beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  const { accessToken } = bench.emulator.control.addAccount({
    dhanClientId: FOLLOWER,
    ddpi: false,
    holdings: [{ securityId: '1333', quantity: 40 }],
  });
  await bench.run(`account add --role follower --client-id ${FOLLOWER} --name Ravi --token-stdin`, {
    input: accessToken,
  });
});
afterEach(() => bench.close());

const address = (text: string): string => /http:\/\/127\.0\.0\.1:\d+\/edis\/[\w-]+/.exec(text)?.[0] ?? '';

/** A browser that opens the page, posts its form to the depository, and a person who enters what came by phone. */
async function authorise(url: string): Promise<string> {
  const page = await (await fetch(url)).text();
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const ReqId = /name="ReqId" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const tpin = bench.emulator.control.tpin(FOLLOWER) ?? '';
  const answer = await fetch(action, { method: 'POST', body: new URLSearchParams({ ReqId, tpin }) });
  return answer.text();
}

it('a sale is authorised without an engine: the page lives until it was opened', async () => {
  expect(await bench.run(`edis tpin --client-id ${FOLLOWER}`)).toMatchObject({ code: 0 });
  const form = bench.start(`edis form --client-id ${FOLLOWER} --isin ${ISIN} --qty 15 --port 0`.split(' '));
  await until(
    'the address is shown',
    () => address(form.output.stdout) !== '',
    () => form.output.stderr,
  );
  expect(await authorise(address(form.output.stdout))).toContain('done successfully');
  expect(await form.ended).toMatchObject({ code: 0 });

  expect(await bench.json('edis list')).toMatchObject([{ isin: ISIN, qty: 15, status: 'PENDING' }]);
  const inquired = await bench.run(`edis inquire --client-id ${FOLLOWER}`);
  expect(inquired.stdout).toContain(`${ISIN}: 15 of 40 units approved`);
  expect(await bench.json('edis list')).toMatchObject([{ status: 'AUTHORIZED', account_id: FOLLOWER }]);
});

it('by the running engine, all that is held at once, and the page is given out once', async () => {
  const engine = await bench.startEngine();
  await bench.run(`edis tpin --client-id ${FOLLOWER}`);
  const form = await bench.run(`edis form --client-id ${FOLLOWER} --isin ${ISIN}`);
  expect(form).toMatchObject({ code: 0 });
  expect(await authorise(address(form.stdout))).toContain('done successfully');
  const again = await fetch(address(form.stdout));
  expect(again.status).toBe(404);
  const command = /dhancopy (edis form .*?)&quot;/.exec(await again.text())?.[1] ?? '';
  await bench.run(`edis inquire --client-id ${FOLLOWER}`);
  expect(await bench.json('edis list')).toMatchObject([{ bulk: 1, status: 'AUTHORIZED' }]);
  expect(await bench.run(command)).toMatchObject({ code: 0, stdout: expect.stringContaining('/edis/') as string });
  engine.child.kill('SIGTERM');
  await engine.ended;
  const tpin = bench.emulator.control.tpin(FOLLOWER) ?? 'none';
  for (const content of bench.files().values()) expect(content).not.toContain(`tpin=${tpin}`);
});

it('the form waits for another command that holds the folder for a moment', async () => {
  const other = EngineLock.take(bench.home);
  const form = bench.run(`edis form --client-id ${FOLLOWER} --isin ${ISIN} --qty 15 --port 0`);
  await sleep(300);
  other.release();
  await until(
    'the address is shown',
    () => address(bench.printed) !== '',
    () => bench.printed,
  );
  expect((await fetch(address(bench.printed))).status).toBe(200);
  expect(await form).toMatchObject({ code: 0 });
});

it('names what is wrong', async () => {
  const ran = await bench.run(`edis form --client-id ${FOLLOWER} --isin HDFC --qty 1 --port 0`);
  expect(ran.stderr).toContain('ISIN');
  expect(ran.code).not.toBe(0);
  const two = await bench.run(`edis inquire --client-id ${FOLLOWER} --isin x`);
  expect(two).toMatchObject({ code: 2 });
});
