import type { Account } from '../accounts/account.ts';
import { positionKey, totals } from '../accounts/position.ts';
import { heldQuantity, noHolding, sameShare } from '../accounts/holding.ts';
import type { Broker } from '../broker.ts';
import { convertPosition } from '../desk/convert-position.ts';
import { squareOffByBroker } from '../desk/square-off.ts';
import { defineInstrument, type Instrument } from '../instruments/instrument.ts';
import { paiseFromRupees } from '../money/paise.ts';
import { remainingQuantity, type Order } from '../orders/order.ts';
import { knownInstrument } from './account-spec.ts';
import type { Control } from './control.ts';
import { ControlError, parseOrExplain } from './control-error.ts';
import { changeSecurityId, scaleShare } from './corporate-actions.ts';
import { explainRefusal } from './explain-refusal.ts';
import { instrumentSpec } from './instrument-spec.ts';
import { expireContract, nextDay, nightOptions } from './night.ts';
import { conversionSpec, squareOffSpec, transferSpec } from './position-specs.ts';

type Operations =
  | 'squareOff'
  | 'convertPosition'
  | 'transferUnits'
  | 'fillEnded'
  | 'nextDay'
  | 'expireContract'
  | 'scaleShare'
  | 'changeSecurityId'
  | 'listInstrument'
  | 'setListed'
  | 'refuseAmo';

/** The operations after which positions, holdings and the list are not what orders alone have made them. */
export function booksControl(
  broker: Broker,
  accountOf: (dhanClientId: string) => Account,
  orderOf: (dhanClientId: string, orderId: string) => Order,
): Pick<Control, Operations> {
  const { catalogue, desk } = broker;
  return {
    squareOff(dhanClientId, spec = {}) {
      const { exchangeSegment, securityId, productType } = parseOrExplain(squareOffSpec, spec, 'squareOff');
      if ((exchangeSegment === undefined) !== (securityId === undefined)) {
        throw new ControlError('squareOff: expected exchangeSegment and securityId together');
      }
      const only = securityId === undefined ? null : knownInstrument(catalogue, exchangeSegment ?? '', securityId);
      squareOffByBroker(
        desk,
        accountOf(dhanClientId),
        (instrument, product) => product === productType && (only === null || instrument === only),
      );
    },
    convertPosition(dhanClientId, spec) {
      const asked = parseOrExplain(conversionSpec, spec, 'convertPosition');
      const account = accountOf(dhanClientId);
      const instrument = knownInstrument(catalogue, asked.exchangeSegment, asked.securityId);
      const position = account.positions.get(positionKey(instrument, asked.fromProductType));
      const positionType = position !== undefined && totals(position).netQuantity < 0 ? 'SHORT' : 'LONG';
      const { fromProductType: from, toProductType: to, quantity: units } = asked;
      explainRefusal(() => convertPosition(account, { instrument, from, to, positionType, units }));
    },
    transferUnits(dhanClientId, spec) {
      const { exchangeSegment, securityId, productType, quantity, priceRupees } = parseOrExplain(
        transferSpec,
        spec,
        'transferUnits',
      );
      const account = accountOf(dhanClientId);
      const instrument = knownInstrument(catalogue, exchangeSegment, securityId);
      const paise =
        priceRupees === undefined ? desk.market.ltpPaise(instrument) : Math.round(paiseFromRupees(priceRupees));
      if (productType === undefined) transferShares(account, instrument, quantity, paise);
      else account.transfer(instrument, productType, quantity, paise);
    },
    fillEnded(dhanClientId, orderId, quantity, priceRupees) {
      const order = orderOf(dhanClientId, orderId);
      if (order.status !== 'CANCELLED' && order.status !== 'EXPIRED') {
        throw new ControlError(`orderId: order ${orderId} is not cancelled or expired (${order.status})`);
      }
      if (!Number.isInteger(quantity) || quantity < 1 || quantity > remainingQuantity(order)) {
        throw new ControlError(`quantity: expected 1 to ${remainingQuantity(order)}, found ${quantity}`);
      }
      const ltpPaise = desk.market.ltpPaise(order.ticket.instrument);
      const paise = priceRupees === undefined ? order.terms.pricePaise || ltpPaise : paiseFromRupees(priceRupees);
      desk.fillEnded(order, quantity, Math.round(paise));
    },
    nextDay: (options = {}) => nextDay(broker, parseOrExplain(nightOptions, options, 'nextDay')),
    expireContract(exchangeSegment, securityId, delist = true) {
      const instrument = knownInstrument(catalogue, exchangeSegment, securityId);
      if (instrument.expiry === null) throw new ControlError(`securityId: ${securityId} is no contract`);
      expireContract(broker, instrument, delist);
    },
    scaleShare(exchangeSegment, securityId, from, to) {
      for (const [name, count] of Object.entries({ from, to })) {
        if (!Number.isInteger(count) || count < 1) {
          throw new ControlError(`${name}: expected a whole number from 1, found ${count}`);
        }
      }
      scaleShare(broker, shareOf(exchangeSegment, securityId), from, to);
    },
    changeSecurityId(exchangeSegment, securityId, newSecurityId, series) {
      const share = shareOf(exchangeSegment, securityId);
      changeSecurityId(broker, share, newSecurityId, series ?? share.series);
    },
    listInstrument(spec) {
      const instrument = defineInstrument(parseOrExplain(instrumentSpec, spec, 'listInstrument'));
      if (catalogue.find(instrument.exchangeSegment, instrument.securityId) !== undefined) {
        throw new ControlError(`securityId: ${instrument.securityId} is in ${instrument.exchangeSegment} already`);
      }
      catalogue.change({ instrument, isListed: true, isTradable: true });
      // Ids of contracts that have ended are given to new ones.
      desk.market.replace(instrument, instrument.basePricePaise);
    },
    setListed(exchangeSegment, securityId, on) {
      const instrument = catalogue.known(exchangeSegment, securityId);
      if (instrument === undefined) {
        throw new ControlError(`securityId: no instrument ${securityId} in ${exchangeSegment}`);
      }
      const isTradable = catalogue.find(exchangeSegment, securityId) !== undefined;
      catalogue.change({ instrument, isListed: on, isTradable });
    },
    refuseAmo(on) {
      broker.amoRefused = on;
    },
  };

  function shareOf(exchangeSegment: string, securityId: string): Instrument {
    const instrument = knownInstrument(catalogue, exchangeSegment, securityId);
    if (instrument.kind !== 'EQUITY') throw new ControlError(`securityId: ${securityId} is no share`);
    return instrument;
  }
}

/** Shares come into the demat account, or leave it. @throws ControlError when there are not that many */
function transferShares(account: Account, instrument: Instrument, units: number, pricePaise: number): void {
  const index = account.holdings.findIndex((holding) => sameShare(holding.instrument, instrument));
  const before = account.holdings[index] ?? noHolding(instrument);
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
  const rest = account.holdings.filter((holding) => holding !== before);
  account.holdings = held + units === 0 ? rest : [...rest, after];
}
