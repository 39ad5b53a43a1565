import * as z from 'zod';
import type { Broker } from '../../broker.ts';
import { instrumentKey } from '../../instruments/catalogue.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { feedPackets, snapshotPackets, type FeedMode } from './feed-packets.ts';
import { disconnectPacket } from './packets.ts';
import { wireId } from '../../rest/wire-fields.ts';
import { FeedServer, type DataSocket } from './feed-server.ts';

/** Source: https://dhanhq.co/docs/v2/live-market-feed/ */
const maxSockets = 5;
const maxInstruments = 5000;
const maxPerMessage = 100;

const DISCONNECT = 12;
const subscribing: Readonly<Record<number, FeedMode>> = { 15: 'ticker', 17: 'quote', 21: 'full' };
const unsubscribing: Readonly<Record<number, FeedMode>> = { 16: 'ticker', 18: 'quote', 22: 'full' };

const message = z.object({
  RequestCode: z.int(),
  InstrumentList: z.array(z.object({ ExchangeSegment: z.string(), SecurityId: wireId })).optional(),
});

interface Subscription {
  readonly instrument: Instrument;
  readonly modes: Set<FeedMode>;
}

/** The live market feed. A client receives its subscriptions at once and with every price event. */
export class MarketFeed {
  readonly #broker: Broker;
  readonly server: FeedServer;
  /** Oldest first. */
  readonly #sockets = new Map<DataSocket, Map<string, Subscription>>();

  constructor(broker: Broker) {
    this.#broker = broker;
    this.server = new FeedServer({
      broker,
      disconnectPacket,
      refuses: () => false,
      entered: (connection) => this.#entered(connection),
      said: (connection, said) => this.#said(connection, said),
      left: (connection) => this.#sockets.delete(connection),
    });
    broker.orderEntry.observe({ priceChanged: (instrument) => this.#priced(instrument) });
  }

  /** A sixth socket of a user closes the oldest. */
  #entered(connection: DataSocket): void {
    const { account } = connection.session;
    const others = [...this.#sockets.keys()].filter((one) => one.session.account === account);
    const oldest = others[0];
    if (others.length >= maxSockets && oldest !== undefined) {
      this.#sockets.delete(oldest);
      oldest.end(805);
    }
    this.#sockets.set(connection, new Map());
  }

  #said(connection: DataSocket, said: unknown): void {
    const subscriptions = this.#sockets.get(connection);
    const parsed = message.safeParse(said);
    if (subscriptions === undefined) return;
    if (!parsed.success) {
      connection.end(814);
      return;
    }
    const { RequestCode: code, InstrumentList: list = [] } = parsed.data;
    if (code === DISCONNECT) {
      connection.socket.close();
      return;
    }
    const mode = subscribing[code] ?? unsubscribing[code];
    if (mode === undefined) {
      connection.end(814);
      return;
    }
    // An id that is not listed is ignored.
    const instruments = list
      .map((one) => this.#broker.catalogue.find(one.ExchangeSegment, one.SecurityId))
      .filter((one) => one !== undefined);
    if (code in unsubscribing) {
      for (const instrument of instruments) this.#unsubscribe(subscriptions, instrument, mode);
      return;
    }
    if (list.length > maxPerMessage || subscriptions.size + instruments.length > maxInstruments) {
      connection.end(804);
      return;
    }
    const packets = instruments.flatMap((instrument) => {
      const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
      const subscription = subscriptions.get(key) ?? { instrument, modes: new Set() };
      subscription.modes.add(mode);
      subscriptions.set(key, subscription);
      return snapshotPackets(this.#broker, instrument, mode);
    });
    // Observed: one frame contains several packets.
    if (packets.length > 0) connection.socket.send(Buffer.concat(packets));
  }

  #unsubscribe(subscriptions: Map<string, Subscription>, instrument: Instrument, mode: FeedMode): void {
    const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
    const subscription = subscriptions.get(key);
    subscription?.modes.delete(mode);
    if (subscription?.modes.size === 0) subscriptions.delete(key);
  }

  #priced(instrument: Instrument): void {
    if (this.#sockets.size === 0) return;
    const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
    for (const [{ socket }, subscriptions] of this.#sockets) {
      const modes = subscriptions.get(key)?.modes;
      if (modes === undefined) continue;
      socket.send(Buffer.concat([...modes].flatMap((mode) => feedPackets(this.#broker, instrument, mode))));
    }
  }
}
