import type { Account } from './accounts/account.ts';
import { AccountRegistry } from './accounts/account-registry.ts';
import { OnceEvery } from './accounts/once-every.ts';
import { RateLimiter } from './accounts/rate-limiter.ts';
import { createPrng, type Prng } from './chance/prng.ts';
import { Logins } from './auth/logins.ts';
import { alertPostback } from './postback/alert-postback.ts';
import { PostbackSender } from './postback/postback-sender.ts';
import { Cdsl } from './edis/cdsl.ts';
import { PnlExits } from './traders-control/pnl-exits.ts';
import { Alerts } from './alerts/alerts.ts';
import { alertTicket } from './alerts/alert-requests.ts';
import { CandleBook } from './candles/candle-book.ts';
import { OrderEntry } from './order-entry/order-entry.ts';
import { ForeverOrders } from './forever-orders/forever-orders.ts';
import { SuperOrders } from './super-orders/super-orders.ts';
import { FaultBook } from './faults/fault-book.ts';
import { RequestLog } from './faults/request-log.ts';
import { Catalogue } from './instruments/catalogue.ts';
import { PriceWalk } from './market/price-walk.ts';
import type { Settings } from './options.ts';
import { OrderIds } from './orders/order-ids.ts';
import { Timers } from './time/timers.ts';

/** Everything inside the emulator that is not a connection: the parts that REST, the streams and the control share. */
export interface Broker {
  readonly settings: Settings;
  readonly accounts: AccountRegistry;
  readonly catalogue: Catalogue;
  readonly ids: OrderIds;
  readonly orderEntry: OrderEntry;
  readonly superOrders: SuperOrders;
  readonly foreverOrders: ForeverOrders;
  readonly alerts: Alerts;
  readonly candles: CandleBook;
  readonly pnlExits: PnlExits;
  readonly cdsl: Cdsl;
  readonly logins: Logins;
  readonly postbacks: PostbackSender;
  /** Chance without a purpose of its own: one-time numbers. */
  readonly chance: Prng;
  /** Every source of chance, in a fixed order, for saving. */
  readonly chances: readonly Prng[];
  readonly walk: PriceWalk;
  readonly limiter: RateLimiter | null;
  readonly onceEvery: OnceEvery;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  /** Delays of answers and frames. */
  readonly wireTimers: Timers;
  /** Delays of orders; cleared when the books are reset. */
  readonly orderTimers: Timers;
  /** Switches that can be changed while the emulator runs. */
  marketClosed: boolean;
  /** The market has opened: after-market orders for this opening are refused. */
  amoRefused: boolean;
}

/** Chance is split by purpose, so that an additional fault does not change the prices of a seed. */
export function createBroker(settings: Settings): Broker {
  const { seed, acceptDelayMs } = settings;
  const { now } = settings.clock;
  // Tokens, prices, faults, one-time numbers, logins.
  const chances = [0, 1, 2, 3, 4].map((purpose) => createPrng(seed + purpose));
  const [tokens, prices, dice, chance, logins] = chances as [Prng, Prng, Prng, Prng, Prng];
  const wireTimers = new Timers(now);
  const orderTimers = new Timers(now);
  const accounts = new AccountRegistry(now, tokens);
  const catalogue = new Catalogue(now(), settings.instruments, settings.extraInstruments);
  const ids = new OrderIds(now);
  const orderEntry = new OrderEntry({ accounts, catalogue, ids, timers: orderTimers, acceptDelayMs });
  const accountOf = (dhanClientId: string): Account | undefined => accounts.find(dhanClientId);
  const postbacks = new PostbackSender();
  orderEntry.observe(postbacks);
  const candles = new CandleBook(orderEntry, seed, now);
  const context = { catalogue, market: orderEntry.market, switches: settings.switches };
  const alerts = new Alerts({
    orderEntry,
    candles,
    timers: orderTimers,
    ticketOf: (alert, fields) => alertTicket(fields, alert.account, context),
    fired: (alert) => {
      if (alert.postbackUrl !== null) postbacks.post(alert.postbackUrl, alertPostback(alert));
    },
  });
  return {
    settings,
    accounts,
    catalogue,
    ids,
    orderEntry,
    superOrders: new SuperOrders(orderEntry, orderTimers, accountOf),
    foreverOrders: new ForeverOrders(orderEntry, orderTimers, accountOf),
    alerts,
    candles,
    pnlExits: new PnlExits(orderEntry, orderTimers),
    logins: new Logins(accounts, now, logins),
    postbacks,
    cdsl: new Cdsl(accounts, now),
    chance,
    chances,
    walk: new PriceWalk(orderEntry.market, prices, wireTimers, settings.walkPeriodMs),
    limiter: settings.rateLimits === null ? null : new RateLimiter(settings.rateLimits, now),
    onceEvery: new OnceEvery(),
    faults: new FaultBook(dice),
    log: new RequestLog(settings.requestLogSize),
    wireTimers,
    orderTimers,
    marketClosed: settings.switches.marketClosed,
    amoRefused: false,
  };
}

/** Returns to the state right after the start: no accounts, no orders, first prices, no faults. */
export function resetBroker(broker: Broker): void {
  broker.orderTimers.clear();
  broker.accounts.reset();
  broker.catalogue.reset();
  broker.settings.clock.reset();
  broker.orderEntry.market.reset();
  broker.superOrders.reset();
  broker.foreverOrders.reset();
  broker.alerts.reset();
  broker.candles.reset();
  broker.pnlExits.reset();
  broker.cdsl.reset();
  broker.logins.reset();
  broker.limiter?.reset();
  broker.onceEvery.reset();
  broker.faults.clear();
  broker.log.clear();
  broker.marketClosed = broker.settings.switches.marketClosed;
  broker.amoRefused = false;
}
