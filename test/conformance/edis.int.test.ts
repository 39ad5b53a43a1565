import { request } from 'undici';
import { expect } from 'vitest';
import { ID } from './kit/desk.ts';
import type { Desk } from './kit/desk.ts';
import { refusals, roundTrips } from './kit/rows.ts';

const HDFC = 'INE040A01034';
const TCS = 'INE467B01029';
const account = {
  ddpi: false,
  holdings: [
    { securityId: '1333', quantity: 40 },
    { securityId: '11536', quantity: 7 },
  ],
};
const FORM = { isin: HDFC, qty: 15, exchange: 'NSE', segment: 'EQ', bulk: false } as const;

/** What a browser makes of the form, and what the person answers. @returns the depository's page before the T-PIN, and its status after */
async function authorise({ control }: Desk, escaped: string): Promise<{ page: string; status: number }> {
  const html = escaped.replaceAll('\\"', '"');
  const url = /action="([^"]+)"/.exec(html)?.[1] ?? '';
  const ReqId = /name="ReqId" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const post = async (fields: Record<string, string>): Promise<{ status: number; page: string }> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields).toString(),
    });
    return { status: statusCode, page: await body.text() };
  };
  const { page } = await post({ ReqId });
  const { status } = await post({ ReqId, tpin: control.tpin(ID) ?? '' });
  return { page, status };
}

roundTrips([
  {
    endpoint: 'GET /edis/tpin',
    says: 'makes the depository send a T-PIN, and answers without a body',
    account,
    async run({ client, control }) {
      expect(control.tpin(ID)).toBeNull();
      expect(await client.edis.generateTpin()).toEqual({ edisStatus: null, remarks: null });
      expect(control.tpin(ID)).toMatch(/^\d{6}$/);
    },
  },
  {
    endpoint: 'POST /edis/form',
    says: 'gives a page that authorises a quantity of one share',
    account,
    async run(desk) {
      await desk.client.edis.generateTpin();
      const { dhanClientId, edisFormHtml } = await desk.client.edis.getForm(FORM);
      expect(dhanClientId).toBe(ID);
      const { page, status } = await authorise(desk, edisFormHtml);
      expect(page).toContain(`${HDFC}: 15`);
      expect(status).toBe(200);
      expect(await desk.client.edis.inquire(HDFC)).toMatchObject([
        { isin: HDFC, totalQty: 40, aprvdQty: 15, status: 'SUCCESS' },
      ]);
    },
  },
  {
    endpoint: 'POST /edis/bulkform',
    says: 'gives a page that authorises several shares',
    account,
    async run(desk) {
      await desk.client.edis.generateTpin();
      const { edisFormHtml } = await desk.client.edis.getBulkForm({
        isin: [HDFC, TCS],
        exchange: 'NSE',
        segment: 'EQ',
      });
      const { page, status } = await authorise(desk, edisFormHtml);
      expect(page).toContain(`${HDFC}: 40`);
      expect(page).toContain(`${TCS}: 7`);
      expect(status).toBe(200);
    },
  },
  {
    endpoint: 'GET /edis/inquire/{isin}',
    says: 'reports one share and all shares, before and after, and a sale depends on it',
    account,
    async run(desk) {
      const { client } = desk;
      expect(await client.edis.inquire('ALL')).toMatchObject([
        { dhanClientId: ID, isin: HDFC, totalQty: 40, aprvdQty: 0, status: 'PENDING' },
        { isin: TCS, totalQty: 7, aprvdQty: 0 },
      ]);
      const sale = {
        transactionType: 'SELL',
        exchangeSegment: 'NSE_EQ',
        productType: 'CNC',
        orderType: 'LIMIT',
        validity: 'DAY',
        securityId: '1333',
        quantity: 15,
        price: 1620,
      } as const;
      expect((await desk.row((await client.orders.placeOrder(sale)).orderId)).omsErrorDescription).toMatch(/eDIS/);
      await client.edis.generateTpin();
      await authorise(desk, (await client.edis.getForm(FORM)).edisFormHtml);
      expect(await client.edis.inquire(HDFC)).toMatchObject([
        { aprvdQty: 15, remarks: 'eDIS transaction done successfully' },
      ]);
      expect(await desk.row((await client.orders.placeOrder(sale)).orderId)).toMatchObject({ orderStatus: 'PENDING' });
    },
  },
]);

refusals([
  {
    endpoint: 'GET /edis/inquire/{isin}',
    because: 'of a share that is not held, in a code of its own',
    account,
    ask: ({ client }) => client.edis.inquire('INE002A01018'),
    error: { code: 'DH-0035', class: 'refused', errorType: 'EDIS_ERROR', httpStatus: 400 },
    noted: /INE002A01018 is not held/,
  },
]);
