import { Chance } from './chance.ts';
import type { Plan, PlanRules } from './plan.ts';
import { drawPlan } from './plan.ts';
import { FAULTS } from './steps.ts';
import type { Fault, Step } from './steps.ts';

/** A new one comes last: the place of a kind is part of the seed of its sessions. */
export const KINDS = ['careful', 'long-only', 'wild', 'lossy', 'links', 'stalled', 'nights'] as const;
export type Kind = (typeof KINDS)[number];

/** `bigNight`: a night in which shares may be split. */
type Doing = Step['do'] | 'bigNight';

interface KindRules {
  readonly plan: PlanRules;
  readonly faults: readonly [Fault, ...Fault[]];
  /** How often each step comes, against the others; what is not named does not come. */
  readonly weights: Readonly<Partial<Record<Doing, number>>>;
}

const PATIENT: PlanRules = {
  isLossless: true,
  discipline: 'careful',
  isPatient: true,
  mayOwnShort: true,
  mayBeLate: false,
  mayBeUnknown: false,
  mayJoin: false,
  isDelivery: false,
};

const CALM_FAULTS: KindRules['faults'] = ['rate', 'loseAnswer', 'loseRequest', 'lateRequest'];

const CAREFUL: KindRules['weights'] = {
  place: 14,
  exit: 8,
  flip: 1,
  modify: 5,
  cancel: 4,
  fill: 12,
  drip: 2,
  move: 4,
  liquid: 1,
  frame: 30,
  answer: 16,
  flush: 6,
  time: 8,
  sleep: 0.6,
  dry: 0.5,
  fault: 0.6,
  read: 1,
  hand: 2.5,
  squareOff: 0.4,
  restart: 0.4,
  crash: 0.3,
  night: 0.35,
};

const WILD: KindRules = {
  plan: {
    isLossless: false,
    discipline: 'any',
    isPatient: false,
    mayOwnShort: true,
    mayBeLate: true,
    mayBeUnknown: true,
    mayJoin: false,
    isDelivery: false,
  },
  faults: FAULTS,
  weights: {
    ...CAREFUL,
    bracket: 3,
    flip: 2,
    drop: 2,
    sleep: 1,
    fault: 4,
    dry: 1,
    read: 3,
    hand: 4,
    handCancel: 0.6,
    handEdit: 0.6,
    squareOff: 0.8,
    link: 1.2,
    system: 1,
    offline: 1.2,
    learn: 0.5,
    restart: 1,
    crash: 0.8,
    night: 0.5,
  },
};

const LOSSY: KindRules = {
  plan: { ...PATIENT, isLossless: false, discipline: 'careful', mayBeLate: true },
  faults: CALM_FAULTS,
  weights: { ...CAREFUL, drop: 6, fault: 3, read: 3, restart: 0.6, hand: 1, squareOff: 0.2 },
};

/** Where there are several, the number of a session says which. */
const RULES: Readonly<Record<Kind, readonly [KindRules, ...KindRules[]]>> = {
  careful: [{ plan: PATIENT, faults: CALM_FAULTS, weights: CAREFUL }],
  'long-only': [
    {
      plan: { ...PATIENT, discipline: 'long', mayOwnShort: false },
      faults: CALM_FAULTS,
      weights: { ...CAREFUL, flip: 0, exit: 12 },
    },
  ],
  wild: [WILD],
  lossy: [LOSSY],
  // Links are made and removed while their leaders trade.
  links: [
    {
      plan: { ...PATIENT, discipline: 'any', mayJoin: true },
      faults: CALM_FAULTS,
      weights: { ...CAREFUL, join: 5, leave: 1.5, link: 0.6, restart: 1, crash: 0.6 },
    },
    { ...WILD, plan: { ...WILD.plan, mayJoin: true }, weights: { ...WILD.weights, join: 5, leave: 1.5 } },
  ],
  // The database is locked for a while, and the leaders go on.
  stalled: [
    { ...LOSSY, weights: { ...LOSSY.weights, stall: 5, time: 12 } },
    { ...WILD, weights: { ...WILD.weights, stall: 5, time: 12 } },
  ],
  // Shares are held for days, and their number changes over night.
  nights: [
    {
      plan: { ...PATIENT, isDelivery: true },
      faults: CALM_FAULTS,
      weights: { ...CAREFUL, bigNight: 4, night: 0, squareOff: 0, sleep: 0.2 },
    },
  ],
};

export interface Script {
  readonly plan: Plan;
  readonly steps: readonly Step[];
}

/** A session of a kind, drawn from a number. */
export function drawScript(kind: Kind, seed: number): Script {
  const chance = new Chance(seed);
  const all = RULES[kind];
  const rules = all[seed % all.length] ?? all[0];
  const plan = drawPlan(chance, rules.plan);
  const bag = bagOf(rules);
  const steps = Array.from({ length: chance.between(20, 80) }, () => drawStep(chance, chance.pick(bag), rules.faults));
  return { plan, steps };
}

