import { istAsIfUtc } from '@dhancopy/domain/indian-time';
import type { Broker } from '../../broker.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { rupeesFromPaise } from '../../money/paise.ts';
import { depthOf, totalQuantity } from '../depth.ts';
import { openInterest } from '../open-interest.ts';
import {
  fullPacket,
  oiPacket,
  previousClosePacket,
  quotePacket,
  tickerPacket,
  type FullFields,
  type PacketHead,
} from './packets.ts';
import { SEGMENT_BYTES } from './segment-byte.ts';

export type FeedMode = 'ticker' | 'quote' | 'full';

/** The first packets of a new subscription: the close of the day before, then the present state. */
export function snapshotPackets(broker: Broker, instrument: Instrument, mode: FeedMode): Buffer[] {
  const head = headOf(instrument);
  if (head === null) return [];
  const { previousClose } = broker.candles.day(instrument);
  const oi = openInterest(instrument, broker.settings.seed);
  return [
    previousClosePacket(head, rupeesFromPaise(previousClose), oi.previous),
    ...feedPackets(broker, instrument, mode),
  ];
}

/** The open interest of a contract is a separate packet after a quote. The full packet contains it. */
export function feedPackets(broker: Broker, instrument: Instrument, mode: FeedMode): Buffer[] {
  const head = headOf(instrument);
  if (head === null) return [];
  const fields = fullFields(broker, instrument);
  if (mode === 'ticker') return [tickerPacket(head, fields)];
  if (mode === 'full') return [fullPacket(head, fields)];
  const quote = quotePacket(head, fields);
  return instrument.expiry === null ? [quote] : [quote, oiPacket(head, fields.oi)];
}

export function headOf({ exchangeSegment, securityId }: Instrument): PacketHead | null {
  const segment = SEGMENT_BYTES[exchangeSegment];
  return segment === undefined ? null : { segment, securityId: Number(securityId) };
}

function fullFields(broker: Broker, instrument: Instrument): FullFields {
  const day = broker.candles.day(instrument);
  const market = broker.orderEntry.market.of(instrument);
  const [bids, asks] = [depthOf(market, 'BUY', 5), depthOf(market, 'SELL', 5)];
  const oi = openInterest(instrument, broker.settings.seed);
  const tradedMs = day.lastTradeMs ?? broker.wireTimers.now();
  return {
    ltp: rupeesFromPaise(market.ltpPaise),
    // Indian wall time as if it were UTC. Users measured this. The times of the charts are different.
    tradedAt: Math.floor(istAsIfUtc(tradedMs) / 1000),
    lastQuantity: day.lastQuantity,
    average: rupeesFromPaise(day.averagePaise),
    volume: day.volume,
    sellQuantity: totalQuantity(asks),
    buyQuantity: totalQuantity(bids),
    open: rupeesFromPaise(day.open),
    close: rupeesFromPaise(day.previousClose),
    high: rupeesFromPaise(day.high),
    low: rupeesFromPaise(day.low),
    oi: oi.now,
    oiHigh: oi.high,
    oiLow: oi.low,
    depth: Array.from({ length: 5 }, (_, row) => ({
      bidQuantity: bids[row]?.quantity ?? 0,
      askQuantity: asks[row]?.quantity ?? 0,
      bidOrders: bids[row]?.orders ?? 0,
      askOrders: asks[row]?.orders ?? 0,
      bidPrice: rupeesFromPaise(bids[row]?.pricePaise ?? 0),
      askPrice: rupeesFromPaise(asks[row]?.pricePaise ?? 0),
    })),
  };
}
