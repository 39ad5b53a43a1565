import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import type { AccountId } from '@dhancopy/domain/ids';
import type { TradingState } from '@dhancopy/domain/trading-state';
import { LEADER, World } from '../testing/world.ts';

const FOLLOWER = accountId('F1');

function setState(world: World, id: AccountId, state: TradingState): void {
  const known = world.state.accounts.get(id)?.account;
  if (!known) throw new Error(`expected ${id}`);
  world.post({ type: 'AccountChanged', account: { ...known, state } });
}

it.each([LEADER, FOLLOWER])('a paused account copies only exits: %s', (id) => {
  const world = new World([[1, 1]]);
  world.leaderPlaces('BUY', 10, 'MARKET');
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(10);
  setState(world, id, 'REDUCING');
  world.leaderPlaces('BUY', 10, 'MARKET');
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(10);
  world.leaderPlaces('SELL', 20, 'MARKET');
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(0);
});

it.each([LEADER, FOLLOWER])('nothing is sent while an account is halted, and the exit follows: %s', (id) => {
  const world = new World([[1, 1]]);
  world.leaderPlaces('BUY', 10, 'MARKET');
  world.arrive();
  setState(world, id, 'HALTED');
  world.leaderPlaces('SELL', 10, 'MARKET');
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(10);
  setState(world, id, 'ACTIVE');
  world.arrive();
  expect(world.net(FOLLOWER)).toBe(0);
});
