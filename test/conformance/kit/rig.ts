import { DhanClient } from '@dhancopy/dhan/client';
import type { RateLimiter } from '@dhancopy/dhan/limit/rate-limiter';
import type { DhanClientOptions } from '@dhancopy/dhan/rest/http';
import type { Order } from '@dhancopy/dhan/rest/orders/response';
import { until } from '@dhancopy/dhan/testing/until';
import type { AccountSpec } from '@dhancopy/emulator/control/account-spec';
import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';
import type { Control } from '@dhancopy/emulator/control/control';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import type { EmulatorOptions } from '@dhancopy/emulator/options';
import type { SavedState } from '@dhancopy/emulator/state/saved-state';

export const ID = '1100012345';
/** 10:30 in India, a Friday. */
export const NOW_MS = Date.parse('2026-11-20T05:00:00Z');

/** Lets everything through. The emulator must refuse too many requests. */
export const NO_LIMITS: RateLimiter = { take: () => Promise.resolve(), breached: () => undefined };

/** An account at an emulated broker, and a client of it over real connections. */
export interface Rig {
  readonly emulator: Emulator;
  readonly control: Control;
  readonly token: string;
  readonly client: DhanClient;
  /** Another client of the same account. */
  readonly open: (options?: Partial<DhanClientOptions>) => DhanClient;
  /** The true books of the account. */
  readonly book: () => AccountBook;
  /** The true state of one order, after everything in transit has reached the exchange. */
  readonly order: (orderId: string) => BookOrder;
  /** The broker's data about its clients, in money and in orders. A refusal must not change it. */
  readonly state: () => Omit<SavedState, Passing>;
  /** The client's row of an order, once `holds`. */
  readonly row: (orderId: string, holds?: (order: Order) => boolean) => Promise<Order>;
  readonly close: () => Promise<void>;
}

/** Clocks and dice, and data that is made only when it is first read. */
type Passing = 'savedMs' | 'chance' | 'counters' | 'markets' | 'days';

export interface RigOptions {
  readonly emulator?: EmulatorOptions;
  readonly account?: Partial<AccountSpec>;
  readonly client?: Partial<DhanClientOptions>;
}

export async function openRig({ emulator: options, account, client: changes }: RigOptions = {}): Promise<Rig> {
  const emulator = await startEmulator({ now: () => NOW_MS, acceptDelayMs: 1, rateLimits: false, ...options });
  const { control, restUrl, authUrl } = emulator;
  const { accessToken: token } = control.addAccount({ dhanClientId: ID, ...account });
  const clients: DhanClient[] = [];
  const open = (more: Partial<DhanClientOptions> = {}): DhanClient => {
    const common = { dhanClientId: ID, accessToken: token, apiUrl: restUrl, authUrl, limiter: NO_LIMITS };
    const client = new DhanClient({ ...common, ...more });
    clients.push(client);
    return client;
  };
  const client = open(changes);
  const book = (): AccountBook => control.book(ID);
  const state: Rig['state'] = () => {
    const {
      savedMs: _saved,
      chance: _chance,
      counters: _counters,
      markets: _markets,
      days: _days,
      ...rest
    } = control.save();
    return rest;
  };
  return {
    emulator,
    control,
    token,
    client,
    open,
    book,
    state,
    order(orderId) {
      // Saving lets everything in transit arrive.
      control.save();
      const found = book().orders.find((order) => order.orderId === orderId);
      if (!found) throw new Error(`the book has no order ${orderId}`);
      return found;
    },
    async row(orderId, holds = ({ orderStatus }) => orderStatus !== 'TRANSIT') {
      let found: Order | null = null;
      await until(async () => {
        found = await client.orders.getOrderById(orderId);
        return found !== null && holds(found);
      });
      return found as unknown as Order;
    },
    async close() {
      await Promise.all(clients.map((one) => one.destroy()));
      await emulator.close();
    },
  };
}
