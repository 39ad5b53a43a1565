import { startEmulator, type Emulator } from '../emulator.ts';
import type { AccountSpec } from '../control/account-spec.ts';
import type { EmulatorOptions } from '../options.ts';
import { RestClient } from './rest-client.ts';
import { StreamClient } from './stream-client.ts';

export type Row = Record<string, unknown>;

/** A body of POST /orders that is accepted and rests: 10 HDFCBANK, intraday, 2.50 rupees under the price. */
export const restingOrder = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 10,
  price: 1610,
} as const;

/** One emulator, one account, its client and its listener: the set-up of most tests of the wire. */
export interface Bench {
  readonly emulator: Emulator;
  readonly control: Emulator['control'];
  readonly id: string;
  readonly token: string;
  readonly rest: RestClient;
  readonly stream: StreamClient;
  /** Places an order that must be accepted. @returns its number */
  place(changes?: Row): Promise<string>;
  /** The order book row once `condition` holds for it. */
  row(orderId: string, condition?: (row: Row) => boolean): Promise<Row>;
  close(): Promise<void>;
}

export async function openBench(options: EmulatorOptions = {}, account: Partial<AccountSpec> = {}): Promise<Bench> {
  const emulator = await startEmulator({ prices: 'manual', acceptDelayMs: 2, rateLimits: false, ...options });
  const { control } = emulator;
  const { dhanClientId: id, accessToken: token } = control.addAccount({ dhanClientId: '1100012345', ...account });
  const rest = new RestClient(emulator.restUrl, token, '127.0.0.1', { 'client-id': id });
  const stream = await StreamClient.login(emulator.orderStreamUrl, id, token);
  await until(() => control.streamCount(id) === 1);

  const row: Bench['row'] = async (orderId, condition = (found) => found['orderStatus'] !== 'TRANSIT') => {
    let found: Row | undefined;
    await until(async () => {
      const { body } = await rest.get(`/orders/${orderId}`);
      found = Array.isArray(body) ? (body as Row[])[0] : (body as Row);
      return found !== undefined && condition(found);
    });
    return found ?? {};
  };
  return {
    emulator,
    control,
    id,
    token,
    rest,
    stream,
    row,
    async place(changes = {}) {
      const { status, body } = await rest.post('/orders', { dhanClientId: id, ...restingOrder, ...changes });
      if (status !== 200) throw new Error(`placement was refused: ${status} ${JSON.stringify(body)}`);
      return String((body as Row)['orderId']);
    },
    async close() {
      stream.close();
      await rest.close();
      await emulator.close();
    },
  };
}

/** Waits for a condition, not for a fixed time. @throws after `timeoutMs` */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 3000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`condition did not hold within ${timeoutMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Long enough for pending events to happen. Only for tests that nothing happens. */
export function quiet(ms = 40): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
