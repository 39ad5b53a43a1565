import { COPY_ON, FILL_POLICIES } from '@dhancopy/domain/link';
import type { FaultSpec } from '@dhancopy/emulator/faults/fault';
import type { OperationInput } from 'dhancopy/runtime/operations';
import { Chance } from './chance.ts';
import type { Act, Kind, Latency, Plan, PlannedLink, Step, World } from './plan.ts';

const LEADERS = ['1000000001', '1000000002'] as const;
const FOLLOWERS = ['2000000001', '2000000002', '2000000003'] as const;
const RATIOS = ['0.5', '1', '2'] as const;
const BY = { by: 'simulation' } as const;

const LATENCIES: readonly [Latency, ...Latency[]] = [
  { usualMs: [1, 12], slowMs: [50, 900], slowPart: 0.02 },
  { usualMs: [15, 60], slowMs: [200, 3_000], slowPart: 0.05 },
  { usualMs: [1, 3], slowMs: [1_000, 8_000], slowPart: 0.005 },
];

/** The plan of a seed. */
export function drawPlan(seed: number, days: number): Plan {
  const chance = new Chance(seed);
  const world = drawWorld(chance);
  return { seed, world, days: Array.from({ length: days }, () => drawDay(chance, world)) };
}

function drawWorld(chance: Chance): World {
  const kind: Kind = chance.is(0.4) ? 'strict' : 'lived';
  const leaders = kind === 'lived' && chance.is(0.4) ? LEADERS : LEADERS.slice(0, 1);
  const followers = FOLLOWERS.slice(0, 1 + chance.below(3));
  const links = followers.flatMap((follower, at) =>
    leaders
      .filter((_leader, index) => index === 0 || chance.is(0.6))
      .map((leader): PlannedLink => {
        // The strict rule knows copies that follow the leader's orders; the others may give an entry up.
        const isFree = kind === 'lived';
        return {
          leader,
          follower,
          ratio: isFree ? chance.pick(RATIOS) : (RATIOS[at] ?? '1'),
          copyOn: isFree ? chance.pick(COPY_ON) : 'accepted',
          fillPolicy: isFree ? chance.pick(FILL_POLICIES) : 'chase',
        };
      }),
  );
  return {
    kind,
    leaders,
    links,
    acceptDelayMs: chance.pick([1, 5, 40]),
    latency: chance.pick(LATENCIES),
    switches: {
      documentedCasing: chance.is(0.3),
      lookupShape: chance.pick(['array', 'object']),
      unknownOrder: chance.pick(['empty', 'DH-905']),
      partialFillLabel: chance.pick(['Part-Traded', 'PART_TRADED']),
      replacedToken: chance.pick(['DH-906', 'DH-901']),
      replacedTokenDropsStream: chance.is(0.5),
      badLogin: chance.pick(['reset', 'binaryThenReset']),
      staleAverage: chance.is(0.3),
    },
  };
}

function drawDay(chance: Chance, world: World): Step[] {
  const steps = 15 + chance.below(30);
  return Array.from({ length: steps }, () => ({
    afterMs: Math.round(chance.pick([5, 50, 300, 1_000, 1_000, 4_000, 15_000]) * (0.5 + chance.next())),
    act: drawAct(chance, world),
  }));
}

function drawAct(chance: Chance, world: World): Act {
  const dice = chance.next();
  const isLived = world.kind === 'lived';
  if (dice < 0.5) return trade(chance, world, 1);
  if (dice < 0.56) return trade(chance, world, 4);
  if (dice < 0.64) return { do: 'price', dice: chance.below(2 ** 31) };
  if (dice < 0.78) return isLived ? drawPeople(chance, world) : trade(chance, world, 1);
  if (dice < 0.86) return drawNetwork(chance);
  if (dice < 0.94) return drawBroker(chance, world);
  return drawMachine(chance, world);
}

function trade(chance: Chance, { leaders }: World, times: number): Act {
  return { do: 'trade', leader: chance.below(leaders.length), dice: chance.below(2 ** 31), times };
}

/** Followers and the operator. */
function drawPeople(chance: Chance, world: World): Act {
  if (chance.is(0.45)) return { do: 'hand', follower: chance.below(3), dice: chance.below(2 ** 31) };
  if (chance.is(0.1)) return { do: 'squareOff', follower: chance.below(3) };
  return { do: 'operator', ask: drawAsk(chance, world) };
}

