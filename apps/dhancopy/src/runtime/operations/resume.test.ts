import { expect, it } from 'vitest';
import { anOrder, newLinkedStore, OPENING } from '../../store/testing.ts';
import { resume } from './resume.ts';

function desk() {
  const store = newLinkedStore(2);
  const words = (): string =>
    resume.change(store, { op: 'resume', by: 'asha', reason: '' }, { nowMs: OPENING * 1000, hasEngine: false });
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
  return { store, words, killed };
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
