/**
 * DhanHQ v2 for TypeScript: `import { DhanClient } from '@dhancopy/dhan'`. This is the only entry for users outside this repository.
 * Inside it, files import each other directly.
 */
export { DhanClient } from './client.ts';
export type { CallRecord, DhanClientOptions } from './rest/http.ts';

export { AUTH_FAULTS, DhanError, ERROR_CLASSES, OWN_CODES } from './errors.ts';
export type { AuthFault, ErrorClass, OwnCode } from './errors.ts';
export { WireError } from './wire/parse.ts';
export { UrlError } from './wire/url.ts';

export { AccountLimiter } from './limit/account-limiter.ts';
export type { LimiterOptions } from './limit/account-limiter.ts';
export { BUCKETS, BUCKET_WINDOWS } from './limit/buckets.ts';
export type { Bucket } from './limit/buckets.ts';
export type { RateLimiter, Spacing } from './limit/rate-limiter.ts';
export type { Window } from './limit/sliding-windows.ts';

export { DepthFeed } from './feed/depth-feed.ts';
export type { DepthFeedOptions, DepthInstrument } from './feed/depth-feed.ts';
export type { DepthPacket } from './feed/depth-packet.ts';
export type { FrameSink, Unreadable } from './feed/frame.ts';
export { FEED_MODES, MarketFeed } from './feed/market-feed.ts';
export type { FeedMode, MarketFeedOptions } from './feed/market-feed.ts';
export type {
  DepthLevel,
  DisconnectPacket,
  FullPacket,
  IndexPacket,
  MarketPacket,
  MarketStatusPacket,
  OiPacket,
  PreviousClosePacket,
  QuotePacket,
  TickerPacket,
} from './feed/market-packet.ts';
export { readDepthFrame } from './feed/read-depth.ts';
export type { DepthLevels } from './feed/read-depth.ts';
export { readMarketFrame } from './feed/read-market.ts';
export { FEED_SEGMENTS } from './feed/segment.ts';
export type { FeedSegment } from './feed/segment.ts';
export type { FeedInstrument } from './feed/subscriptions.ts';

export { OrderUpdates } from './stream/order-updates.ts';
export type { OrderUpdatesOptions } from './stream/order-updates.ts';
export type { StreamPartner } from './stream/order-stream.ts';
export { readOrderUpdate } from './stream/order-update.ts';
export type { OrderUpdate } from './stream/order-update.ts';
export { readPostback } from './postback/postback.ts';
export type { Postback } from './postback/postback.ts';

export type { AccessToken } from './auth/access-token.ts';
export { readTokenClaims } from './auth/token.ts';
export type { TokenClaims } from './auth/token.ts';
export { totpCode, totpEndsMs, TotpSecretError } from './auth/totp.ts';

export {
  AMO_TIMES,
  EXCHANGE_SEGMENTS,
  INSTRUMENTS,
  LEG_NAMES,
  OPTION_TYPES,
  ORDER_TYPES,
  PRODUCT_TYPES,
  TRANSACTION_TYPES,
  VALIDITIES,
} from './enums.ts';
export type {
  AmoTime,
  ExchangeSegment,
  Instrument,
  LegName,
  Open,
  OptionType,
  OrderStatus,
  OrderType,
  ProductType,
  TransactionType,
  Validity,
} from './enums.ts';

export { readScripMaster } from './instruments/scrip-master.ts';
export type { LeftOutRow } from './instruments/left-out.ts';
export type { ScripSource } from './instruments/scrip-master.ts';
export type { ScripRow } from './instruments/scrip-row.ts';
export type { UnreadableRow, WithRaw } from './rest/read.ts';
export type { OrderAnswer } from './rest/write-answer.ts';
export type { PriceTerms, ValidityTerms } from './rest/price-terms.ts';

export type { Consent } from './rest/authentication/api.ts';
export type { ApiKey, PartnerKey, PinLogin, StaticIpRequest } from './rest/authentication/request.ts';
export type { Profile, StaticIps, TokenGrant } from './rest/authentication/response.ts';
export { INDICATORS, OPERATORS, TIME_FRAMES } from './rest/conditional-triggers/condition.ts';
export type { Indicator, Operator, TimeFrame, TriggerCondition } from './rest/conditional-triggers/condition.ts';
export type { MultiOrderLeg, TriggeredOrder, TriggerRequest } from './rest/conditional-triggers/request.ts';
export type { AlertStatus, MultiOrderAnswer, Trigger, TriggerAnswer } from './rest/conditional-triggers/response.ts';
export type { EdisBulkFormRequest, EdisFormRequest } from './rest/edis/request.ts';
export type { EdisForm, EdisInquiry, TpinAnswer } from './rest/edis/response.ts';
export { ROLLING_COLUMNS } from './rest/expired-options/request.ts';
export type { ExpiredOptionsRequest, RollingColumn } from './rest/expired-options/request.ts';
export type { RollingCandle, RollingOptions } from './rest/expired-options/response.ts';
export type { ModifyForeverOrderRequest, PlaceForeverOrderRequest } from './rest/forever-orders/request.ts';
export type { ForeverOrder } from './rest/forever-orders/response.ts';
export type { MarginOrder, MultiMarginRequest } from './rest/funds/request.ts';
export type { FundLimit, Margin, MultiMargin } from './rest/funds/response.ts';
export { INTERVALS } from './rest/historical-data/request.ts';
export type { DailyCandlesRequest, IntradayCandlesRequest } from './rest/historical-data/request.ts';
export type { Candle, Candles } from './rest/historical-data/response.ts';
export type { QuoteRequest } from './rest/market-quote/request.ts';
export type { Ltp, Ohlc, Quote } from './rest/market-quote/response.ts';
export type { OptionChainRequest, Underlying } from './rest/option-chain/request.ts';
export type { OptionChain, OptionSide } from './rest/option-chain/response.ts';
export type { ModifyOrderRequest, PlaceOrderRequest, ProductTerms, SessionTerms } from './rest/orders/request.ts';
export type { Order, OrderBook } from './rest/orders/response.ts';
export type { ConvertPositionRequest } from './rest/portfolio/request.ts';
export type { Holding, Position } from './rest/portfolio/response.ts';
export type { DayRange } from './rest/statements/request.ts';
export type { LedgerEntry, TradeHistoryEntry } from './rest/statements/response.ts';
export type { ModifySuperOrderRequest, PlaceSuperOrderRequest } from './rest/super-orders/request.ts';
export type { SuperOrder, SuperOrderLeg } from './rest/super-orders/response.ts';
export type { Trade } from './rest/trades/response.ts';
export type { KillSwitchStatus, PnlExitRequest } from './rest/traders-control/request.ts';
export type {
  KillSwitch,
  KillSwitchAnswer,
  PnlExit,
  PnlExitAnswer,
  PnlExitStatus,
} from './rest/traders-control/response.ts';
