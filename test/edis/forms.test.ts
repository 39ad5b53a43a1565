import { afterEach, beforeEach, expect, it } from 'vitest';
import { DhanBroker } from '@dhancopy/dhan/broker';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import { Edis } from 'dhancopy/runtime/edis/edis';
import type { Store } from 'dhancopy/store/store';
import { newStore } from 'dhancopy/store/testing';

const ID = '2000000001';
const ISIN = 'INE040A01034';
let emulator: Emulator;
let broker: DhanBroker;
let store: Store;
let edis: Edis;

beforeEach(async () => {
  emulator = await startEmulator({ rateLimits: false });
  const { accessToken } = emulator.control.addAccount({
    dhanClientId: ID,
    ddpi: false,
    holdings: [{ securityId: '1333', quantity: 100 }],
  });
  broker = new DhanBroker({ dhanClientId: ID, apiUrl: emulator.restUrl, accessToken: () => accessToken });
  store = newStore({ now: Date.now });
  store.accounts.add({ account_id: ID, role: 'follower', name: 'Ravi' });
  edis = new Edis(store, () => broker.edis, Date.now);
});
afterEach(async () => {
  await broker.close();
  store.close();
  await emulator.close();
});

/** @param qty - units; null for a bulk form */
const form = (qty: number | null): Promise<string> => edis.form({ clientId: ID, isins: [ISIN], qty, exchange: 'NSE' });

/** The account owner opens the form and enters the T-PIN. */
async function authorise(ticket: string): Promise<void> {
  await edis.tpin(ID);
  const page = edis.page(ticket) ?? '';
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const ReqId = /name="ReqId" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const tpin = emulator.control.tpin(ID) ?? '';
  const answer = await fetch(action, { method: 'POST', body: new URLSearchParams({ ReqId, tpin }) });
  expect(await answer.text()).toContain('done successfully');
}

/** Quantity and status of each form, oldest first. */
const forms = (): unknown[] =>
  store.edisTransactions
    .recent(10)
    .map(({ qty, status }) => [qty, status])
    .reverse();

it('never counts more units as authorised than the broker has approved', async () => {
  const [, second, third] = [await form(10), await form(20), await form(20)];
  await authorise(third);
  await edis.inquire(ID, ISIN);
  // Which form the 20 approved units are of, the broker does not say: 10 of them cover the oldest, and the rest covers no other.
  const twenty = [
    [10, 'AUTHORIZED'],
    [20, 'PENDING'],
    [20, 'PENDING'],
  ];
  expect(forms()).toEqual(twenty);
  await edis.inquire(ID, 'ALL');
  expect(forms()).toEqual(twenty);
  await authorise(second);
  await edis.inquire(ID, ISIN);
  expect(forms()).toEqual([
    [10, 'AUTHORIZED'],
    [20, 'AUTHORIZED'],
    [20, 'PENDING'],
  ]);
});

it('gives a bulk form what the forms before it leave', async () => {
  const [first, bulk] = [await form(10), await form(null)];
  await form(30);
  await authorise(first);
  await edis.inquire(ID, ISIN);
  expect(forms()).toEqual([
    [10, 'AUTHORIZED'],
    [0, 'PENDING'],
    [30, 'PENDING'],
  ]);
  await authorise(bulk);
  await edis.inquire(ID, ISIN);
  expect(forms()).toEqual([
    [10, 'AUTHORIZED'],
    [100, 'AUTHORIZED'],
    [30, 'PENDING'],
  ]);
});
