import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { newLinkedStore, OPENING } from '../../store/testing.ts';
import { accountImport } from './account-import.ts';
import { linkAdd } from './link-add.ts';
import { linkSet } from './link-set.ts';

type Asked = Partial<Omit<Parameters<typeof linkAdd.change>[1], 'op'>>;

const PAIR = { leader: accountId('L'), follower: accountId('F1') };
const FACTS = { nowMs: OPENING * 1000, hasEngine: false };

/** A leader with ₹10,00,000 and a follower with ₹10,000, or of unknown capital. */
function desk({ isLinked = false, isCapitalKnown = true } = {}) {
  const store = newLinkedStore(1);
  if (!isLinked) store.links.remove(1);
  const record = (id: string, role: 'leader' | 'follower', rupees: number): void => {
    const head = { account_id: id, account_type: role, snapshot_ts: OPENING } as const;
    // Collateral counts: a capital is what the account had at the start of the day and what it has pledged.
    store.funds.record(head, { available_balance: rupees, sodLimit: rupees * 0.8, collateral: rupees * 0.2 });
  };
  record('L', 'leader', 1_000_000);
  if (isCapitalKnown) record('F1', 'follower', 10_000);
  return {
    store,
    add: (asked: Asked) =>
      linkAdd.change(store, { op: 'link.add', ...PAIR, sizing: 'fixed_ratio', yes: false, ...asked }, FACTS),
    set: (asked: Asked) => linkSet.change(store, { op: 'link.set', ...PAIR, yes: false, ...asked }, FACTS),
  };
}

it.each([
  [{ sizing: 'fixed_ratio', ratio: '1' }, 'ratio 1 is 100 times the ratio of the capitals, 0.01'],
  [
    { sizing: 'same_quantity' },
    "sizing same_quantity (1 × the leader's quantity) is 100 times the ratio of the capitals, 0.01",
  ],
  [
    { sizing: 'capital_proportional', ratio: '50' },
    "sizing capital_proportional (0.5 × the leader's quantity) is 50 times the ratio of the capitals, 0.01",
  ],
] as const)('a new link with %j is asked about, whatever the sizing', (asked, words) => {
  const { add } = desk();
  expect(() => add(asked)).toThrow(words);
  expect(add({ ...asked, yes: true })).toContain('F1 copies L by');
});

it('a new link says how much it copies, and which ratio does nothing', () => {
  expect(desk().add({ sizing: 'capital_proportional', ratio: '2' })).toBe(
    "F1 copies L by capital_proportional 2: 0.02 × the leader's quantity",
  );
  expect(desk().add({ sizing: 'same_quantity', ratio: '500', yes: true })).toBe(
    "F1 copies L by same_quantity 500: 1 × the leader's quantity; the ratio of 500 has no effect with same_quantity",
  );
});

it('a new link whose capitals are not known is held against the quantity of the leader, and says so', () => {
  const { add } = desk({ isCapitalKnown: false });
  expect(() => add({ ratio: '11' })).toThrow("ratio 11 is 11 times the leader's own quantity");
  expect(() => add({ sizing: 'capital_proportional', ratio: '11' })).toThrow('is 11 times the ratio of the capitals');
  expect(add({ sizing: 'same_quantity' })).toContain('not compared with the capitals, because a capital is not known');
});

it('a change of the sizing is held against the size before, up and down', () => {
  const { set } = desk({ isLinked: true });
  expect(() => set({ sizing: 'capital_proportional' })).toThrow(
    "sizing capital_proportional (0.01 × the leader's quantity) is 100 times smaller than sizing fixed_ratio (1 × the leader's quantity)",
  );
  expect(set({ sizing: 'capital_proportional', yes: true })).toContain("it copies 0.01 × the leader's quantity");
  expect(() => set({ sizing: 'same_quantity' })).toThrow(
    "sizing same_quantity (1 × the leader's quantity) is 100 times sizing capital_proportional",
  );
  // The size is what counts: another sizing with the same size is no jump.
  expect(set({ sizing: 'fixed_ratio', ratio: '0.01' })).not.toContain('it copies');
});

it('a ratio that had no effect is asked about when it gets one', () => {
  const { set } = desk({ isLinked: true });
  set({ sizing: 'same_quantity' });
  expect(set({ ratio: '80' })).toContain('the ratio of 80 has no effect with same_quantity');
  expect(() => set({ sizing: 'fixed_ratio' })).toThrow('is 80 times sizing same_quantity');
  expect(() => set({ sizing: 'capital_proportional', ratio: '2000' })).toThrow('is 20 times sizing same_quantity');
});

it('a line of an import is marked in the plan, whatever its sizing', () => {
  const { store } = desk();
  const step = { op: 'link.add', ...PAIR, sizing: 'same_quantity', yes: false } as const;
  const ask = (isTrial: boolean): string =>
    accountImport.change(
      store,
      { op: 'account.import', steps: [{ where: 'line 2', do: step }], isTrial, acceptJumps: false },
      FACTS,
    );
  expect(ask(true)).toContain("JUMP: sizing same_quantity (1 × the leader's quantity) is 100 times");
  expect(() => ask(false)).toThrow('add --accept-jumps');
});
