import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { REJECTED_ROW as ROW } from '../../testing/samples/orders.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());

const book = (count: number) => Array.from({ length: count }, (_, at) => ({ ...ROW, orderId: String(1_000 + at) }));

it('reads a book in many pieces as it reads it whole, and skips known rows', async () => {
  const rows = book(1_000);
  dhan.says(200, rows);
  const whole = await dhan.client.orders.getOrderBook();
  const first = await dhan.client.orders.scanOrderBookNews(() => false);
  expect(first.rows.map(({ row }) => row)).toEqual(whole);
  expect(first).toMatchObject({ known: [], unreadable: [] });

  const marks = new Set(first.rows.map(({ mark }) => mark));
  dhan.says(200, [...rows.with(7, { ...ROW, orderId: '1007', filledQty: 1 }), { ...ROW, orderId: '5' }]);
  const second = await dhan.client.orders.scanOrderBookNews((mark) => marks.has(mark));
  expect(second.rows.map(({ row }) => [row.orderId, row.filledQty])).toEqual([
    ['1007', 1],
    ['5', 0],
  ]);
  expect(second.known).toHaveLength(999);
});

it('records the length of a list that was read in pieces, and not its text', async () => {
  dhan.says(200, book(3));
  await dhan.client.orders.scanOrderBookNews(() => false);
  expect(dhan.calls.at(-1)).toMatchObject({ response: '', responseBytes: JSON.stringify(book(3)).length, error: null });
});

it('names the unreadable row and field, counting known rows', async () => {
  dhan.says(200, book(2));
  const [first] = (await dhan.client.orders.scanOrderBookNews(() => false)).rows;
  dhan.says(200, [...book(2), { ...ROW, quantity: 'many' }]);
  const { rows, unreadable } = await dhan.client.orders.scanOrderBookNews((mark) => mark === first?.mark);
  expect(rows).toHaveLength(1);
  expect(unreadable[0]?.why).toMatch(/GET \/orders: row 2: quantity: expected a number, found "many"/);
});

it('reads a list in a shape without marks as a whole, each row once', async () => {
  dhan.says(200, [...book(2), 5]);
  const { rows, known, unreadable } = await dhan.client.orders.scanOrderBookNews(() => false);
  expect(rows.map(({ mark }) => mark)).toEqual([null, null]);
  expect(known).toEqual([]);
  expect(unreadable).toMatchObject([{ row: 5 }]);
});

it('reads "no data" as an empty book, and refuses half a list', async () => {
  dhan.says(400, { errorCode: 'DH-907', errorMessage: 'no data' });
  expect(await dhan.client.orders.scanOrderBookNews(() => false)).toEqual({ rows: [], known: [], unreadable: [] });
  dhan.says(200, JSON.stringify(book(2)).slice(0, -1));
  await expect(dhan.client.orders.scanOrderBookNews(() => false)).rejects.toMatchObject({ code: 'UNREADABLE' });
  dhan.says(200, { errorCode: 'DH-908', errorMessage: 'Server' });
  await expect(dhan.client.orders.scanOrderBookNews(() => false)).rejects.toMatchObject({ code: 'DH-908' });
});
