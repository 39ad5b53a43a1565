import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBench, quiet, until, type Bench, type Row } from '../testing/bench.ts';

let bench: Bench;
let now = Date.parse('2026-11-20T05:00:00Z');
beforeEach(async () => {
  now = Date.parse('2026-11-20T05:00:00Z');
  bench = await openBench({ now: () => now });
});
afterEach(() => bench.close());

const status = async (): Promise<unknown> => ((await bench.rest.get('/killswitch')).body as Row)['killSwitchStatus'];
const fill = async (changes: Row = {}): Promise<void> => {
  const orderId = await bench.place({ price: 1613, ...changes });
  await bench.row(orderId, (row) => row['orderStatus'] === 'TRADED');
};
const net = (): number | undefined => bench.control.book(bench.id).positions[0]?.netQuantity;
const price = (rupees: number): void => bench.control.setPrice('NSE_EQ', '1333', rupees);

describe('the kill switch', () => {
  const set = (to: string) => bench.rest.post(`/killswitch?killSwitchStatus=${to}`, {});

  it('answers a sentence to POST and a word to GET, and stops trading everywhere', async () => {
    expect(await status()).toBe('DEACTIVATE');
    expect(await set('ACTIVATE')).toEqual({
      status: 200,
      body: { dhanClientId: bench.id, killSwitchStatus: 'Kill Switch has been successfully activated' },
    });
    expect(await status()).toBe('ACTIVATE');
    const row = await bench.row(await bench.place());
    expect(row).toMatchObject({ orderStatus: 'REJECTED' });
    expect(row['omsErrorDescription']).toMatch(/Kill Switch/);
    expect(await set('DEACTIVATE')).toMatchObject({ status: 200 });
    expect(await bench.row(await bench.place())).toMatchObject({ orderStatus: 'PENDING' });
  });

  it('fails while an order or a position is open', async () => {
    const orderId = await bench.place();
    expect(await set('ACTIVATE')).toMatchObject({ status: 400, body: { errorCode: 'DH-906' } });
    await bench.rest.delete(`/orders/${orderId}`);
    await bench.row(orderId, (row) => row['orderStatus'] === 'CANCELLED');
    await fill();
    expect(await set('ACTIVATE')).toMatchObject({ status: 400 });
    expect(await status()).toBe('DEACTIVATE');
  });

  it('ends with the day, and requires its word in the query', async () => {
    await set('ACTIVATE');
    now += 14 * 3_600_000; // past midnight in India, before the token ends
    expect(await status()).toBe('DEACTIVATE');
    expect(await set('ON')).toMatchObject({ status: 400, body: { errorCode: 'DH-905' } });
    expect(await bench.rest.post('/killswitch', { killSwitchStatus: 'ACTIVATE' })).toMatchObject({ status: 400 });
  });
});

describe('the P&L exit', () => {
  const rule = { profitValue: 100, lossValue: 50, productType: ['INTRADAY'], enableKillSwitch: false };
  const set = (changes: Row = {}) => bench.rest.post('/pnlExit', { dhanClientId: bench.id, ...rule, ...changes });
  const active = { status: 200, body: { pnlExitStatus: 'ACTIVE', message: 'P&L based exit configured successfully' } };

  it('is read back as text, and stopped', async () => {
    expect(await set({ profitValue: '1500.50' })).toEqual(active);
    expect(await bench.rest.get('/pnlExit')).toEqual({
      status: 200,
      body: {
        pnlExitStatus: 'ACTIVE',
        profit: '1500.50',
        loss: '50.00',
        productType: ['INTRADAY'],
        enable_kill_switch: false,
      },
    });
    expect(await bench.rest.delete('/pnlExit')).toEqual({
      status: 200,
      body: { pnlExitStatus: 'DISABLED', message: 'P&L based exit stopped successfully' },
    });
    expect((await bench.rest.get('/pnlExit')).body).toMatchObject({ pnlExitStatus: 'INACTIVE' });
  });

  it.each([
    ['a profit', 1623],
    ['a loss', 1607],
  ])('closes the position and cancels orders at %s', async (_what, rupees) => {
    await set();
    await fill(); // 10 at 1612.60
    const resting = await bench.place({ price: 1500 });
    await bench.row(resting);
    price(1612);
    await quiet();
    expect(net()).toBe(10);
    price(rupees);
    await until(() => net() === 0);
    expect(await bench.row(resting)).toMatchObject({ orderStatus: 'CANCELLED' });
    expect((await bench.rest.get('/pnlExit')).body).toMatchObject({ pnlExitStatus: 'INACTIVE' });
  });

  it('fires at once when the limit is already reached, and then turns the kill switch on', async () => {
    await fill();
    price(1640);
    expect(await set({ enableKillSwitch: true })).toEqual(active);
    await until(async () => (await status()) === 'ACTIVATE');
    expect(net()).toBe(0);
  });

  it('keeps the products that it does not name', async () => {
    await fill({ productType: 'CNC' });
    await fill();
    await set();
    price(1640);
    await until(() => bench.control.book(bench.id).positions.some((one) => one.netQuantity === 0));
    const left = bench.control.book(bench.id).positions.filter((one) => one.netQuantity !== 0);
    expect(left).toMatchObject([{ productType: 'CNC', netQuantity: 10 }]);
  });

  it.each<[string, Row]>([
    ['no client id', { dhanClientId: undefined }],
    ['the word of the order API', { productType: ['CNC'] }],
    ['neither profit nor loss', { profitValue: 0, lossValue: 0 }],
  ])('refuses %s with DH-905', async (_what, changes) => {
    expect(await set(changes)).toMatchObject({ status: 400, body: { errorCode: 'DH-905' } });
  });
});
