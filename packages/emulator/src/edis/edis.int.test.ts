import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, type Bench, type Row } from '../testing/bench.ts';

const isin = 'INE040A01034';
const sell = { transactionType: 'SELL', productType: 'CNC', price: 1620 } as const;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench({}, { ddpi: false, holdings: [{ securityId: '1333', quantity: 40 }] });
});
afterEach(() => bench.close());

const submit = async (url: string, fields: Record<string, string>): Promise<{ status: number; text: string }> => {
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: statusCode, text: await body.text() };
};
/** Submits the form as a browser does. */
const formOf = (answer: unknown): { url: string; ReqId: string } => {
  const html = String((answer as Row)['edisFormHtml']).replaceAll('\\"', '"');
  return {
    url: /action="([^"]+)"/.exec(html)?.[1] ?? '',
    ReqId: /name="ReqId" value="([^"]+)"/.exec(html)?.[1] ?? '',
  };
};

describe('a sale from holdings without power of attorney', () => {
  it('is rejected before an authorisation at the depository, and accepted for the authorised units only', async () => {
    expect((await bench.rest.get('/profile')).body).toMatchObject({ ddpi: 'Deactive' });
    expect((await bench.row(await bench.place(sell)))['omsErrorDescription']).toMatch(/eDIS/);
    expect(bench.control.tpin(bench.id)).toBeNull();
    expect(await bench.rest.get('/edis/tpin')).toEqual({ status: 202, body: undefined });
    const body = { isin, qty: 15, exchange: 'NSE', segment: 'EQ', bulk: false };
    const answer = await bench.rest.post('/edis/form', body);
    expect(answer).toMatchObject({ status: 200, body: { dhanClientId: bench.id } });
    const { url, ReqId } = formOf(answer.body);
    expect(await submit(url, { ReqId })).toMatchObject({
      status: 200,
      text: expect.stringContaining(`${isin}: 15`) as string,
    });
    expect(await submit(url, { ReqId, tpin: '000000' })).toMatchObject({ status: 400 });
    const tpin = bench.control.tpin(bench.id) ?? '';
    expect(await submit(url, { ReqId, tpin })).toMatchObject({ status: 200 });
    expect(await submit(url, { ReqId, tpin })).toMatchObject({ status: 400 });
    expect(await bench.rest.get(`/edis/inquire/${isin}`)).toEqual({
      status: 200,
      body: {
        clientId: bench.id,
        isin,
        totalQty: 40,
        aprvdQty: 15,
        status: 'SUCCESS',
        remarks: 'eDIS transaction done successfully',
      },
    });
    expect(await bench.row(await bench.place(sell))).toMatchObject({ orderStatus: 'PENDING' });
    expect(await bench.row(await bench.place(sell))).toMatchObject({ orderStatus: 'REJECTED' });
    expect(await bench.row(await bench.place({ ...sell, quantity: 5 }))).toMatchObject({ orderStatus: 'PENDING' });
  });

  it('needs no approval for units bought today', async () => {
    await bench.row(await bench.place({ productType: 'CNC', price: 1613 }), (row) => row['orderStatus'] === 'TRADED');
    expect(await bench.row(await bench.place(sell))).toMatchObject({ orderStatus: 'PENDING' });
  });

  it('approves all holdings in one bulk request', async () => {
    await bench.rest.get('/edis/tpin');
    const answer = await bench.rest.post('/edis/bulkform', { isin: [isin], exchange: 'NSE', segment: 'EQ' });
    const { url, ReqId } = formOf(answer.body);
    await submit(url, { ReqId, tpin: bench.control.tpin(bench.id) ?? '' });
    expect((await bench.rest.get('/edis/inquire/ALL')).body).toMatchObject([{ isin, aprvdQty: 40, status: 'SUCCESS' }]);
  });
});

it('answers for a T-PIN with the object of the newer portal, by switch', async () => {
  await bench.close();
  bench = await openBench({ switches: { acceptedBody: 'object' } });
  expect(await bench.rest.get('/edis/tpin')).toEqual({
    status: 202,
    body: { dhanClientId: bench.id, edisStatus: 'SUCCESS', remarks: 'TPIN sent' },
  });
});

it('refuses a bad form with DH-905, an unknown share with DH-0035, an unknown request on the page', async () => {
  const body = { isin, qty: 0, exchange: 'NSE', segment: 'EQ', bulk: false };
  expect(await bench.rest.post('/edis/form', body)).toMatchObject({ status: 400, body: { errorCode: 'DH-905' } });
  expect(await bench.rest.get('/edis/inquire/INE000000000')).toMatchObject({
    status: 400,
    body: { errorCode: 'DH-0035' },
  });
  const { url } = formOf((await bench.rest.post('/edis/form', { ...body, qty: 1 })).body);
  expect(await submit(url, { ReqId: '1' })).toMatchObject({ status: 400 });
});
