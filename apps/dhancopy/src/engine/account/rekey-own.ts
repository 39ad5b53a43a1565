import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { Turn } from '../decision.ts';
import { assetFor } from '../leader/position.ts';
import type { PositionKey } from '../position/copy-position.ts';
import { takeHandTrade } from './hand-trade.ts';
import { addOwn, ownOf, putOwn } from './own-book.ts';
import type { OwnUnits } from './own-units.ts';

/**
 * The list of instruments changed: a share that the follower traded may have its ISIN only now. What he did in it counts with that share
 * from here on.
 * @returns the positions of which his trades released units
 */
export function rekeyOwn(turn: Turn): PositionKey[] {
  return [...turn.state.own.values()].flatMap((own) => {
    const asset = assetFor(own.asset as string as InstrumentId, own.product, turn.ctx);
    return asset === own.asset ? [] : moveTo(turn, own, asset);
  });
}

function moveTo(turn: Turn, own: OwnUnits, asset: OwnUnits['asset']): PositionKey[] {
  const { accountId, product, recent, units } = own;
  turn.state.own.delete(own.key);
  turn.state.ownByAccount.get(accountId)?.delete(own.key);
  turn.decision.own.add(own.key);
  const to = ownOf(turn.state, accountId, asset, product);
  putOwn(turn, { ...to, counted: { ...to.counted, ...own.counted } });
  if (units === null || to.units === null) return [];
  addOwn(
    turn,
    accountId,
    asset,
    product,
    recent.reduce((rest, hand) => rest - hand.units, units),
  );
  return recent.flatMap((hand) => takeHandTrade(turn, ownOf(turn.state, accountId, asset, product), hand));
}
