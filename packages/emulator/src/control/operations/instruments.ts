import * as z from 'zod';
import { defineInstrument, type Instrument, type InstrumentSpec } from '../../instruments/instrument.ts';
import { ORDER_SEGMENTS } from '../../instruments/segment.ts';
import type { ControlContext } from '../control-context.ts';
import { ControlError, parseOrExplain } from '../control-error.ts';
import { changeSecurityId, scaleShare } from '../corporate-actions.ts';
import { expireContract } from '../night.ts';
import { field, fields, instrument, isOn, operation } from '../operation.ts';

const amount = z.number().nonnegative();

/** An instrument for the list, in the format of the option `instruments`. */
const instrumentSpec = z.strictObject({
  exchangeSegment: z.enum([...ORDER_SEGMENTS, 'IDX_I']),
  securityId: z.string().min(1),
  tradingSymbol: z.string().min(1),
  priceRupees: z.number().positive(),
  kind: z.string().exactOptional(),
  displayName: z.string().exactOptional(),
  underlyingSymbol: z.string().exactOptional(),
  underlyingSecurityId: z.string().exactOptional(),
  isin: z.string().exactOptional(),
  series: z.string().exactOptional(),
  lotSize: z.int().positive().exactOptional(),
  tickRupees: z.number().positive().exactOptional(),
  multiplier: z.number().positive().exactOptional(),
  freezeQuantity: z.int().positive().exactOptional(),
  expiry: z.iso.date().exactOptional(),
  expiryFlag: z.string().exactOptional(),
  strikeRupees: amount.exactOptional(),
  optionType: z.enum(['CE', 'PE']).exactOptional(),
  lowerLimitRupees: amount.exactOptional(),
  upperLimitRupees: amount.exactOptional(),
  intradayAllowed: z.boolean().exactOptional(),
  mtfLeverage: amount.exactOptional(),
});

const delist = field('delist', z.boolean().optional());
const from = field('from', z.int().positive());
const to = field('to', z.int().positive());

/** The list of instruments, and events of shares and contracts. */
export const instrumentOperations = {
  /** Ends a contract: positions close at the last price without an order, and it can no longer be traded. @param delist - default true */
  expireContract: operation(
    [...instrument, delist],
    ({ broker, instrumentOf }, exchangeSegment, securityId, delist = true) => {
      const contract = instrumentOf(exchangeSegment, securityId);
      if (contract.expiry === null) throw new ControlError(`securityId: ${securityId} is no contract`);
      expireContract(broker, contract, delist);
    },
  ),
  /** A split or bonus after a night: `from` shares become `to` in every account, and the price falls in proportion. */
  scaleShare: operation([...instrument, from, to], (context, exchangeSegment, securityId, from, to) => {
    for (const [name, count] of Object.entries({ from, to })) {
      if (!Number.isInteger(count) || count < 1) {
        throw new ControlError(`${name}: expected a whole number from 1, found ${count}`);
      }
    }
    scaleShare(context.broker, shareOf(context, exchangeSegment, securityId), from, to);
  }),
  /** Gives a share another id in the list after a night, with the same ISIN and perhaps another series. */
  changeSecurityId: operation(
    [...instrument, field('newSecurityId', z.string().min(1)), field('series', z.string().optional())],
    (context, exchangeSegment, securityId, newSecurityId, series?: string) => {
      const share = shareOf(context, exchangeSegment, securityId);
      changeSecurityId(context.broker, share, newSecurityId, series ?? share.series);
    },
  ),
  /** Adds an instrument, as in the option `instruments`. */
  listInstrument: operation([fields(instrumentSpec)], ({ broker: { catalogue, orderEntry } }, spec: InstrumentSpec) => {
    const listed = defineInstrument(parseOrExplain(instrumentSpec, spec, 'listInstrument'));
    if (catalogue.find(listed.exchangeSegment, listed.securityId) !== undefined) {
      throw new ControlError(`securityId: ${listed.securityId} is in ${listed.exchangeSegment} already`);
    }
    catalogue.change({ instrument: listed, isListed: true, isTradable: true });
    // Ids of ended contracts are given to new ones.
    orderEntry.market.replace(listed, listed.basePricePaise);
  }),
  /** Whether the scrip masters contain an instrument. Trading in it goes on either way. */
  setListed: operation([...instrument, isOn], ({ broker: { catalogue } }, exchangeSegment, securityId, on) => {
    const known = catalogue.known(exchangeSegment, securityId);
    if (known === undefined) throw new ControlError(`securityId: no instrument ${securityId} in ${exchangeSegment}`);
    const isTradable = catalogue.find(exchangeSegment, securityId) !== undefined;
    catalogue.change({ instrument: known, isListed: on, isTradable });
  }),
};

function shareOf({ instrumentOf }: ControlContext, exchangeSegment: string, securityId: string): Instrument {
  const share = instrumentOf(exchangeSegment, securityId);
  if (share.kind !== 'EQUITY') throw new ControlError(`securityId: ${securityId} is no share`);
  return share;
}
