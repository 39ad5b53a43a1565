import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
let rig: Rig;
let server: WebSocketServer | null = null;
afterEach(async () => {
  for (const client of server?.clients ?? []) client.terminate();
  server?.close();
  server = null;
  await rig.close();
});

interface ErrorRow {
  readonly error_code: string | null;
  readonly stack_trace: string | null;
  readonly order_id: string | null;
  readonly account_id: string | null;
}
const errors = (type: string): ErrorRow[] =>
  rig.query(`select error_code, stack_trace, order_id, account_id from error_log where error_type = '${type}'`);

it('has the code and the stack of a read that failed', async () => {
  rig = await Rig.create();
  rig.emulator.control.addFault({
    accounts: [FOLLOWER],
    operations: 'orders',
    times: 3,
    effect: { kind: 'status5xx' },
  });
  await rig.until('failed', () => errors('READ_FAILED').length > 0);
  const [row] = errors('READ_FAILED');
  expect(row).toMatchObject({ account_id: FOLLOWER, order_id: null });
  expect(row?.error_code).toMatch(/^[A-Z0-9_-]{2,}$/);
  expect(row?.stack_trace).toContain('Error: ');
  expect(row?.stack_trace).toContain('.ts:');
});

it('has a code for every notice, and the error behind it where there is one', async () => {
  rig = await Rig.create();
  rig.emulator.control.mintToken(FOLLOWER);
  await rig.until('blocked', () => errors('ACCOUNT_BLOCKED').length > 0);
  const [row] = errors('ACCOUNT_BLOCKED');
  expect(row?.error_code).toMatch(/^(DH-\d+|\d{3})$/);
  expect(row?.stack_trace).toContain('DhanError');
  // The operator is not shown it.
  expect(rig.notices.find(({ code }) => code === 'ACCOUNT_BLOCKED')).not.toHaveProperty('error');
  expect(rig.query('select 1 from error_log where error_code is null')).toEqual([]);
});

it('names the order of a frame that could not be read', async () => {
  rig = await Rig.create({ start: false });
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // The order stream alone is this server: it sends one frame without a quantity that can be read.
  server.on('connection', (socket) =>
    socket.once('message', () => {
      const Data = {
        orderNo: '42',
        clientId: FOLLOWER,
        exchange: 'NSE',
        segment: 'E',
        quantity: 'ten',
        Status: 'PENDING',
      };
      socket.send(JSON.stringify({ Type: 'order_alert', Data }));
    }),
  );
  await rig.start({ settings: { ...rig.settings, orderStreamUrl: `ws://127.0.0.1:${port}` } });
  await rig.until('recorded', () => errors('BAD_FRAME').length > 0);
  expect(errors('BAD_FRAME')[0]).toMatchObject({ error_code: 'WIRE', order_id: '42' });
});
