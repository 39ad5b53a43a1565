import type { Link } from '../../domain/link.ts';
import { mirrorId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { OrderReport } from '../../domain/order.ts';
import { refuseAlways } from '../risk/gate.ts';
import type { Refusal } from '../risk/gate.ts';
import { shareOf } from '../sizing/share.ts';
import type { Share } from '../sizing/share.ts';
import type { EngineState } from '../state.ts';
import type { Desired, Mirror } from './mirror.ts';
import { copyTerms } from './terms.ts';
import type { Product } from '../../domain/product.ts';

/** True when the link's moment to act on the leader's order has come. */
export function isDue(leader: OrderReport, link: Link): boolean {
  switch (leader.status) {
    case null:
      return leader.filledQty > 0;
    case 'SUBMITTED':
      return link.settings.copyOn === 'transit';
    case 'ACCEPTED':
      return link.settings.copyOn !== 'fill';
    default:
      return true;
  }
}

/** A new mirror for a leader order; refused at birth where it can never be copied. */
export function createMirror(
  state: EngineState,
  link: Link,
  leader: OrderReport,
  instrument: Instrument | undefined,
  nowMs: number,
): Mirror {
  const product: Product = link.settings.products[leader.product] ?? leader.product;
  const leaderAccount = state.accounts.get(link.leaderId)?.account;
  const follower = state.accounts.get(link.followerId)?.account;
  let refusal: Refusal | null = refuseAlways(leader, product, instrument);
  let share: Share | null = null;
  if (!refusal && instrument && leaderAccount && follower) {
    share = shareOf(link.settings, leaderAccount, follower, instrument);
    if (!share) refusal = { reason: 'CAPITAL_UNKNOWN', detail: '' };
  } else {
    refusal ??= { reason: 'ACCOUNT_HALTED', detail: 'the account is not registered any more' };
  }
  return {
    id: mirrorId(link.id, leader.venueOrderId),
    linkId: link.id,
    leaderId: link.leaderId,
    followerId: link.followerId,
    leaderOrderId: leader.venueOrderId,
    instrumentId: leader.instrumentId,
    leaderProduct: leader.product,
    product,
    side: leader.side,
    share,
    createdMs: nowMs,
    seq: state.nextSeq++,
    leaderQty: 0,
    entryIntent: 0,
    desired: nothingDesired(leader, instrument),
    parts: [],
    lettingGo: 0,
    letGo: 0,
    spared: 0,
    copies: [],
    lagSinceMs: null,
    chase: 0,
    stop: null,
    waiting: null,
    outcome: refusal ? { ...refusal, atMs: nowMs } : null,
  };
}

function nothingDesired(leader: OrderReport, instrument: Instrument | undefined): Desired {
  const { orderType, timeInForce, price, triggerPrice } = leader;
  const terms = instrument ? copyTerms(leader, instrument) : { orderType, timeInForce, price, triggerPrice };
  return {
    ...terms,
    revision: 0,
    quantity: 0,
    exitQty: 0,
    entryQty: 0,
    disclosedQty: 0,
    afterMarket: false,
    amoTime: null,
  };
}
