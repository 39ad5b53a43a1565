import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { newLinkedStore, OPENING } from '../../store/testing.ts';
import { lossDayOf } from './limits-in-force.ts';

it('the day that entries stop for is known after a restart, and a loss limit of the broker does not begin one', () => {
  const store = newLinkedStore(1);
  const loss = (action_taken: string): void => {
    store.riskViolations.add({
      account_id: 'F1',
      account_type: 'follower',
      violation_type: 'DAILY_LOSS',
      limit_value: 500,
      actual_value: 600,
      order_id: null,
      security_id: null,
      action_taken,
      violated_at: OPENING,
    });
  };
  const day = () => lossDayOf(store, [], accountId('F1'), OPENING * 1000);
  loss('KILL_SWITCH_ACTIVATED');
  expect(day()).toBeNull();
  loss('ENTRIES_STOPPED');
  expect(day()).toBe(Date.parse('2026-01-05T00:00:00+05:30'));
});
