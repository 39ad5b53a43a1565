import { readFileSync, writeFileSync } from 'node:fs';
import type { Account } from '../accounts/account.ts';
import { totpCode } from '../auth/totp.ts';
import { resetBroker, type Broker } from '../broker.ts';
import { faultSpec } from '../faults/fault.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import { paiseFromRupees, rupeesFromPaise } from '../money/paise.ts';
import { isFinished, remainingQuantity, type Order } from '../orders/order.ts';
import { refuseLateAmo } from '../rest/operation.ts';
import type { SocketDoor } from '../market-data/feed/socket-door.ts';
import type { OrderStream } from '../stream/order-stream.ts';
import { EmulatorError } from '../emulator-error.ts';
import { loadState } from '../state/load-state.ts';
import { saveState } from '../state/save-state.ts';
import { knownInstrument, openAccount } from './account-spec.ts';
import { parseAppOrder, parseAppOrderChanges } from './app-order.ts';
import { accountBook } from './books.ts';
import { booksControl } from './books-control.ts';
import type { Control } from './control.ts';
import { ControlError, parseOrExplain } from './control-error.ts';
import { explainRefusal } from './explain-refusal.ts';

/** @param doors - of the market data sockets */
export function createControl(broker: Broker, stream: OrderStream, doors: readonly SocketDoor[]): Control {
  const { accounts, catalogue, desk, walk, faults, log } = broker;

  const accountOf = (dhanClientId: string): Account => {
    const account = accounts.find(dhanClientId);
    if (account === undefined) throw new ControlError(`dhanClientId: no account ${dhanClientId}`);
    return account;
  };
  const orderOf = (dhanClientId: string, orderId: string): Order => {
    const order = accountOf(dhanClientId).orders.get(orderId);
    if (order === undefined) throw new ControlError(`orderId: account ${dhanClientId} has no order ${orderId}`);
    return order;
  };
  const marketOf = (exchangeSegment: string, securityId: string): InstrumentMarket =>
    desk.market.of(knownInstrument(catalogue, exchangeSegment, securityId));
  const deliveryOf = (dhanClientId: string) => stream.delivery(accountOf(dhanClientId).dhanClientId);

  return {
    addAccount(spec) {
      const account = openAccount(spec, catalogue, broker.wireTimers.now());
      if (accounts.find(account.dhanClientId) !== undefined) {
        throw new ControlError(`dhanClientId: account ${account.dhanClientId} exists already`);
      }
      accounts.add(account);
      const { token } = accounts.mint(account, { webhookUrl: spec.postbackUrl ?? '' });
      return { dhanClientId: account.dhanClientId, accessToken: token };
    },
    mintToken(dhanClientId, lifetimeSeconds) {
      const account = accountOf(dhanClientId);
      const { token: accessToken } = accounts.mint(account, {
        webhookUrl: accounts.live(account)?.webhookUrl ?? '',
        ...(lifetimeSeconds === undefined ? {} : { lifetimeMs: lifetimeSeconds * 1000 }),
      });
      return { dhanClientId, accessToken };
    },
    expireToken: (dhanClientId) => accounts.expire(accountOf(dhanClientId)),
    addApp(dhanClientId, redirectUrl, postbackUrl) {
      accountOf(dhanClientId);
      const app = broker.logins.addClient({ kind: 'app', dhanClientId, redirectUrl, postbackUrl: postbackUrl ?? '' });
      return { appId: app.id, appSecret: app.secret };
    },
    addPartner(redirectUrl, postbackUrl) {
      const partner = broker.logins.addClient({
        kind: 'partner',
        dhanClientId: null,
        redirectUrl,
        postbackUrl: postbackUrl ?? '',
      });
      return { partnerId: partner.id, partnerSecret: partner.secret };
    },
    totp: (dhanClientId) => totpCode(accountOf(dhanClientId).identity.totpSecret, broker.wireTimers.now()),
    tpin: (dhanClientId) => accountOf(dhanClientId).edis.tpin,
    setFunds(dhanClientId, rupees) {
      accountOf(dhanClientId).sodPaise = Math.round(paiseFromRupees(finite('rupees', rupees)));
    },

    placeAppOrder(dhanClientId, order) {
      const ticket = parseAppOrder(order, catalogue);
      explainRefusal(() => refuseLateAmo(broker, ticket));
      return desk.place(accountOf(dhanClientId), ticket).orderId;
    },
    modifyAppOrder(dhanClientId, orderId, changes) {
      const order = orderOf(dhanClientId, orderId);
      explainRefusal(() => desk.modify(order, parseAppOrderChanges(changes, order)));
    },
    cancelAppOrder(dhanClientId, orderId) {
      const order = orderOf(dhanClientId, orderId);
      explainRefusal(() => desk.cancel(order));
    },
    rejectOrder(dhanClientId, orderId, reason) {
      const order = orderOf(dhanClientId, orderId);
      if (isFinished(order)) throw new ControlError(`orderId: order ${orderId} is already ${order.status}`);
      desk.reject(order, /^(RMS|EXCH):/.test(reason) ? reason : `RMS:${orderId}:${reason}`);
    },
    releaseAmo: () => sumOver(accounts.all(), (account) => desk.releaseAfterMarketOrders(account)),
    expireDayOrders: () => sumOver(accounts.all(), (account) => desk.expireDayOrders(account)),
    setMarketClosed(on) {
      broker.marketClosed = on;
    },

    ...booksControl(broker, accountOf, orderOf),

    setPrice(exchangeSegment, securityId, rupees) {
      const paise = Math.round(paiseFromRupees(finite('rupees', rupees)));
      if (paise <= 0) throw new ControlError(`rupees: expected more than 0, found ${rupees}`);
      marketOf(exchangeSegment, securityId).priceEvent(paise);
    },
    price: (exchangeSegment, securityId) => rupeesFromPaise(marketOf(exchangeSegment, securityId).ltpPaise),
    setLiquidity(exchangeSegment, securityId, unitsPerEvent) {
      if (unitsPerEvent !== null && (!Number.isInteger(unitsPerEvent) || unitsPerEvent < 0)) {
        throw new ControlError(`unitsPerEvent: expected null or a whole number from 0, found ${unitsPerEvent}`);
      }
      marketOf(exchangeSegment, securityId).setLiquidity(unitsPerEvent);
    },
    startWalk: () => walk.start(),
    stopWalk: () => walk.stop(),
    fill(dhanClientId, orderId, quantity, priceRupees) {
      const order = orderOf(dhanClientId, orderId);
      const open = order.status === 'PENDING' || order.status === 'PART_TRADED';
      if (!open || order.held || order.parked)
        throw new ControlError(`orderId: order ${orderId} is not at the exchange (${order.status})`);
      if (!Number.isInteger(quantity) || quantity < 1 || quantity > remainingQuantity(order)) {
        throw new ControlError(`quantity: expected 1 to ${remainingQuantity(order)}, found ${quantity}`);
      }
      const ltpPaise = desk.market.ltpPaise(order.ticket.instrument);
      const paise = priceRupees === undefined ? order.terms.pricePaise || ltpPaise : paiseFromRupees(priceRupees);
      desk.forceFill(order, quantity, Math.round(paise));
    },
    haltMatching: (exchangeSegment, securityId, on) => marketOf(exchangeSegment, securityId).halt(on),

    addFault: (fault) => faults.add(parseOrExplain(faultSpec, fault, 'addFault')),
    removeFault(faultId) {
      if (!faults.remove(faultId)) throw new ControlError(`faultId: no fault ${faultId} is armed`);
    },
    clearFaults() {
      faults.clear();
      stream.clearFaults();
      for (const door of doors) door.clearFaults();
    },
    muteStream(dhanClientId, on) {
      deliveryOf(dhanClientId).faults.muted = on;
    },
    resetStream(dhanClientId) {
      const count = stream.connectionCount(accountOf(dhanClientId).dhanClientId);
      stream.reset(dhanClientId);
      return count;
    },
    refuseStreams: (dhanClientId, on) => stream.refuse(accountOf(dhanClientId).dhanClientId, on),
    refuseFeeds(dhanClientId, on) {
      for (const door of doors) door.refuse(accountOf(dhanClientId).dhanClientId, on);
    },
    resetFeeds: (dhanClientId) => sumOver(doors, (door) => door.reset(accountOf(dhanClientId).dhanClientId)),
    duplicateFrames(dhanClientId, on) {
      deliveryOf(dhanClientId).faults.duplicates = on;
    },
    delayFrames(dhanClientId, ms) {
      deliveryOf(dhanClientId).faults.delayMs = ms;
    },
    reorderFrames(dhanClientId, window) {
      deliveryOf(dhanClientId).setReorderWindow(window);
    },
    dropFrames(dhanClientId, count) {
      deliveryOf(dhanClientId).faults.dropNext = count;
    },
    sendRaw: (dhanClientId, data) => stream.sendRaw(accountOf(dhanClientId).dhanClientId, data),
    streamCount: (dhanClientId) => stream.connectionCount(accountOf(dhanClientId).dhanClientId),

    books: () => Array.from(accounts.all(), accountBook),
    book: (dhanClientId) => accountBook(accountOf(dhanClientId)),
    requests: (filter) => log.list(filter),
    save(path) {
      const state = saveState(broker);
      if (path !== undefined) writeFileSync(path, JSON.stringify(state), { mode: 0o600 });
      return state;
    },
    load(from) {
      const state: unknown = typeof from === 'string' ? JSON.parse(readFileSync(from, 'utf8')) : from;
      try {
        loadState(broker, state);
      } catch (error) {
        if (error instanceof EmulatorError) throw new ControlError(`load: ${error.message}`);
        throw error;
      }
      stream.resetAll();
    },
    reset() {
      stream.resetAll();
      resetBroker(broker);
    },
  };
}

function finite(name: string, value: number): number {
  if (!Number.isFinite(value)) throw new ControlError(`${name}: expected a number, found ${value}`);
  return value;
}

function sumOver<T>(all: Iterable<T>, count: (one: T) => number): number {
  let sum = 0;
  for (const one of all) sum += count(one);
  return sum;
}
