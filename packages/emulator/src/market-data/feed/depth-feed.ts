import * as z from 'zod';
import type { Broker } from '../../broker.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { rupeesFromPaise } from '../../money/paise.ts';
import { depthOf } from '../depth.ts';
import { depthDisconnectPacket, depthPacket, type DepthRow } from './depth-packets.ts';
import { headOf } from './feed-packets.ts';
import { wireId } from '../../rest/wire-fields.ts';
import { FeedServer, type DataSocket } from './feed-server.ts';

const DISCONNECT = 12;
const SUBSCRIBE = 23;
/** 24 on one official page and in the official client, 25 on another. Both work. */
const UNSUBSCRIBE = [24, 25];

const one = z.object({ ExchangeSegment: z.string(), SecurityId: wireId });
const codeOnly = z.object({ RequestCode: z.int() });
const listForm = z.object({ InstrumentList: z.array(one) });

/** The 20-level socket accepts a list of fifty, the 200-level one a single instrument in the message itself. */
const kinds = {
  20: { maxInstruments: 50, instruments: (said: unknown) => listForm.safeParse(said).data?.InstrumentList },
  200: {
    maxInstruments: 1,
    instruments: (said: unknown) => {
      const parsed = one.safeParse(said);
      return parsed.success ? [parsed.data] : undefined;
    },
  },
} as const;

/** Full market depth of shares and contracts of NSE. Source: https://dhanhq.co/docs/v2/full-market-depth/ */
export class DepthFeed {
  readonly #broker: Broker;
  readonly #levels: 20 | 200;
  readonly server: FeedServer;
  readonly #sockets = new Map<DataSocket, Set<Instrument>>();
  #sequence = 0;

  constructor(broker: Broker, levels: 20 | 200) {
    this.#broker = broker;
    this.#levels = levels;
    this.server = new FeedServer({
      broker,
      disconnectPacket: depthDisconnectPacket,
      // Observed in April 2026: the 200-level socket accepts only tokens of the web site.
      refuses: (session) => levels === 200 && session.consumer === 'APP',
      entered: (connection) => this.#sockets.set(connection, new Set()),
      said: (connection, said) => this.#said(connection, said),
      left: (connection) => this.#sockets.delete(connection),
    });
    broker.orderEntry.observe({ priceChanged: (instrument) => this.#priced(instrument) });
  }

  #said(connection: DataSocket, said: unknown): void {
    const subscribed = this.#sockets.get(connection);
    const code = codeOnly.safeParse(said).data?.RequestCode;
    if (subscribed === undefined) return;
    if (code === DISCONNECT) {
      connection.socket.close();
      return;
    }
    const { instruments, maxInstruments } = kinds[this.#levels];
    const list = instruments(said);
    if (list === undefined || (code !== SUBSCRIBE && !UNSUBSCRIBE.includes(code ?? 0))) {
      connection.end(814);
      return;
    }
    const known = list
      .filter(({ ExchangeSegment: segment }) => segment === 'NSE_EQ' || segment === 'NSE_FNO')
      .map(({ ExchangeSegment: segment, SecurityId: id }) => this.#broker.catalogue.find(segment, id))
      .filter((instrument) => instrument !== undefined);
    if (code !== SUBSCRIBE) {
      for (const instrument of known) subscribed.delete(instrument);
      return;
    }
    if (new Set([...subscribed, ...known]).size > maxInstruments) {
      connection.end(804);
      return;
    }
    for (const instrument of known) subscribed.add(instrument);
    if (known.length > 0) connection.socket.send(Buffer.concat(known.map((instrument) => this.#packets(instrument))));
  }

  #priced(instrument: Instrument): void {
    let packets: Buffer | null = null;
    for (const [{ socket }, subscribed] of this.#sockets) {
      if (!subscribed.has(instrument)) continue;
      packets ??= this.#packets(instrument);
      socket.send(packets);
    }
  }

  /** Bids, then offers, in one frame. */
  #packets(instrument: Instrument): Buffer {
    const head = headOf(instrument);
    if (head === null) return Buffer.alloc(0);
    const market = this.#broker.orderEntry.market.of(instrument);
    const sides = ([41, 51] as const).map((code) => {
      const rows = depthOf(market, code === 41 ? 'BUY' : 'SELL', this.#levels).map(
        ({ pricePaise, quantity, orders }): DepthRow => ({ price: rupeesFromPaise(pricePaise), quantity, orders }),
      );
      this.#sequence += 1;
      // The 20-level packet always has twenty rows. The other states its number of rows.
      const padded = this.#levels === 20 ? [...rows, ...Array.from({ length: 20 - rows.length }, () => noRow)] : rows;
      return depthPacket(code, head, this.#levels === 20 ? this.#sequence : rows.length, padded);
    });
    return Buffer.concat(sides);
  }
}

const noRow: DepthRow = { price: 0, quantity: 0, orders: 0 };
