import type { Account } from '../accounts/account.ts';
import type { Broker } from '../broker.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { FeedServer } from '../market-data/feed/feed-server.ts';
import type { Order } from '../orders/order.ts';
import type { OrderStream } from '../stream/order-stream.ts';
import { knownInstrument } from './account-spec.ts';
import { ControlError } from './control-error.ts';

/** The parts that the operations work on, and look-ups for their parameters. The look-ups throw ControlError. */
export type ControlContext = Readonly<ReturnType<typeof controlContext>>;

/** @param feedServers - the servers of the market data sockets */
export function controlContext(broker: Broker, stream: OrderStream, feedServers: readonly FeedServer[]) {
  const accountOf = (dhanClientId: string): Account => {
    const account = broker.accounts.find(dhanClientId);
    if (account === undefined) throw new ControlError(`dhanClientId: no account ${dhanClientId}`);
    return account;
  };
  const orderOf = (dhanClientId: string, orderId: string): Order => {
    const order = accountOf(dhanClientId).orders.get(orderId);
    if (order === undefined) throw new ControlError(`orderId: account ${dhanClientId} has no order ${orderId}`);
    return order;
  };
  const instrumentOf = (exchangeSegment: string, securityId: string): Instrument =>
    knownInstrument(broker.catalogue, exchangeSegment, securityId);
  return { broker, stream, feedServers, accountOf, orderOf, instrumentOf };
}
