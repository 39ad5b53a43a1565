import type { LinkId } from '../../domain/ids.ts';
import type { EngineState } from '../../engine/state.ts';
import type { InstrumentKey } from '../../store/instrument-difference.ts';
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
  for (const { outcome, instrumentId, followerId } of state.mirrors.values()) {
    if (outcome === null) add(instrumentId, followerId);
  }
  for (const [key] of state.copied.entries()) {
    const [link = '', instrument = ''] = key.split('|');
    const follower = state.links.get(Number(link) as LinkId)?.followerId;
    add(instrument, follower ?? `removed link ${link}`);
  }
  return new Map([...holders].map(([key, followers]) => [key, [...followers].sort()]));
}
