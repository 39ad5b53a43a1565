import { accountId, linkId } from '@dhancopy/domain/ids';
import type { AccountId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import type { Link, LinkSettings } from '@dhancopy/domain/link';
import { ratio } from '@dhancopy/domain/ratio';
import type { Chance } from './chance.ts';
import { VENUE_SETS } from './contracts.ts';
import type { Venue } from './contracts.ts';

export interface Opening {
  readonly account: AccountId;
  readonly venue: Venue;
  readonly units: number;
}

/** What a session is played with, before its first step. */
export interface Plan {
  readonly leaders: readonly AccountId[];
  readonly followers: readonly AccountId[];
  readonly links: readonly Link[];
  /** Not there at first; made when a step says so. */
  readonly later: readonly Link[];
  readonly venues: readonly Venue[];
  readonly openings: readonly Opening[];
  /** How the leaders trade: never short, on both sides with one exit at a time, or as they like. */
  readonly discipline: 'long' | 'careful' | 'free';
  /** True when frames and answers come in order and none is lost. */
  readonly isLossless: boolean;
  /** How long a row of a book may be missing after the order was placed, ms. */
  readonly bookLagMs: number;
  /** Not in the list of instruments at first. */
  readonly unknown: InstrumentId | null;
  /** Before the leaders close, the operator closes what every link has copied. */
  readonly isFlattened: boolean;
}

/** What a kind of play says about its plans. */
export interface PlanRules extends Pick<Plan, 'isLossless'> {
  readonly discipline: Plan['discipline'] | 'any';
  readonly isPatient: boolean;
  readonly mayOwnShort: boolean;
  readonly mayBeLate: boolean;
  readonly mayBeUnknown: boolean;
  /** Links are made in mid-day as well. */
  readonly mayJoin: boolean;
  /** Shares in delivery alone. */
  readonly isDelivery: boolean;
}

const RATIOS: readonly [readonly [number, number], ...(readonly [number, number])[]] = [
  [1, 1],
  [1, 1],
  [1, 1],
  [1, 2],
  [2, 1],
  [7, 3],
  [1, 3],
  [3, 2],
];

const DELIVERY_SETS = VENUE_SETS.filter((venues) => venues.every(({ product }) => product === 'CNC'));

export function drawPlan(chance: Chance, rules: PlanRules): Plan {
  const leaders = accounts('L', chance.percent(25) ? 2 : 1);
  const followers = accounts('F', chance.pick([1, 1, 1, 2, 2, 3]));
  const sets = rules.isDelivery ? DELIVERY_SETS : VENUE_SETS;
  const venues = sets[chance.below(sets.length)] ?? [];
  const links: Link[] = [];
  for (const leaderId of leaders) {
    for (const followerId of followers) {
      if (links.length > 0 && leaderId !== leaders[0] && chance.percent(40)) continue;
      const settings = drawSettings(chance, rules);
      links.push({ id: linkId(links.length + 1), leaderId, followerId, state: 'ACTIVE', settings });
    }
  }
  const later = rules.mayJoin ? drawLater(chance, rules, links, leaders, followers) : [];
  return {
    leaders,
    followers,
    links: links.filter((link) => !later.includes(link)),
    later,
    venues,
    openings: drawOpenings(chance, rules, venues, leaders, followers),
    discipline: rules.discipline === 'any' ? chance.pick(['free', 'free', 'careful', 'long']) : rules.discipline,
    isLossless: rules.isLossless,
    bookLagMs: rules.mayBeLate ? chance.pick([0, 500, 2_500]) : 0,
    unknown: rules.mayBeUnknown && chance.percent(15) ? (venues[0]?.instrument.id ?? null) : null,
    isFlattened: false,
  };
}

/** Half of the links are made later, and some pairs are linked again with other settings. */
function drawLater(
  chance: Chance,
  rules: PlanRules,
  links: readonly Link[],
  leaders: readonly AccountId[],
  followers: readonly AccountId[],
): Link[] {
  const later = links.filter(() => chance.percent(50));
  for (let count = chance.between(1, 3); count > 0; count -= 1) {
    const leaderId = leaders[chance.below(leaders.length)];
    const followerId = followers[chance.below(followers.length)];
    if (leaderId === undefined || followerId === undefined) continue;
    const settings = { ...drawSettings(chance, rules), openOrders: chance.pick(['copy', 'copy', 'skip']) };
    later.push({ id: linkId(links.length + count), leaderId, followerId, state: 'ACTIVE', settings });
  }
  return later;
}

function drawSettings(chance: Chance, { isPatient }: PlanRules): LinkSettings {
  const [num, den] = chance.pick(RATIOS);
  const settings: LinkSettings = {
    ...DEFAULT_LINK_SETTINGS,
    sizing: chance.pick(['fixed_ratio', 'fixed_ratio', 'same_quantity', 'capital_proportional']),
    ratio: ratio(num, den),
    copyOn: chance.pick(['accepted', 'accepted', 'transit', 'fill']),
    belowOneLot: chance.pick(['skip', 'skip', 'one_lot']),
  };
  if (isPatient) {
    const fillPolicy = chance.pick(['leave', 'leave', 'chase']);
    return { ...settings, fillPolicy, priceBandBps: 5_000, lateEntryMs: 1e12 };
  }
  return {
    ...settings,
    fillPolicy: chance.pick(['leave', 'chase', 'cancel']),
    lateEntryMs: chance.pick([10_000, 10_000, 1e12]),
    priceBandBps: chance.pick([50, 500]),
    surplus: chance.pick(['unwind', 'unwind', 'keep']),
  };
}

function drawOpenings(
  chance: Chance,
  rules: PlanRules,
  venues: readonly Venue[],
  leaders: readonly AccountId[],
  followers: readonly AccountId[],
): Opening[] {
  const openings: Opening[] = [];
  const [venue] = venues;
  if (!venue || venue.product === 'INTRADAY') return openings;
  const { lotSize } = venue.instrument;
  for (const account of [...leaders, ...followers]) {
    if (!chance.percent(30)) continue;
    const isShort = rules.mayOwnShort && venue.product === 'MARGIN' && chance.percent(50);
    const lots = lotSize === 1 ? chance.pick([10, 25, 50]) : chance.pick([1, 2]);
    openings.push({ account, venue, units: lots * lotSize * (isShort ? -1 : 1) });
  }
  return openings;
}

function accounts(letter: string, count: number): AccountId[] {
  return Array.from({ length: count }, (_, index) => accountId(`${letter}${index + 1}`));
}

/** True when the follower of a link should hold exactly what its leader does. */
export function isOneToOne({ settings }: Link): boolean {
  return settings.sizing === 'same_quantity' || settings.ratio.num === settings.ratio.den;
}

/** Units of the follower for one of the leader. Capitals are equal in every session. */
export function factorOf({ settings }: Link): number {
  return settings.sizing === 'same_quantity' ? 1 : settings.ratio.num / settings.ratio.den;
}
