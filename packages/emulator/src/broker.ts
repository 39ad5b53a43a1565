import type { Account } from './accounts/account.ts';
import { AccountRegistry } from './accounts/account-registry.ts';
import { OnceEvery } from './accounts/once-every.ts';
import { RateLimiter } from './accounts/rate-limiter.ts';
import { createPrng, type Prng } from './chance/prng.ts';
import { LoginDesk } from './auth/login-desk.ts';
import { alertPostback } from './postback/alert-postback.ts';
import { Postman } from './postback/postman.ts';
import { Cdsl } from './edis/cdsl.ts';
import { PnlExitDesk } from './traders-control/pnl-exit-desk.ts';
import { AlertDesk } from './alerts/alert-desk.ts';
import { alertTicket } from './alerts/alert-requests.ts';
import { CandleBook } from './candles/candle-book.ts';
import { OrderDesk } from './desk/order-desk.ts';
import { ForeverDesk } from './forever-orders/forever-desk.ts';
import { SuperDesk } from './super-orders/super-desk.ts';
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
  readonly ids: OrderIds;
  readonly desk: OrderDesk;
  readonly superDesk: SuperDesk;
  readonly foreverDesk: ForeverDesk;
  readonly alertDesk: AlertDesk;
  readonly candles: CandleBook;
  readonly pnlExitDesk: PnlExitDesk;
  readonly cdsl: Cdsl;
  readonly logins: LoginDesk;
  readonly postman: Postman;
  /** Chance that belongs to no purpose of its own: one-time numbers. */
  readonly chance: Prng;
  /** All chance there is, in a fixed order, for saving it. */
  readonly chances: readonly Prng[];
  readonly walk: PriceWalk;
  readonly limiter: RateLimiter | null;
  readonly onceEvery: OnceEvery;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  /** Delays of answers and frames. */
  readonly wireTimers: Timers;
  /** Delays of orders; forgotten when the books are reset. */
  readonly deskTimers: Timers;
  /** Switches that can be thrown while it runs. */
  marketClosed: boolean;
  /** The market has opened: no order for its opening is taken. */
  amoRefused: boolean;
}

/** Chance is split by purpose, so that one more fault does not change the prices of a seed. */
export function createBroker(settings: Settings): Broker {
  const { seed, acceptDelayMs } = settings;
  const { now } = settings.clock;
  // Tokens, prices, faults, one-time numbers, logins.
  const chances = [0, 1, 2, 3, 4].map((purpose) => createPrng(seed + purpose));
  const [tokens, prices, dice, chance, logins] = chances as [Prng, Prng, Prng, Prng, Prng];
  const wireTimers = new Timers(now);
  const deskTimers = new Timers(now);
  const accounts = new AccountRegistry(now, tokens);
  const catalogue = new Catalogue(now(), settings.instruments, settings.extraInstruments);
  const ids = new OrderIds(now);
  const desk = new OrderDesk({ accounts, catalogue, ids, timers: deskTimers, acceptDelayMs });
  const accountOf = (dhanClientId: string): Account | undefined => accounts.find(dhanClientId);
  const postman = new Postman();
  desk.observe(postman);
  const candles = new CandleBook(desk, seed, now);
  const context = { catalogue, market: desk.market, switches: settings.switches };
  const alertDesk = new AlertDesk({
    desk,
    candles,
    timers: deskTimers,
    ticketOf: (alert, fields) => alertTicket(fields, alert.account, context),
    fired: (alert) => {
      if (alert.postbackUrl !== null) postman.post(alert.postbackUrl, alertPostback(alert));
    },
  });
  return {
    settings,
    accounts,
    catalogue,
    ids,
    desk,
    superDesk: new SuperDesk(desk, deskTimers, accountOf),
    foreverDesk: new ForeverDesk(desk, deskTimers, accountOf),
    alertDesk,
    candles,
    pnlExitDesk: new PnlExitDesk(desk, deskTimers),
    logins: new LoginDesk(accounts, now, logins),
    postman,
    cdsl: new Cdsl(accounts, now),
    chance,
    chances,
    walk: new PriceWalk(desk.market, prices, wireTimers, settings.walkPeriodMs),
    limiter: settings.rateLimits === null ? null : new RateLimiter(settings.rateLimits, now),
    onceEvery: new OnceEvery(),
    faults: new FaultBook(dice),
    log: new RequestLog(settings.requestLogSize),
    wireTimers,
    deskTimers,
    marketClosed: settings.switches.marketClosed,
    amoRefused: false,
  };
}

/** Back to the state right after the start: no accounts, no orders, first prices, no faults. */
export function resetBroker(broker: Broker): void {
  broker.deskTimers.clear();
  broker.accounts.reset();
  broker.catalogue.reset();
  broker.settings.clock.reset();
  broker.desk.market.reset();
  broker.superDesk.reset();
  broker.foreverDesk.reset();
  broker.alertDesk.reset();
  broker.candles.reset();
  broker.pnlExitDesk.reset();
  broker.cdsl.reset();
  broker.logins.reset();
  broker.limiter?.reset();
  broker.onceEvery.reset();
  broker.faults.clear();
  broker.log.clear();
  broker.marketClosed = broker.settings.switches.marketClosed;
  broker.amoRefused = false;
}
