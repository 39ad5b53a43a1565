import * as z from 'zod';
import { unitMarginPaise } from '../accounts/margin.ts';
import { blockedByPosition } from '../accounts/position.ts';
import type { Account } from '../accounts/account.ts';
import type { Broker } from '../broker.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { toRupees, ZERO } from '@dhancopy/domain/charges/amount';
import { brokerageOf } from '@dhancopy/domain/charges/charges';
import { openOrders } from '../order-entry/square-off.ts';
import { chargedTrade } from '../money/charged.ts';
import { paiseFromRupees, rupeesFromPaise } from '../money/paise.ts';
import { PRODUCTS, SIDES } from '../orders/order.ts';
import { inputException } from '../orders/refusal.ts';
import { ok, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import { firstIssue, wireId, wirePrice, wireQuantity } from '../rest/wire-fields.ts';
import { istDate } from '@dhancopy/domain/indian-time';

const ask = { method: 'POST', budget: 'nonTrading', needsStaticIp: false } as const;

/** Source: https://dhanhq.co/docs/v2/funds/ */
export const MARGIN_OPERATIONS: readonly RestOperation[] = [
  { ...ask, name: 'margin', path: '/margincalculator', run: single },
  { ...ask, name: 'marginMulti', path: '/margincalculator/multi', run: multi },
];

const line = z.object({
  exchangeSegment: z.enum(['NSE_EQ', 'NSE_FNO', 'BSE_EQ', 'BSE_FNO', 'MCX_COMM']),
  transactionType: z.enum(SIDES),
  quantity: wireQuantity,
  productType: z.enum(PRODUCTS),
  securityId: wireId,
  price: wirePrice,
  triggerPrice: wirePrice.optional(),
});
type Line = z.output<typeof line>;

/** Margin in paise, divided as the broker divides it. */
interface Margin {
  readonly instrument: Instrument;
  readonly total: number;
  readonly span: number;
  readonly exposure: number;
}

/** The emulator blocks a fixed fraction of the contract value. Three quarters of it are shown as SPAN. */
const spanShare = 0.75;

function marginOf(
  broker: Broker,
  { exchangeSegment, securityId, productType, transactionType, ...rest }: Line,
): Margin {
  const instrument = broker.catalogue.find(exchangeSegment, securityId);
  if (instrument === undefined) throw inputException(`securityId: ${securityId} is not in ${exchangeSegment}`);
  const pricePaise =
    paiseFromRupees(rest.price) ||
    paiseFromRupees(rest.triggerPrice ?? 0) ||
    broker.orderEntry.market.ltpPaise(instrument);
  const total = Math.round(unitMarginPaise(instrument, productType, transactionType, pricePaise) * rest.quantity);
  return { instrument, total, ...split(instrument, transactionType === 'BUY', total) };
}

/** Shares and bought options have neither SPAN nor exposure. */
function split(instrument: Instrument, isLong: boolean, total: number): Pick<Margin, 'span' | 'exposure'> {
  const hasSpan = instrument.kind !== 'EQUITY' && (instrument.optionType === 'XX' || !isLong);
  const span = hasSpan ? Math.round(total * spanShare) : 0;
  return { span, exposure: hasSpan ? total - span : 0 };
}

function single(broker: Broker, { account, body }: Call): Answer {
  const parsed = line.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { quantity, price, productType, transactionType } = parsed.data;
  const { instrument, total, span, exposure } = marginOf(broker, parsed.data);
  const value = quantity * price * instrument.multiplier;
  const date = istDate(broker.wireTimers.now());
  const charged = chargedTrade(instrument, productType, transactionType, value, value, date);
  const isActual = broker.settings.switches.marginAvailable === 'actual';
  return ok({
    totalMargin: rupeesFromPaise(total),
    spanMargin: rupeesFromPaise(span),
    exposureMargin: rupeesFromPaise(exposure),
    // Recorded as 0.0 on a live account with money.
    availableBalance: isActual ? rupeesFromPaise(account.availablePaise) : 0,
    variableMargin: rupeesFromPaise(total - span - exposure),
    insufficientBalance: rupeesFromPaise(Math.max(0, total - account.availablePaise)),
    brokerage: Math.round(toRupees(brokerageOf(charged) ?? ZERO) * 100) / 100,
    leverage: leverage(value, rupeesFromPaise(total)),
  });
}

/** Both `1X` and `5.00X` were seen live. */
function leverage(value: number, margin: number): string {
  const times = margin === 0 ? 1 : value / margin;
  return Math.abs(times - 1) < 0.005 ? '1X' : `${times.toFixed(2)}X`;
}

/** The names differ between the broker's own documents. Both spellings of each are accepted. */
const multiBody = z
  .object({
    includePosition: z.boolean().optional(),
    includeOrder: z.boolean().optional(),
    includeOrders: z.boolean().optional(),
    scripList: z.array(line).optional(),
    scripts: z.array(line).optional(),
  })
  .refine((body) => (body.scripList ?? body.scripts ?? []).length > 0, { path: ['scripList'], message: 'is empty' });

/** No hedge is recognised, because the risk system here recognises none: the answer is the margin that an order would block. */
function multi(broker: Broker, { account, body }: Call): Answer {
  const parsed = multiBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { includePosition = false, includeOrder, includeOrders, scripList, scripts } = parsed.data;
  const margins = (scripList ?? scripts ?? []).map((one) => marginOf(broker, one));
  if (includePosition) margins.push(...positionMargins(account));
  if (includeOrder ?? includeOrders ?? false) margins.push(...orderMargins(account));
  const sum = (part: 'total' | 'span' | 'exposure', segment?: RegExp): number =>
    rupeesFromPaise(
      margins
        .filter(({ instrument }) => segment?.test(instrument.exchangeSegment) ?? true)
        .reduce((paise, margin) => paise + margin[part], 0),
    );
  return ok({
    clientId: account.dhanClientId,
    totalMargin: sum('total'),
    spanMargin: sum('span'),
    exposure: sum('exposure'),
    equityMargin: sum('total', /_EQ$/),
    foMargin: sum('total', /_FNO$/),
    commodity: sum('total', /_COMM$/),
    currency: sum('total', /_CURRENCY$/),
  });
}

function positionMargins(account: Account): Margin[] {
  return [...account.positions.values()].map((position) => {
    const total = blockedByPosition(position);
    const bought = position.carryBuyQuantity + position.dayBuyQuantity;
    const sold = position.carrySellQuantity + position.daySellQuantity;
    return { instrument: position.instrument, total, ...split(position.instrument, bought > sold, total) };
  });
}

function orderMargins(account: Account): Margin[] {
  return openOrders(account).map(({ ticket, blockedPaise }) => ({
    instrument: ticket.instrument,
    total: blockedPaise,
    ...split(ticket.instrument, ticket.side === 'BUY', blockedPaise),
  }));
}
