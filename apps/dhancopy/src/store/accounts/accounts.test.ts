import { describe, expect, it } from 'vitest';
import { newLinkedStore, newStore, OPENING } from '../testing.ts';

const LEADER = { account_id: '1100000001', role: 'leader', name: 'Leader' } as const;
const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe('accounts', () => {
  it('are added active, listed leaders first, and read back whole', () => {
    const { accounts } = newStore();
    accounts.add({ account_id: '2', role: 'follower', name: 'Follower', local_address: '192.0.2.7' });
    accounts.add(LEADER);
    expect(accounts.list().map(({ account_id }) => account_id)).toEqual([LEADER.account_id, '2']);
    expect(accounts.get('2')).toEqual({
      account_id: '2',
      role: 'follower',
      name: 'Follower',
      state: 'ACTIVE',
      local_address: '192.0.2.7',
      created_at: OPENING,
      updated_at: OPENING,
      removed_at: null,
    });
    expect(accounts.get('nobody')).toBeUndefined();
  });

  it('change one thing at a time', () => {
    const { accounts } = newLinkedStore(1);
    accounts.setState('F1', 'HALTED');
    accounts.setName('F1', 'New name');
    accounts.setLocalAddress('F1', '192.0.2.1');
    expect(accounts.get('F1')).toMatchObject({ state: 'HALTED', name: 'New name', local_address: '192.0.2.1' });
    accounts.setLocalAddress('F1', null);
    expect(accounts.get('F1')).toMatchObject({ state: 'HALTED', local_address: null });
  });

  it('are not added twice, and not changed when they are not there', () => {
    const { accounts } = newStore();
    accounts.add(LEADER);
    expect(() => accounts.add({ ...LEADER, name: 'x' })).toThrow(refused('ACCOUNT_EXISTS'));
    for (const change of [
      () => accounts.setState('2', 'HALTED'),
      () => accounts.setName('2', 'x'),
      () => accounts.setLocalAddress('2', null),
      () => accounts.remove('2'),
    ]) {
      expect(change).toThrow(refused('ACCOUNT_UNKNOWN'));
    }
    expect(accounts.get(LEADER.account_id)?.name).toBe('Leader');
  });

  it('when removed take their links and tokens with them, keep their history, and can come back', () => {
    const { accounts, links, tokens } = newLinkedStore(2);
    tokens.saveToken('F1', 'follower', 'secret', null);
    accounts.setState('F1', 'HALTED');
    accounts.remove('F1');
    expect(accounts.list().map(({ account_id }) => account_id)).toEqual(['L', 'F2']);
    expect(accounts.get('F1')?.removed_at).toBe(OPENING);
    expect(links.list().map(({ follower_account_id }) => follower_account_id)).toEqual(['F2']);
    expect(tokens.activeToken('F1')).toBeUndefined();
    expect(() => accounts.setState('F1', 'ACTIVE')).toThrow(refused('ACCOUNT_UNKNOWN'));

    accounts.add({ account_id: 'F1', role: 'leader', name: 'Back' });
    expect(accounts.get('F1')).toMatchObject({ role: 'leader', name: 'Back', state: 'ACTIVE', removed_at: null });
    expect(links.list()).toHaveLength(1);
  });
});

describe('links', () => {
  it('keep strategy, ratio and every setting as they were given', () => {
    const { links } = newLinkedStore(1);
    links.update(1, { ratio: '0.1', settings: { copy_on: 'fill', limits: { lots: [1, 2] } } });
    expect(links.get('L', 'F1')).toEqual({
      id: 1,
      leader_account_id: 'L',
      follower_account_id: 'F1',
      state: 'ACTIVE',
      sizing_strategy: 'fixed_ratio',
      ratio: '0.1',
      settings: { copy_on: 'fill', limits: { lots: [1, 2] } },
      created_at: OPENING,
      updated_at: OPENING,
      removed_at: null,
      since_broker_ms: null,
    });
    expect(links.byId(1)).toEqual(links.get('L', 'F1'));
  });

  it('change only what is named', () => {
    const { links } = newLinkedStore(1);
    links.update(1, { state: 'REDUCING' });
    expect(links.get('L', 'F1')).toMatchObject({ state: 'REDUCING', ratio: '1', sizing_strategy: 'fixed_ratio' });
    links.update(1, { ratio: null, sizing_strategy: 'capital_proportional' });
    expect(links.get('L', 'F1')).toMatchObject({
      state: 'REDUCING',
      ratio: null,
      sizing_strategy: 'capital_proportional',
    });
  });

  it('are one per pair, and a removed one never gives its id away', () => {
    const { links } = newLinkedStore(1);
    const again = { leader_account_id: 'L', follower_account_id: 'F1', sizing_strategy: 'fixed_ratio' };
    expect(() => links.add(again)).toThrow(refused('LINK_EXISTS'));
    links.remove(1);
    expect(links.get('L', 'F1')).toBeUndefined();
    expect(links.add(again)).toBe(2);
    expect(links.byId(1)?.removed_at).toBe(OPENING);
    expect(() => links.update(1, { state: 'HALTED' })).toThrow(refused('LINK_UNKNOWN'));
    expect(() => links.remove(7)).toThrow(refused('LINK_UNKNOWN'));
  });

  it.each([
    ['a follower as the leader', { leader_account_id: 'F1', follower_account_id: 'F2' }],
    ['a leader as the follower', { leader_account_id: 'L', follower_account_id: 'L' }],
    ['an account that is not there', { leader_account_id: 'L', follower_account_id: 'nobody' }],
    ['a ratio that is no decimal', { leader_account_id: 'L', follower_account_id: 'F3', ratio: '1/2' }],
    ['a negative ratio', { leader_account_id: 'L', follower_account_id: 'F3', ratio: '-1' }],
  ])('refuse %s', (_, link) => {
    const { links, accounts } = newLinkedStore(2);
    accounts.add({ account_id: 'F3', role: 'follower', name: 'Third' });
    expect(() => links.add({ sizing_strategy: 'fixed_ratio', ...link })).toThrow(refused('LINK_INVALID'));
    expect(links.list()).toHaveLength(2);
  });
});
