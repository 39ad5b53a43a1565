import { istToMs } from '@dhancopy/domain/indian-time';
import * as z from 'zod';
import { Account } from '../accounts/account.ts';
import type { Holding } from '../accounts/holding.ts';
import { newPosition, type Position } from '../accounts/position.ts';
import type { Catalogue } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { paiseFromRupees } from '../money/paise.ts';
import { PRODUCTS, SIDES } from '../orders/order.ts';
import type { SettledTrade } from '../accounts/settled-trade.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { ControlError, parseOrExplain } from './control-error.ts';

export const accountSpec = z.strictObject({
  dhanClientId: z.string().regex(/^[A-Za-z0-9]{1,20}$/),
  name: z.string().optional(),
  /** Start-of-day funds; default one million. */
  fundsRupees: z.number().optional(),
  holdings: z
    .array(
      z.strictObject({
        /** Default NSE_EQ. */
        exchangeSegment: z.string().optional(),
        securityId: z.string(),
        quantity: z.int().nonnegative(),
        t1Quantity: z.int().nonnegative().optional(),
        collateralQuantity: z.int().nonnegative().optional(),
        avgCostRupees: z.number().nonnegative().optional(),
      }),
    )
    .optional(),
  /** Carried forward from earlier days; a negative quantity is a short. */
  positions: z
    .array(
      z.strictObject({
        exchangeSegment: z.string(),
        securityId: z.string(),
        productType: z.enum(PRODUCTS),
        netQuantity: z.int(),
        avgRupees: z.number().nonnegative().optional(),
      }),
    )
    .optional(),
  /** Six digits; default 123456. */
  pin: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  /** Base32, of an authenticator; default JBSWY3DPEHPK3PXP. */
  totpSecret: z
    .string()
    .regex(/^[A-Z2-7]+$/)
    .optional(),
  /** Power of attorney at the depository; default true. Without it a sale from holdings needs eDIS. */
  ddpi: z.boolean().optional(),
  /** The paid plan for market data; default true. */
  dataPlan: z.boolean().optional(),
  /** The URL that changes of orders placed with the account's first token are posted to. */
  postbackUrl: z.url().optional(),
  /** Trades of earlier days, for the statements only. They change neither positions nor funds. */
  pastTrades: z
    .array(
      z.strictObject({
        /** `YYYY-MM-DD HH:mm:ss`, Indian time. */
        at: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        exchangeSegment: z.string(),
        securityId: z.string(),
        transactionType: z.enum(SIDES),
        productType: z.enum(PRODUCTS),
        quantity: z.int().positive(),
        priceRupees: z.number().positive(),
      }),
    )
    .optional(),
  /** Source addresses that may write; no rule when absent. */
  allowedIps: z.array(z.string()).optional(),
});

/** The definition of an account at the emulated broker. */
export type AccountSpec = z.input<typeof accountSpec>;

/** @throws ControlError when a field is wrong or an instrument unknown */
export function openAccount(spec: AccountSpec, catalogue: Catalogue, nowMs: number): Account {
  const parsed = parseOrExplain(accountSpec, spec, 'addAccount');
  return new Account({
    dhanClientId: parsed.dhanClientId,
    name: parsed.name ?? parsed.dhanClientId,
    identity: {
      ucc: `UCC${parsed.dhanClientId}`,
      pin: parsed.pin ?? '123456',
      totpSecret: parsed.totpSecret ?? 'JBSWY3DPEHPK3PXP',
      ddpi: parsed.ddpi ?? true,
      dataPlan: parsed.dataPlan ?? true,
    },
    sodPaise: Math.round(paiseFromRupees(parsed.fundsRupees ?? 1_000_000)),
    openedDay: istDate(nowMs),
    pastTrades: (parsed.pastTrades ?? []).map((trade, index) => pastTrade(trade, index, catalogue)),
    allowedIps: parsed.allowedIps ?? null,
    holdings: (parsed.holdings ?? []).map((holding): Holding => {
      const instrument = knownInstrument(catalogue, holding.exchangeSegment ?? 'NSE_EQ', holding.securityId);
      return {
        instrument,
        dpQuantity: holding.quantity,
        t1Quantity: holding.t1Quantity ?? 0,
        collateralQuantity: holding.collateralQuantity ?? 0,
        averagePaise: startPaise(instrument, holding.avgCostRupees),
      };
    }),
    positions: (parsed.positions ?? []).map((position): Position => {
      const instrument = knownInstrument(catalogue, position.exchangeSegment, position.securityId);
      return newPosition(
        instrument,
        position.productType,
        position.netQuantity,
        startPaise(instrument, position.avgRupees),
      );
    }),
  });
}

type PastTradeSpec = NonNullable<z.output<typeof accountSpec>['pastTrades']>[number];

/** Each trade is a separate order. Its numbers are those of its day. */
function pastTrade(spec: PastTradeSpec, index: number, catalogue: Catalogue): SettledTrade {
  const pricePaise = Math.round(paiseFromRupees(spec.priceRupees));
  const number = String(index + 1);
  return {
    orderId: `112${spec.at.slice(2, 10).replaceAll('-', '')}${number.padStart(6, '0')}`,
    exchangeOrderId: `11000000${number.padStart(8, '0')}`,
    exchangeTradeId: String(30_000_000 + index + 1),
    instrument: knownInstrument(catalogue, spec.exchangeSegment, spec.securityId),
    side: spec.transactionType,
    product: spec.productType,
    orderType: 'LIMIT',
    quantity: spec.quantity,
    pricePaise,
    orderValuePaise: pricePaise * spec.quantity,
    atMs: istToMs(spec.at) ?? NaN,
  };
}

/** @throws ControlError */
export function knownInstrument(catalogue: Catalogue, exchangeSegment: string, securityId: string): Instrument {
  const instrument = catalogue.find(exchangeSegment, securityId);
  if (instrument === undefined) throw new ControlError(`securityId: no instrument ${securityId} in ${exchangeSegment}`);
  return instrument;
}

function startPaise(instrument: Instrument, rupees: number | undefined): number {
  return rupees === undefined ? instrument.basePricePaise : Math.round(paiseFromRupees(rupees));
}
