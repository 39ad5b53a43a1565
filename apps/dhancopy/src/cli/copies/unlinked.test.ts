import { describe, expect, it } from 'vitest';
import { kill } from '../../runtime/operations/kill.ts';
import { linkState } from '../../runtime/operations/link-state.ts';
import { resume } from '../../runtime/operations/resume.ts';
import { auditOperation } from '../../runtime/operations/audit.ts';
import { anOrder, newLinkedStore, OPENING } from '../../store/testing.ts';
import type { OrderToWrite } from '../../store/orders/orders.ts';
import type { Store } from '../../store/store.ts';
import { readStory } from '../story/read.ts';
import { CorrectionTail } from './correction-tail.ts';
import { StateActs } from './state-acts.ts';
import { unlinkedLine } from './unlinked.ts';

/** An order in the account of the first follower, of the first link where it is ours. */
function write(store: Store, id: string, mark: string | null, changes: Partial<OrderToWrite> = {}): void {
  store.orders.upsertOrder(
    anOrder({
      id,
      account_id: 'F1',
      account_type: 'follower',
      side: 'SELL',
      quantity: 30,
      correlation_id: mark,
      trading_symbol: 'HDFCBANK',
      created_at: OPENING,
      ...changes,
    }),
  );
}

const FILLED = { status: 'EXECUTED', traded_qty: 30, avg_price: 1610.3 } as const;

describe('the story of an order without a leader order', () => {
  it('is that of a correction', () => {
    const store = newLinkedStore();
    write(store, 'C-1', 'dc_1_-abcdef8z0_00', FILLED);
    expect(readStory(store, 'C-1')).toMatchObject({
      leaderOrderId: null,
      about: 'correction C-1, which belongs to no leader order',
      results: ['Follower 1: filled, SELL 30 HDFCBANK at ₹1,610.30, correction C-1, which belongs to no leader order'],
    });
  });

  it('is that of the closing order of a flatten of its link, and of no other', () => {
    const store = newLinkedStore();
    const flattened = (follower: string, at: number): void => {
      const asked = { op: 'flatten', by: 'asha', follower };
      auditOperation(store, asked, asked, { done: 'closed' }, at * 1000);
    };
    write(store, 'C-1', 'dc_1_-abcdef8z0_00', FILLED);
    flattened('F2', OPENING - 1);
    flattened('F1', OPENING - 600);
    expect(readStory(store, 'C-1')?.about).toBe('correction C-1, which belongs to no leader order');
    flattened('F1', OPENING - 1);
    expect(readStory(store, 'C-1')?.about).toBe(
      'closing order C-1 of "dhancopy flatten", which belongs to no leader order',
    );
  });

  it('is that of an order from before the account was added: another data folder knows what it was for', () => {
    const store = newLinkedStore();
    write(store, 'C-1', 'dc_1_-abcdef8z0_00', { ...FILLED, created_at: 1 });
    expect(readStory(store, 'C-1')?.about).toBe('order C-1 that dhancopy placed before this account was added');
  });

  it('is that of a hand trade', () => {
    const store = newLinkedStore();
    write(store, 'H-1', null, FILLED);
    expect(readStory(store, 'H-1')).toMatchObject({
      leaderOrderId: null,
      about: 'order H-1 of the follower, which dhancopy did not place',
      results: [expect.stringMatching(/^Follower 1: filled, SELL 30 HDFCBANK/)],
    });
  });
});

it('run sees each correction when it is sent, when it changes, and no copy or hand trade', () => {
  const store = newLinkedStore();
  write(store, 'C-0', 'dc_1_-abcdef8z0_00');
  const tail = new CorrectionTail(store);
  const lines = (): string[] => tail.changes().map((order) => unlinkedLine(store, order));
  write(store, 'C-1', 'dc_1_-abcdef8z1_00', { status: 'OPEN' });
  write(store, 'M-1', 'dc_1_h123_00', { status: 'OPEN' });
  write(store, 'H-1', null);
  expect(lines()).toEqual(['Follower 1: resting, SELL 30 HDFCBANK, correction C-1, which belongs to no leader order']);
  expect(lines()).toEqual([]);
  write(store, 'C-1', 'dc_1_-abcdef8z1_00', FILLED);
  expect(lines()).toEqual([expect.stringMatching(/^Follower 1: filled, SELL 30 HDFCBANK at ₹1,610.30/)]);
  write(store, 'C-2', 'dc_1_-abcdef8z2_00', { status: 'REJECTED', oms_error_description: 'no margin' });
  expect(lines()).toEqual([expect.stringMatching(/^Follower 1: failed, .*: no margin$/)]);
  expect(lines()).toEqual([]);
});

it('run sees each command that changes a trading state', () => {
  const store = newLinkedStore();
  const acts = new StateActs(store);
  const facts = { nowMs: OPENING * 1000, hasEngine: false };
  kill.change(store, { op: 'kill', by: 'asha', reason: 'lot size', all: false }, facts);
  linkState.change(
    store,
    linkState.schema.parse({ op: 'link.state', leader: 'L', follower: 'F1', state: 'HALTED' }),
    facts,
  );
  resume.change(store, { op: 'resume', by: 'asha', reason: '' }, facts);
  const flatten = { op: 'flatten', by: 'asha', reason: '', follower: 'F1' };
  auditOperation(store, flatten, flatten, { done: 'everything is closed' }, facts.nowMs);
  expect(acts.news()).toEqual([
    {
      act: 'kill',
      isStop: true,
      text: expect.stringMatching(/^kill by asha \(lot size\): the kill switch is on: /) as string,
    },
    { act: 'link.state', isStop: true, text: 'link pause: L → F1 is HALTED: nothing is sent' },
    { act: 'resume', isStop: false, text: expect.stringMatching(/^resume by asha: the kill switch is off/) as string },
    {
      act: 'flatten',
      isStop: true,
      text: 'flatten by asha: entries stop, and what was copied for F1 is closed at the market',
    },
  ]);
  expect(acts.news()).toEqual([]);
});