function drawAsk(chance: Chance, { links }: World): OperationInput {
  const { leader, follower } = links[chance.below(links.length)] ?? { leader: LEADERS[0], follower: FOLLOWERS[0] };
  const state = chance.pick(['ACTIVE', 'ACTIVE', 'REDUCING', 'HALTED'] as const);
  const asks: readonly [OperationInput, ...OperationInput[]] = [
    { op: 'link.state', leader, follower, state },
    { op: 'account.state', clientId: follower, state },
    { op: 'link.set', leader, follower, ratio: chance.pick(RATIOS), yes: true },
    { op: 'risk.set', clientId: follower, positionSize: chance.pick([40, 200, null]), yes: true, ...BY },
    { op: 'kill', all: chance.is(0.3), ...BY },
    { op: 'pause', ...BY },
    { op: 'resume', ...BY },
    { op: 'resume', ...BY },
    { op: 'flatten', follower, ...BY },
    { op: 'flatten', ...BY },
  ];
  return chance.pick(asks);
}

function drawNetwork(chance: Chance): Act {
  const dice = chance.next();
  if (dice < 0.4) return { do: 'reset', part: chance.between(0.2, 1) };
  if (dice < 0.75) return { do: 'mute', part: chance.between(0.2, 1), way: chance.pick(['both', 'in', 'out']) };
  return { do: 'down', forMs: Math.round(chance.between(300, 30_000)) };
}

function drawBroker(chance: Chance, world: World): Act {
  const forMs = Math.round(chance.between(500, 20_000));
  const account = chance.below(5);
  const dice = chance.next();
  if (dice < 0.5) return { do: 'fault', fault: drawFault(chance, world), forMs };
  if (dice < 0.8) {
    return { do: 'frames', account, how: chance.pick(['drop', 'repeat', 'delay', 'reorder', 'mute']), forMs };
  }
  // The strict rule knows no entry that rests for longer than its link allows.
  if (dice < 0.87)
    return { do: 'halt', dice: chance.below(2 ** 31), forMs: world.kind === 'strict' ? Math.min(forMs, 2_500) : forMs };
  if (dice < 0.94) return { do: 'newToken', account };
  return { do: 'reject', account, dice: chance.below(2 ** 31) };
}

/** The strict rule knows no refusal: only faults that leave every copy possible. */
function drawFault(chance: Chance, { kind, links }: World): FaultSpec {
  const accounts = links.map(({ follower }) => follower);
  const probability = chance.pick([0.2, 0.5, 1]);
  const times = 1 + chance.below(5);
  const writes = ['place', 'modify', 'cancel'] as const;
  const reads = ['orders', 'order', 'external', 'trades', 'positions', 'holdings', 'funds'] as const;
  const lost: readonly [FaultSpec, ...FaultSpec[]] = [
    { accounts, operations: [...writes], effect: { kind: 'loseAnswer' } },
    { accounts, operations: [...writes], effect: { kind: 'loseRequest' } },
    { accounts, operations: [...writes], effect: { kind: 'hang', processed: chance.is(0.5) } },
    { operations: [...writes, ...reads], effect: { kind: 'latency', ms: chance.between(100, 6_000) } },
    { operations: [...reads], effect: { kind: 'status5xx', httpStatus: chance.pick([500, 502, 503, 504]) } },
    { operations: [...reads], effect: { kind: 'okWithErrorBody' } },
    { operations: [...reads], effect: { kind: 'rate429' } },
    { operations: [...reads], effect: { kind: 'loseAnswer' } },
    { accounts, operations: [...writes], effect: { kind: 'status5xx', processed: chance.is(0.5) } },
    { accounts, operations: [...writes], effect: { kind: 'okWithErrorBody', processed: chance.is(0.5) } },
    { accounts, operations: ['place'], effect: { kind: 'lateVisibility', ms: chance.between(500, 6_000) } },
  ];
  const refusals: readonly [FaultSpec, ...FaultSpec[]] = [
    { accounts, operations: [...writes], effect: { kind: 'refuse' } },
    { accounts, operations: [...writes], effect: { kind: 'rate429' } },
    { accounts, operations: ['place'], effect: { kind: 'rejectAfterTransit', reason: 'RMS: margin exceeds' } },
    {
      operations: [...writes, ...reads],
      effect: { kind: 'refuse', httpStatus: 401, errorType: 'Invalid_Authentication', errorCode: 'DH-901' },
    },
  ];
  const drawn = kind === 'lived' && chance.is(0.35) ? chance.pick(refusals) : chance.pick(lost);
  return { ...drawn, probability, times };
}

/** The strict rule knows no entry that a full disk stops. */
function drawMachine(chance: Chance, { kind }: World): Act {
  const forMs = Math.round(chance.pick([50, 1_000, 5_000, 60_000]) * (0.5 + chance.next()));
  const dice = chance.next();
  if (dice < 0.3) return { do: 'kill', forMs };
  if (dice < 0.55) return { do: 'powerCut', forMs };
  if (dice < 0.75) return { do: 'sleep', forMs: forMs * chance.pick([1, 1, 30]) };
  if (dice < 0.85) return { do: 'clock', byMs: Math.round(chance.between(-20_000, 20_000)) };
  if (dice < 0.95 || kind === 'strict') return { do: 'lock', forMs: Math.min(forMs, 4_000) };
  return { do: 'diskFull', forMs };
}
