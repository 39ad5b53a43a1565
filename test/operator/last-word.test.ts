import { afterEach, describe, expect, it } from 'vitest';
import { definitionOf, operation } from 'dhancopy/runtime/operations';
import type { OperationInput } from 'dhancopy/runtime/operations';
import { stateChangeOf } from 'dhancopy/runtime/operations/perform';
import { systemClock } from 'dhancopy/runtime/time/clock';
import { keepWaiting } from 'dhancopy/runtime/waiting-commands';
import { openStore } from 'dhancopy/store/store';
import { LEADER, Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
const KILL = { op: 'kill', by: 'asha' } as const;
const RESUME = { op: 'resume', by: 'asha' } as const;
const account = (state: 'ACTIVE' | 'REDUCING') => ({ op: 'account.state', clientId: FOLLOWER, state }) as const;
const link = (state: 'ACTIVE' | 'REDUCING') =>
  ({ op: 'link.state', leader: LEADER, follower: FOLLOWER, state }) as const;

let rig: Rig;
afterEach(() => rig.close());

/** A command is written next to the engine, and ends before it can ask the engine to look. */
function writes(asked: OperationInput): void {
  const store = openStore({ path: rig.settings.databasePath, key: rig.key });
  const parsed = operation.parse(asked);
  stateChangeOf(definitionOf(parsed), parsed)?.(store, Date.now());
  store.close();
}

async function becomesOf(order: string): Promise<string | null | undefined> {
  await rig.until('the order to be decided', () => (rig.mapping(order)?.reason_code ?? null) !== null);
  return rig.mapping(order)?.reason_code;
}

const buys = (quantity: number): string => rig.leaderPlaces({ transactionType: 'BUY', quantity });

describe('the last command counts', () => {
  it('an account is paused, resumed and paused again', async () => {
    rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1' }] });
    await rig.do(account('REDUCING'));
    writes(account('ACTIVE'));
    expect(await becomesOf(buys(5))).toBe('FILLED');
    writes(account('REDUCING'));
    expect(await becomesOf(buys(10))).toBe('ACCOUNT_REDUCING');
  });

  it('a kill after a resume that waits for a locked database', async () => {
    rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1' }] });
    await rig.do(KILL);
    keepWaiting(rig.home, operation.parse(RESUME), Date.now());
    expect(await rig.do(KILL)).toContain('the kill switch is on');
    await rig.until('the resume to be reported', () => rig.notices.some(({ code }) => code === 'COMMAND_WAITED'));
    expect(await becomesOf(buys(10))).toBe('KILL_SWITCH');
  });

  it.each([
    ['the system', RESUME, KILL, 'KILL_SWITCH'],
    ['a link', link('ACTIVE'), link('REDUCING'), 'LINK_REDUCING'],
    ['an account', account('ACTIVE'), account('REDUCING'), 'ACCOUNT_REDUCING'],
  ] as const)('%s is stopped while its resume is in the inbox', async (_what, goOn, stop, reason) => {
    rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1' }] });
    await rig.do(stop);
    const resumed = rig.do(goOn);
    // As far as it goes without a turn of the event loop: the engine has the resume, and has not decided on it.
    for (let step = 0; step < 50; step += 1) await Promise.resolve();
    writes(stop);
    await resumed;
    expect(await becomesOf(buys(10))).toBe(reason);
  });

  it('a kill while the engine starts', async () => {
    rig = await Rig.create({ start: false, followers: [{ id: FOLLOWER, ratio: '1' }] });
    let isWritten = false;
    const nowUs = (): number => {
      // The start has read the trading state, and goes on to accounts and links.
      if (!isWritten && new Error().stack?.includes('TradingStates.reload')) {
        isWritten = true;
        writes(KILL);
      }
      return systemClock.nowUs();
    };
    await rig.start({ clock: { ...systemClock, nowUs } });
    expect(isWritten).toBe(true);
    for (const quantity of [10, 20, 30]) expect(await becomesOf(buys(quantity))).toBe('KILL_SWITCH');
  });
});
