import { AccountRegistry } from './accounts/account-registry.ts';
import { RateLimiter } from './accounts/rate-limiter.ts';
import { createPrng } from './chance/prng.ts';
import { OrderDesk, type OrderListener } from './desk/order-desk.ts';
import { FaultBook } from './faults/fault-book.ts';
import { RequestLog } from './faults/request-log.ts';
import { Catalogue } from './instruments/catalogue.ts';
import { PriceWalk } from './market/price-walk.ts';
import type { Settings } from './options.ts';
import { OrderIds } from './orders/order-ids.ts';
import { Timers } from './time/timers.ts';

/** Everything inside the emulator that is not a wire: what the REST side, the streams and the control share. */
export interface Broker {
  readonly settings: Settings;
  readonly accounts: AccountRegistry;
  readonly catalogue: Catalogue;
  readonly desk: OrderDesk;
  readonly walk: PriceWalk;
  readonly limiter: RateLimiter | null;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  /** Delays of answers and frames. */
  readonly wireTimers: Timers;
  /** Delays of orders; forgotten when the books are reset. */
  readonly deskTimers: Timers;
  /** Switches that can be thrown while it runs. */
  marketClosed: boolean;
}

/** Chance is split by purpose, so that one more fault does not change the prices of a seed. */
export function createBroker(settings: Settings, listener: OrderListener): Broker {
  const { now, seed, acceptDelayMs } = settings;
  const wireTimers = new Timers(now);
  const deskTimers = new Timers(now);
  const accounts = new AccountRegistry(now, createPrng(seed));
  const catalogue = new Catalogue(now(), settings.instruments, settings.extraInstruments);
  const ids = new OrderIds(now);
  const desk = new OrderDesk({ accounts, catalogue, ids, timers: deskTimers, acceptDelayMs, listener });
  return {
    settings,
    accounts,
    catalogue,
    desk,
    walk: new PriceWalk(desk.market, createPrng(seed + 1), wireTimers, settings.walkPeriodMs),
    limiter: settings.rateLimits === null ? null : new RateLimiter(settings.rateLimits, now),
    faults: new FaultBook(createPrng(seed + 2)),
    log: new RequestLog(settings.requestLogSize),
    wireTimers,
    deskTimers,
    marketClosed: settings.switches.marketClosed,
  };
}

/** Back to the state right after the start: no accounts, no orders, first prices, no faults. */
export function resetBroker(broker: Broker): void {
  broker.deskTimers.clear();
  broker.accounts.reset();
  broker.desk.market.reset();
  broker.limiter?.reset();
  broker.faults.clear();
  broker.log.clear();
  broker.marketClosed = broker.settings.switches.marketClosed;
}
