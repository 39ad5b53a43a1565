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
  /** True: the broker squares INTRADAY off before the night, with orders and frames. False: INTRADAY ends without them. Default true. */
  squareOff: z.boolean().default(true),
  /** True: the history dates the trades of the ended day to the previous trading day. False: to the day of the trade. Default false. */
  dateBack: z.boolean().default(false),
});

/** The options of a night. */
export type NightOptions = z.input<typeof nightOptions>;

/**
 * Plays a night, at once. Everything before it becomes yesterday. With a clock of the caller, it is 09:15 of the next trading day
 * afterwards. With the machine's clock, the clock stays, and only the books move on.
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

/** Ends a contract: its orders expire, and its positions are settled at the last price without an order. */
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
