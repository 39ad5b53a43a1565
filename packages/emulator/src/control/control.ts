import type { FaultSpec } from '../faults/fault.ts';
import type { InstrumentSpec } from '../instruments/instrument.ts';
import type { RequestFilter, RequestRecord } from '../faults/request-log.ts';
import type { SavedState } from '../state/saved-state.ts';
import type { AccountSpec } from './account-spec.ts';
import type { AppOrder, AppOrderChanges } from './app-order.ts';
import type { AccountBook } from './books.ts';
import type { ConversionSpec, SquareOffSpec, TransferSpec } from './position-specs.ts';
import type { NightOptions } from './night.ts';

/**
 * The hands behind the emulator: what a person at Dhan's app, the exchange or a failing network would do.
 *
 * Every operation is synchronous in process and is also served over HTTP, as `POST {controlUrl}/<operation>` with the
 * parameters by name. Wrong use throws a ControlError that names the field.
 */
export interface Control {
  /** @throws ControlError when the client id is taken */
  addAccount(account: AccountSpec): { dhanClientId: string; accessToken: string };
  /** A new token of the web site, for 24 hours or as told; the one before it is dead at once. */
  mintToken(dhanClientId: string, lifetimeSeconds?: number): { dhanClientId: string; accessToken: string };
  /** The live token answers DH-901 from now on. */
  expireToken(dhanClientId: string): void;
  /** The person makes an API key on the web site. @param redirectUrl - without a slash at its end */
  addApp(dhanClientId: string, redirectUrl: string, postbackUrl?: string): { appId: string; appSecret: string };
  /** The broker signs up a platform. */
  addPartner(redirectUrl: string, postbackUrl?: string): { partnerId: string; partnerSecret: string };
  /** The six digits that the person's authenticator shows now. */
  totp(dhanClientId: string): string;
  /** The T-PIN that the depository last sent to the person's phone, null before any. */
  tpin(dhanClientId: string): string | null;
  /** Start-of-day funds, in rupees; blocked margin stays blocked. */
  setFunds(dhanClientId: string, rupees: number): void;

  /** Places an order the way the broker's own app does: market and stop-market orders stay what they are. */
  placeAppOrder(dhanClientId: string, order: AppOrder): string;
  modifyAppOrder(dhanClientId: string, orderId: string, changes: AppOrderChanges): void;
  cancelAppOrder(dhanClientId: string, orderId: string): void;
  /** The risk system or the exchange throws out an order that has not ended. */
  rejectOrder(dhanClientId: string, orderId: string, reason: string): void;
  /** The market opens for after-market orders of all accounts. @returns how many went to the exchange */
  releaseAmo(): number;
  /** End of the day for all accounts; after-market orders stay. @returns how many orders expired */
  expireDayOrders(): number;
  /** While closed, modify and cancel by API are refused. */
  setMarketClosed(on: boolean): void;

  /** While the market has opened, after-market orders by API and in the app are refused with DH-906. */
  refuseAmo(on: boolean): void;

  /**
   * The broker's risk system cancels what is open and closes what is held, with market orders without a correlation id.
   * INTRADAY of the whole account, by default.
   */
  squareOff(dhanClientId: string, which?: SquareOffSpec): void;
  /** The person moves units to another product in the app: no order, no trade, no frame. */
  convertPosition(dhanClientId: string, conversion: ConversionSpec): void;
  /** Units come or go without an order: in a position, or without a product in the demat account. */
  transferUnits(dhanClientId: string, transfer: TransferSpec): void;
  /** An order that was reported as cancelled or expired has traded after all; default price as with `fill`. */
  fillEnded(dhanClientId: string, orderId: string, quantity: number, priceRupees?: number): void;

  /**
   * A night, at once. INTRADAY is squared off, day orders expire, the books of the day are empty, trades are history,
   * delivery is in the holdings, MARGIN is carried. A clock given as `now` stands at 09:15 of the next trading day.
   *
   * @returns the Indian date by the emulator's clock
   */
  nextDay(night?: NightOptions): string;
  /** Positions in a contract end at the last price without an order; it can no longer be traded. @param delist - default true */
  expireContract(exchangeSegment: string, securityId: string, delist?: boolean): void;
  /** A split or bonus after a night: `from` shares become `to` in every account; the price falls in proportion. */
  scaleShare(exchangeSegment: string, securityId: string, from: number, to: number): void;
  /** After a night: a share has another id in the list, with the same ISIN and perhaps another series. */
  changeSecurityId(exchangeSegment: string, securityId: string, newSecurityId: string, series?: string): void;
  /** A new instrument, as in the option `instruments`. */
  listInstrument(instrument: InstrumentSpec): void;
  /** Whether the scrip masters show an instrument; trading in it goes on either way. */
  setListed(exchangeSegment: string, securityId: string, on: boolean): void;

  /** A price event, in rupees: liquidity is renewed, crossed orders fill, reached stops trigger. */
  setPrice(exchangeSegment: string, securityId: string, rupees: number): void;
  /** Last price, in rupees. */
  price(exchangeSegment: string, securityId: string): number;
  /** Units each side offers between two price events; null for no bound. */
  setLiquidity(exchangeSegment: string, securityId: string, unitsPerEvent: number | null): void;
  startWalk(): void;
  stopWalk(): void;
  /** Fills an open order exactly, whatever the market; default price is its limit, else the last price. */
  fill(dhanClientId: string, orderId: string, quantity: number, priceRupees?: number): void;
  /** While halted nothing trades and no stop triggers; lifting the halt is a price event. */
  haltMatching(exchangeSegment: string, securityId: string, on: boolean): void;

  /** @returns the id for removeFault */
  addFault(fault: FaultSpec): string;
  removeFault(faultId: string): void;
  /** Faults of requests and of streams, all accounts. */
  clearFaults(): void;
  /** Frames of the account are lost while on; the socket stays open. */
  muteStream(dhanClientId: string, on: boolean): void;
  /** Drops the account's sockets without a close frame. @returns how many */
  resetStream(dhanClientId: string): number;
  /** Logins of the account are treated like bad ones while on. */
  refuseStreams(dhanClientId: string, on: boolean): void;
  /** Connections of the client to the three market data sockets are answered with HTTP 429 while on. */
  refuseFeeds(dhanClientId: string, on: boolean): void;
  /** Drops the account's market data sockets without a close frame. @returns how many */
  resetFeeds(dhanClientId: string): number;
  /** Every frame comes twice while on. */
  duplicateFrames(dhanClientId: string, on: boolean): void;
  /** 0 for no delay. */
  delayFrames(dhanClientId: string, ms: number): void;
  /** Frames are collected in groups of `window` and sent newest first (after 500 ms at the latest); 0 to stop. */
  reorderFrames(dhanClientId: string, window: number): void;
  /** The next frames are lost. */
  dropFrames(dhanClientId: string, count: number): void;
  /** Sends text or bytes to the account's sockets as they are. */
  sendRaw(dhanClientId: string, data: string | Uint8Array): void;
  /** Sockets of the account that are logged in. */
  streamCount(dhanClientId: string): number;

  /** What is true, for comparison with what a client believes. */
  books(): AccountBook[];
  book(dhanClientId: string): AccountBook;
  /** The last requests, oldest first. */
  requests(filter?: RequestFilter): RequestRecord[];
  /** Everything but faults, sockets and the request log, for `load`; with a path also written there as JSON. */
  save(path?: string): SavedState;
  /** In the place of what there is, a saved state or the file that has it; streams are dropped. */
  load(from: SavedState | string): void;
  /** Back to the state right after the start; streams are dropped. A running walk goes on. */
  reset(): void;
}
