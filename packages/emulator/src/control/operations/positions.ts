import * as z from 'zod';
import type { Account } from '../../accounts/account.ts';
import { heldQuantity, noHolding, sameShare } from '../../accounts/holding.ts';
import { positionKey, totals } from '../../accounts/position.ts';
import { convertPosition } from '../../order-entry/convert-position.ts';
import { squareOffByBroker } from '../../order-entry/square-off.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { paiseFromRupees } from '../../money/paise.ts';
import { PRODUCTS } from '../../orders/order.ts';
import { ControlError, parseOrExplain } from '../control-error.ts';
import { explainRefusal } from '../explain-refusal.ts';
import { account, fields, operation } from '../operation.ts';

const squareOffSpec = z.strictObject({
  /** With `securityId`: this instrument only. */
  exchangeSegment: z.string().optional(),
  securityId: z.string().optional(),
  /** Default INTRADAY. */
  productType: z.enum(PRODUCTS).default('INTRADAY'),
});
type SquareOffSpec = z.input<typeof squareOffSpec>;

const conversionSpec = z.strictObject({
  exchangeSegment: z.string(),
  securityId: z.string(),
  fromProductType: z.enum(PRODUCTS),
  toProductType: z.enum(PRODUCTS),
  /** Units; the side is that of the position. */
  quantity: z.int().positive(),
});

const transferSpec = z.strictObject({
  exchangeSegment: z.string(),
  securityId: z.string(),
  /** Without a product the units are in the demat account. */
  productType: z.enum(PRODUCTS).optional(),
  /** Negative for units that leave. */
  quantity: z.int(),
  /** Default the last price. */
  priceRupees: z.number().positive().optional(),
});

/** After these operations, positions and holdings do not follow from the account owner's orders alone. */
export const positionOperations = {
  /**
   * The broker's risk system cancels open orders and closes positions, with market orders without a correlation id. The default is
   * INTRADAY of the whole account.
   */
  squareOff: operation([account, fields(squareOffSpec)], (context, dhanClientId, which: SquareOffSpec = {}) => {
    const { exchangeSegment, securityId, productType } = parseOrExplain(squareOffSpec, which, 'squareOff');
    if ((exchangeSegment === undefined) !== (securityId === undefined)) {
      throw new ControlError('squareOff: expected exchangeSegment and securityId together');
    }
    const only = securityId === undefined ? null : context.instrumentOf(exchangeSegment ?? '', securityId);
    squareOffByBroker(
      context.broker.orderEntry,
      context.accountOf(dhanClientId),
      (instrument, product) => product === productType && (only === null || instrument === only),
    );
  }),
  /** The account owner moves units to another product in the app: no order, no trade, no frame. */
  convertPosition: operation([account, fields(conversionSpec)], (context, dhanClientId, conversion) => {
    const asked = parseOrExplain(conversionSpec, conversion, 'convertPosition');
    const { fromProductType: from, toProductType: to, quantity: units } = asked;
    const owner = context.accountOf(dhanClientId);
    const instrument = context.instrumentOf(asked.exchangeSegment, asked.securityId);
    const position = owner.positions.get(positionKey(instrument, from));
    const positionType = position !== undefined && totals(position).netQuantity < 0 ? 'SHORT' : 'LONG';
    explainRefusal(() => convertPosition(owner, { instrument, from, to, positionType, units }));
  }),
  /** Units arrive or leave without an order: in a position, or, without a product, in the demat account. */
  transferUnits: operation([account, fields(transferSpec)], (context, dhanClientId, transfer) => {
    const asked = parseOrExplain(transferSpec, transfer, 'transferUnits');
    const { productType, quantity, priceRupees } = asked;
    const owner = context.accountOf(dhanClientId);
    const instrument = context.instrumentOf(asked.exchangeSegment, asked.securityId);
    const ltpPaise = context.broker.orderEntry.market.ltpPaise(instrument);
    const paise = priceRupees === undefined ? ltpPaise : Math.round(paiseFromRupees(priceRupees));
    if (productType === undefined) transferShares(owner, instrument, quantity, paise);
    else owner.transfer(instrument, productType, quantity, paise);
  }),
};

/** Shares arrive in the demat account, or leave it. @throws ControlError when there are not enough */
function transferShares(owner: Account, instrument: Instrument, units: number, pricePaise: number): void {
  const index = owner.holdings.findIndex((holding) => sameShare(holding.instrument, instrument));
  const before = owner.holdings[index] ?? noHolding(instrument);
  const held = heldQuantity(before);
  if (held + units < 0 || before.dpQuantity + units < 0) {
    throw new ControlError(`quantity: ${before.dpQuantity} are in the demat account`);
  }
  const added = Math.max(0, units);
  const after = {
    ...before,
    dpQuantity: before.dpQuantity + units,
    averagePaise: Math.round((held * before.averagePaise + added * pricePaise) / Math.max(1, held + added)),
  };
  const rest = owner.holdings.filter((holding) => holding !== before);
  owner.holdings = held + units === 0 ? rest : [...rest, after];
}
