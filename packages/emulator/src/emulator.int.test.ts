import { expect, it } from 'vitest';
import { startEmulator } from './emulator.ts';
import { openBench, restingOrder, until } from './testing/bench.ts';
import { RestClient } from './testing/rest-client.ts';

it('names a port in use and what to do about it', async () => {
  const emulator = await startEmulator();
  const port = Number(new URL(emulator.restUrl).port);
  await expect(startEmulator({ port })).rejects.toThrow(
    `port ${port} on 127.0.0.1 is already in use: stop the program that holds it, or choose another port`,
  );
  await emulator.close();
  const again = await startEmulator({ port });
  expect(again.restUrl).toBe(emulator.restUrl);
  await again.close();
});

it.each([
  [{ port: 70_000 }, /emulator option port/],
  [{ acceptDelayMs: -1 }, /emulator option acceptDelayMs/],
  [{ extraInstruments: 1.5 }, /emulator option extraInstruments/],
  [{ rateLimits: { ordersPerSecond: 0 } }, /rateLimits\.ordersPerSecond: expected a whole number from 1, found 0/],
])('names the option that is out of range: %o', async (options, message) => {
  await expect(startEmulator(options)).rejects.toThrow(message);
});

it('closes with a hanging request, a delayed answer and an open stream', async () => {
  const bench = await openBench();
  bench.control.addFault({ operations: 'orders', effect: { kind: 'hang' } });
  bench.control.addFault({ operations: 'funds', effect: { kind: 'latency', ms: 60_000 } });
  const lost = [bench.rest.get('/orders'), bench.rest.get('/fundlimit')].map((request) => request.catch(() => 'lost'));
  await until(() => bench.control.requests().length === 2);
  await bench.emulator.close();
  expect(await Promise.all(lost)).toEqual(['lost', 'lost']);
  await until(() => bench.stream.closeCode !== null);
  await bench.rest.close();
});

it('moves prices in walk mode, and fills the orders that they reach', async () => {
  const emulator = await startEmulator({ prices: 'walk', walkPeriodMs: 1, seed: 3 });
  const before = emulator.control.price('NSE_EQ', '1333');
  await until(() => emulator.control.price('NSE_EQ', '1333') !== before);
  emulator.control.stopWalk();
  const stopped = emulator.control.price('NSE_EQ', '1333');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(emulator.control.price('NSE_EQ', '1333')).toBe(stopped);
  await emulator.close();
});

it('carries a thousand accounts with ten orders each', { timeout: 60_000 }, async () => {
  const emulator = await startEmulator({ rateLimits: false });
  const { control } = emulator;
  const clients = Array.from({ length: 1000 }, (_, index) => {
    const { dhanClientId, accessToken } = control.addAccount({ dhanClientId: String(500_000 + index) });
    return { dhanClientId, accessToken };
  });
  const rest = clients.slice(0, 20).map(({ accessToken }) => new RestClient(emulator.restUrl, accessToken));
  for (const { dhanClientId } of clients) {
    for (let count = 0; count < 10; count += 1) {
      control.placeAppOrder(dhanClientId, { ...restingOrder, price: 1600 + count / 10 });
    }
  }
  await until(() => control.books().every((book) => book.orders.every((order) => order.status === 'PENDING')), 20_000);
  for (let count = 0; count < 1000; count += 1) control.setPrice('NSE_EQ', '1333', 1612.5);
  for (const book of control.books()) expect(book.positions).toEqual([]);
  control.setPrice('NSE_EQ', '1333', 1600);
  for (const book of control.books()) expect(book.positions[0]?.netQuantity).toBe(100);
  const rows = await Promise.all(rest.map((client) => client.get('/orders')));
  for (const { body } of rows) expect(body).toHaveLength(10);
  await Promise.all(rest.map((client) => client.close()));
  await emulator.close();
});
