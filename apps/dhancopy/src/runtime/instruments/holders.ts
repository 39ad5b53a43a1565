import type { EngineState } from '../../engine/index.ts';
import type { InstrumentKey } from '../../store/instruments/instrument-difference.ts';
import type { Holders } from './apply.ts';

/** Followers with an open copy or a copied position, by contract, as the engine knows it at this moment. */
export function holdersIn(state: EngineState): Holders {
  const holders = new Map<InstrumentKey, Set<string>>();
  const add = (instrument: string, follower: string): void => {
    const key = instrument as InstrumentKey;
    const followers = holders.get(key);
    if (followers) followers.add(follower);
    else holders.set(key, new Set([follower]));
  };
  for (const { outcome, instrumentId, followerId } of state.copies.values()) {
    if (outcome === null) add(instrumentId, followerId);
  }
  for (const { held, instrumentId, followerId, linkId } of state.positions.values()) {
    if (held !== 0) add(instrumentId, state.links.has(linkId) ? followerId : `removed link ${linkId}`);
  }
  return new Map([...holders].map(([key, followers]) => [key, [...followers].sort()]));
}
