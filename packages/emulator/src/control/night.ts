import * as z from 'zod';
import { overnight } from '../accounts/overnight.ts';
import type { SettledTrade } from '../accounts/settled-trade.ts';
import type { Account } from '../accounts/account.ts';
import type { Broker } from '../broker.ts';
import { squareOffByBroker } from '../order-entry/square-off.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { settledTrades } from '../statements/trade-history.ts';
import { weekdayBefore } from '../time/clock.ts';
import { istDate } from '@dhancopy/domain/indian-time';

export const nightOptions = z.strictObject({
  /** Whether the broker squares INTRADAY off before it, with orders and frames; without, it ends by itself. Default true. */
  squareOff: z.boolean().default(true),
  /** Whether the history dates the trades that end with the day to the trading day before. Default false: as they traded. */
  dateBack: z.boolean().default(false),
});

/** How a night goes. */
export type NightOptions = z.input<typeof nightOptions>;

/**
 * A night, at once: whatever came before is yesterday. With a clock of the caller's it is 09:15 of the next trading day
 * afterwards; with the machine's the clock stays, and only the books know.
 *
 * @returns the Indian date by the emulator's clock
 */
export function nextDay(broker: Broker, options: z.output<typeof nightOptions>): string {
  const { accounts, orderEntry, orderTimers } = broker;
  const all = [...accounts.all()];
  orderTimers.flush();
  if (options.squareOff) {
    for (const account of all) squareOffByBroker(orderEntry, account, (_instrument, product) => isOver(product));
    orderTimers.flush();
  }
  for (const account of all) orderEntry.expireDayOrders(account);
  orderTimers.flush();
  for (const account of all) {
    const left = overnight(account, (instrument) => orderEntry.market.ltpPaise(instrument));
    account.startDay(left, historyOf(account, options.dateBack));
  }
  broker.superOrders.endDay();
  broker.foreverOrders.endDay();
  broker.pnlExits.reset();
  broker.limiter?.reset();
  broker.amoRefused = false;
  broker.settings.clock.startNextDay();
  const today = istDate(broker.wireTimers.now());
  const over = [...broker.catalogue.listed()].filter(({ expiry }) => expiry !== null && expiry < today);
  for (const contract of over) expireContract(broker, contract, true);
  return today;
}

/** A contract ends: its orders expire, positions in it are settled at the last price without an order. */
export function expireContract(broker: Broker, instrument: Instrument, delist: boolean): void {
  const { accounts, catalogue, orderEntry, orderTimers } = broker;
  orderTimers.flush();
  for (const account of accounts.all()) {
    orderEntry.expireDayOrders(account, instrument);
    const ended = [...account.positions.values()].filter((position) => position.instrument === instrument);
    for (const position of ended) account.endPosition(position, orderEntry.market.ltpPaise(instrument));
  }
  catalogue.change({ instrument, isListed: !delist && catalogue.isListed(instrument), isTradable: false });
}

function isOver(product: string): boolean {
  return product === 'INTRADAY' || product === 'CO' || product === 'BO';
}

function historyOf(account: Account, dateBack: boolean): SettledTrade[] {
  const earlier = new Set(account.pastTrades);
  return settledTrades(account).map((trade) => {
    if (!dateBack || earlier.has(trade)) return trade;
    const day = istDate(trade.atMs);
    return { ...trade, atMs: trade.atMs - (Date.parse(day) - Date.parse(weekdayBefore(day))) };
  });
}