const BAGS = new Map<KindRules, readonly [Doing, ...Doing[]]>();

/** Each step as often as its weight says, in tenths. */
function bagOf(rules: KindRules): readonly [Doing, ...Doing[]] {
  const known = BAGS.get(rules);
  if (known) return known;
  const bag: [Doing, ...Doing[]] = ['flush'];
  for (const [doing, weight] of Object.entries(rules.weights)) {
    for (let count = 0; count < Math.round(weight * 20); count += 1) bag.push(doing as Doing);
  }
  BAGS.set(rules, bag);
  return bag;
}

function drawStep(chance: Chance, doing: Doing, faults: readonly [Fault, ...Fault[]]): Step {
  const any = (): number => chance.below(30);
  const size = (): number => (chance.percent(1) ? 300 : chance.between(1, 100));
  const away = (): number => chance.pick([-3, 1, 2, 5, 10]);
  const type = (): 'MARKET' | 'LIMIT' | 'STOP_LIMIT' =>
    chance.pick(['MARKET', 'MARKET', 'MARKET', 'LIMIT', 'LIMIT', 'LIMIT', 'STOP_LIMIT']);
  const side = (): 'BUY' | 'SELL' => (chance.percent(60) ? 'BUY' : 'SELL');
  switch (doing) {
    case 'place':
      return { do: doing, leader: any(), venue: any(), side: side(), size: size(), type: type(), away: away() };
    case 'exit':
      return {
        do: doing,
        leader: any(),
        venue: any(),
        quarters: chance.pick([1, 2, 3, 4, 4, 4]),
        type: type(),
        away: away(),
      };
    case 'bracket':
      return { do: doing, leader: any(), venue: any(), away: chance.between(1, 8) };
    case 'flip':
      return { do: doing, leader: any(), venue: any(), size: size() };
    case 'modify':
      return { do: doing, leader: any(), which: any(), size: size(), away: away() };
    case 'cancel':
      return { do: doing, leader: any(), which: any() };
    case 'fill':
      return { do: doing, who: chance.percent(50) ? 'leader' : 'follower', which: any(), size: size() };
    case 'drip':
      return { do: doing, leader: any(), which: any(), pieces: chance.between(2, 8), size: chance.between(1, 40) };
    case 'move':
      return { do: doing, venue: any(), ticks: chance.between(-12, 12), size: size() };
    case 'liquid':
      return { do: doing, on: chance.percent(60) };
    case 'stall':
      return { do: doing, on: chance.percent(50) };
    case 'frame':
      return { do: doing, account: any(), which: any(), again: chance.percent(8) };
    case 'drop':
      return { do: doing, account: any(), which: any() };
    case 'answer':
      return { do: doing, which: any() };
    case 'flush':
    case 'learn':
    case 'restart':
      return { do: doing };
    case 'time':
      return { do: doing, ms: chance.pick([10, 100, 700, 2_500, 6_000]) };
    case 'sleep':
      return { do: doing, ms: chance.pick([40_000, 42_000, 300_000, 3_600_000]) };
    case 'fault':
      return { do: doing, fault: chance.pick(faults) };
    case 'dry':
      return { do: doing, follower: any(), ms: chance.pick([500, 3_000, 20_000]) };
    case 'read':
      return { do: doing, account: any() };
    case 'hand': {
      const way = chance.pick(['BUY', 'SELL', 'CLOSE', 'CLOSE', 'CLOSE']);
      return { do: doing, follower: any(), venue: any(), side: way, size: size(), rests: chance.percent(20) };
    }
    case 'handCancel':
    case 'handEdit':
      return { do: doing, which: any() };
    case 'squareOff':
      return { do: doing, account: any() };
    case 'join':
    case 'leave':
      return { do: doing, which: any() };
    case 'link':
      return { do: doing, which: any(), state: chance.pick(['ACTIVE', 'REDUCING', 'HALTED']) };
    case 'system': {
      const state = chance.pick(['ACTIVE', 'REDUCING', 'HALTED']);
      return { do: doing, state, byKillSwitch: state !== 'ACTIVE' && chance.percent(50) };
    }
    case 'offline':
      return { do: doing, follower: any(), on: chance.percent(50) };
    case 'crash':
      return { do: doing, isDurable: chance.percent(60) };
    case 'night':
      return { do: doing, dayEnded: chance.percent(70), isTidy: chance.percent(80) };
    case 'bigNight':
      return {
        do: 'night',
        dayEnded: chance.percent(70),
        isTidy: true,
        growth: chance.pick([1, 2, 3, 1.5]),
        early: chance.percent(50) ? { leader: any(), side: side(), size: size() } : null,
        earlyHand: chance.percent(25) ? { follower: any(), size: size() } : null,
        isReadAtNight: chance.percent(40),
        isSplitAtNight: chance.percent(50),
        isConfirmed: chance.percent(60),
        isOff: chance.percent(40),
      };
  }
}
