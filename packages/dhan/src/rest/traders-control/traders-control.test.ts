import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import type { PnlExitRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

it('sets the kill switch by query and reads a sentence', async () => {
  dhan.says(200, { dhanClientId: '1100012345', killSwitchStatus: 'Kill Switch has been successfully activated' });
  const { message } = await dhan.client.tradersControl.setKillSwitch('ACTIVATE');
  expect(message).toBe('Kill Switch has been successfully activated');
  expect([dhan.last.url, dhan.last.body]).toEqual(['/v2/killswitch?killSwitchStatus=ACTIVATE', null]);
});

it('reads the two words of the kill switch, and refuses any other', async () => {
  dhan.says(200, { dhanClientId: '1100012345', killSwitchStatus: 'DEACTIVATE' });
  expect((await dhan.client.tradersControl.getKillSwitch()).killSwitchStatus).toBe('DEACTIVATE');
  dhan.says(200, { dhanClientId: '1100012345', killSwitchStatus: 'OFF' });
  await expect(dhan.client.tradersControl.getKillSwitch()).rejects.toThrow(
    /killSwitchStatus: .*"ACTIVATE".*found "OFF"/,
  );
  const wrong = 'ON' as unknown as 'ACTIVATE';
  await expect(dhan.client.tradersControl.setKillSwitch(wrong)).rejects.toThrow(/POST \/killswitch: .*found "ON"/);
});

it('sets an exit by profit and loss', async () => {
  const answer = { pnlExitStatus: 'ACTIVE', message: 'P&L based exit configured successfully' };
  dhan.says(200, answer);
  const request: PnlExitRequest = { profitValue: 5000, lossValue: 2000, productType: ['INTRADAY'] };
  expect(await dhan.client.tradersControl.setPnlExit(request)).toEqual({ ...answer, raw: answer });
  expect(dhan.last.body).toEqual({ dhanClientId: '1100012345', ...request, enableKillSwitch: false });
});

it.each([
  [{ productType: ['INTRADAY'] }, /profitValue: expected profitValue, lossValue or both/],
  [{ lossValue: -2000, productType: ['INTRADAY'] }, /lossValue: expected more than 0 rupees, found -2000/],
  [{ lossValue: 1, productType: ['CNC'] }, /productType.0: .*found "CNC"/],
  [{ lossValue: 1, productType: [] }, /productType/],
])('with %j is refused before it is sent', async (request, words) => {
  await expect(dhan.client.tradersControl.setPnlExit(request as unknown as PnlExitRequest)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it.each([
  ['texts and snake case', { profit: '5000.00', loss: '2000.00', enable_kill_switch: true }],
  ['numbers and camel case', { profit: 5000, loss: 2000, enableKillSwitch: true }],
])('reads an exit in %s', async (_words, fields) => {
  dhan.says(200, { pnlExitStatus: 'ACTIVE', productType: ['INTRADAY', 'DELIVERY'], ...fields });
  expect(await dhan.client.tradersControl.getPnlExit()).toMatchObject({
    pnlExitStatus: 'ACTIVE',
    profitValue: 5000,
    lossValue: 2000,
    productType: ['INTRADAY', 'DELIVERY'],
    enableKillSwitch: true,
  });
});

it('reads an absent exit', async () => {
  dhan.says(200, { pnlExitStatus: 'INACTIVE' });
  expect(await dhan.client.tradersControl.getPnlExit()).toMatchObject({
    pnlExitStatus: 'INACTIVE',
    profitValue: null,
    lossValue: null,
    productType: [],
    enableKillSwitch: false,
  });
});

it.each([
  [{ pnlExitStatus: 'DISABLED', message: 'P&L based exit stopped successfully' }, 'DISABLED'],
  [{ status: 'SUCCESS', message: 'stopped' }, null],
])('ends an exit, answered %j', async (body, status) => {
  dhan.says(200, body);
  expect((await dhan.client.tradersControl.deletePnlExit()).pnlExitStatus).toBe(status);
});
