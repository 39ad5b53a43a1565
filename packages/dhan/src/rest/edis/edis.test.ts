import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { EDIS_FORM as FORM, EDIS_HTML as HTML, EDIS_INQUIRY as INQUIRY } from '../../testing/samples/edis.ts';
import type { EdisFormRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

it.each([
  [202, ''],
  [200, { dhanClientId: '1100012345', edisStatus: 'SUCCESS', remarks: 'sent' }],
])('requests a T-PIN, answered HTTP %i %j', async (status, body) => {
  dhan.says(status, body);
  const { edisStatus } = await dhan.client.edis.generateTpin();
  expect(edisStatus).toBe(body === '' ? null : 'SUCCESS');
});

it('gets the form, and does not record it', async () => {
  dhan.says(200, { dhanClientId: '1100012345', edisFormHtml: HTML });
  expect((await dhan.client.edis.getForm(FORM)).edisFormHtml).toBe(HTML);
  expect(dhan.last.body).toEqual(FORM);
  expect(JSON.stringify(dhan.calls)).not.toContain('canary-of-the-form');
});

it('gets the form for several ISINs', async () => {
  dhan.says(200, { dhanClientId: '1100012345', edisFormHtml: HTML });
  const request = { isin: ['INE040A01034', 'INE002A01018'], exchange: 'ALL', segment: 'EQ' } as const;
  await dhan.client.edis.getBulkForm(request);
  expect(dhan.last.body).toEqual(request);
});

it.each([
  [{ isin: 'INE040A0103' }, /isin: expected an ISIN.*found "INE040A0103"/],
  [{ qty: 0 }, /qty: expected more than 0/],
  [{ exchange: 'NYSE' }, /exchange/],
])('with %j is refused before it is sent', async (changes, words) => {
  const request = { ...FORM, ...changes } as unknown as EdisFormRequest;
  await expect(dhan.client.edis.getForm(request)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it.each([
  ['as documented', INQUIRY],
  [
    'with texts, the other spelling, and in a list',
    [{ ...INQUIRY, totalQty: '40', aprvdQty: '10', remarks: undefined, remark: INQUIRY.remarks }],
  ],
])('reads an approval %s', async (_words, body) => {
  dhan.says(200, body);
  const [approval] = await dhan.client.edis.inquire('INE040A01034');
  expect(approval).toMatchObject({ dhanClientId: '1100012345', totalQty: 40, aprvdQty: 10, remarks: INQUIRY.remarks });
});

it('returns a failed approval, and throws for a failed call', async () => {
  dhan.says(200, { ...INQUIRY, status: 'FAILED', aprvdQty: 0 });
  expect((await dhan.client.edis.inquire('ALL'))[0]).toMatchObject({ status: 'FAILED', aprvdQty: 0 });
  dhan.says(400, { errorType: 'EDIS_ERROR', errorCode: 'DH-0035', errorMessage: 'x' });
  await expect(dhan.client.edis.inquire('ALL')).rejects.toMatchObject({ code: 'DH-0035', class: 'refused' });
  await expect(dhan.client.edis.inquire('all')).rejects.toThrow(/expected an ISIN/);
});
