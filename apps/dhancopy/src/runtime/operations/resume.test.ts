import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { anOrder, newLinkedStore, OPENING } from '../../store/testing.ts';
import { flattenRequests } from '../flatten-requests.ts';
import { flatten } from './flatten.ts';
import { kill } from './kill.ts';
import { linkState } from './link-state.ts';
import { pause } from './pause.ts';
import { resume } from './resume.ts';

function desk() {
  const store = newLinkedStore(2);
  const facts = { nowMs: OPENING * 1000, hasEngine: true };
  const asked = { by: 'asha', reason: '' };
  const words = (): string => resume.change(store, { op: 'resume', ...asked }, facts);
  kill.change(store, { op: 'kill', ...asked, all: false }, facts);
  const killed = (id: string, status: 'OPEN' | 'EXECUTED'): void => {
    store.orders.upsertOrder(anOrder({ id, status }));
    store.mappings.insertMapping({
      leader_order_id: id,
      link_id: 1,
      leader_account_id: 'L',
      account_id: 'F1',
      leader_quantity: 100,
      follower_quantity: 0,
      sizing_strategy: 'fixed_ratio',
      status: 'cancelled',
      reason_code: 'KILL_SWITCH',
      created_at: OPENING,
      updated_at: OPENING,
    });
  };
  return {
    store,
    words,
    killed,
    pauseWords: (all = false) => pause.change(store, { op: 'pause', ...asked, all }, facts),
    flatten: () => flatten.change(store, { op: 'flatten', ...asked }, facts),
    killAll: () => kill.change(store, { op: 'kill', ...asked, all: true }, facts),
  };
}

it('says that everything is copied again where that is so', () => {
  const { words, killed } = desk();
  killed('L-1', 'EXECUTED');
  expect(words()).toBe('the kill switch is off: new orders are copied again');
});

it('names the copies that stay cancelled, because their leader order is still open', () => {
  const { words, killed } = desk();
  killed('L-1', 'OPEN');
  expect(words()).toBe(
    'the kill switch is off: new orders are copied again; 1 copy that the kill switch cancelled or refused will not be placed again, ' +
      'although the leader\'s order is still open: see "dhancopy copies"',
  );
});

it('names what stays paused', () => {
  const { store, words } = desk();
  store.links.update(1, { state: 'REDUCING' });
  store.config.set('copy_enabled', false);
  expect(words()).toBe(
    'the kill switch is off; the setting copy_enabled is false: run "dhancopy config set copy_enabled true" to copy entries; ' +
      '1 link stays paused: see "dhancopy link list"',
  );
});

it('names what it ends: the kill switch, a pause, nothing, and a flatten that was not done yet', () => {
  const { words, pauseWords, flatten: flattened } = desk();
  words();
  expect(words()).toBe('copying was not paused; nothing was changed');
  pauseWords();
  expect(words()).toBe('the pause is ended: new orders are copied again');
  flattened();
  expect(words()).toBe(
    'the pause is ended, and the flatten that was not done yet is withdrawn; what it has begun to close is closed: new orders are copied again',
  );
});

it('link resume withdraws the flatten of its link, and says so', () => {
  const { store, flatten: flattened } = desk();
  flattened();
  const pair = { leader: accountId('L'), follower: accountId('F1') };
  const words = linkState.change(
    store,
    { op: 'link.state', ...pair, state: 'ACTIVE' },
    { nowMs: OPENING * 1000, hasEngine: true },
  );
  expect(words).toBe(
    'L → F1 is ACTIVE: entries and exits are copied; the flatten of this link that was not done yet is withdrawn; what it has begun to close is closed',
  );
  expect(flattenRequests(store).map(({ link }) => link)).toEqual([2]);
});

it('pause says what it loosens, and that a kill switch stays on', () => {
  const { words, pauseWords, killAll } = desk();
  killAll();
  expect(pauseWords()).toBe(
    'copying is paused, REDUCING: exits only (before: HALTED: nothing is sent); the kill switch stays on, and cancels resting entry copies',
  );
  words();
  expect(pauseWords()).toBe('copying is paused, REDUCING: exits only; entry copies that rest at the broker stay there');
});
