import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { anOrder, newLinkedStore, OPENING } from '../../store/testing.ts';
import { WrongIdError } from './errors.ts';
import { linkAdd } from './link-add.ts';

const NOW = OPENING * 1000;
const PAIR = { leader: accountId('L'), follower: accountId('F1') };
const ADD = { op: 'link.add', ...PAIR, sizing: 'fixed_ratio', yes: false } as const;

/** A leader and a follower without a link. */
function desk() {
  const store = newLinkedStore(1);
  store.links.remove(1);
  return {
    store,
    ask: (asked: Partial<Parameters<typeof linkAdd.change>[1]>, isLine: boolean) => (): string =>
      linkAdd.change(store, { ...ADD, ratio: '0.5', ...asked }, { nowMs: NOW, hasEngine: false, isLine }),
  };
}

it('names a missing ratio as an option, and as a column where it is a line of a file', () => {
  const { ask } = desk();
  expect(ask({ ratio: undefined }, false)).toThrow('ratio: fixed_ratio needs one, for example --ratio 0.5');
  expect(ask({ ratio: undefined }, true)).toThrow('ratio: fixed_ratio needs one, for example 0.5 in the column ratio');
});

it('calls an id that no account can have wrong use', () => {
  const { ask } = desk();
  expect(ask({ leader: accountId('abc') }, false)).toThrow(WrongIdError);
  expect(ask({ leader: accountId('1100000009') }, false)).toThrow('account 1100000009 is not registered');
});

it('asks for the open orders of the leader by option or by column', () => {
  const { store, ask } = desk();
  store.orders.upsertOrder(anOrder({ id: 'L-1', account_id: 'L', status: 'OPEN', created_at: OPENING }));
  expect(ask({}, false)).toThrow('Choose with --open-orders: copy');
  expect(ask({}, true)).toThrow('Choose in the column open_orders: copy');
});

it('asks what happens to units of an earlier link; for a line of a file it names the command that can be asked', () => {
  const { store, ask } = desk();
  const position = { asset: 'NSE_EQ:1333', product: 'INTRADAY' } as const;
  store.copyPositions.upsert({
    ...{ ...position, link_id: 1, exchange_segment: 'NSE_EQ', security_id: '1333', follower_product: 'INTRADAY' },
    ...{ held_qty: 0, doubt: null, state: '{}', updated_at: OPENING },
  });
  store.copyPositions.addRelease({
    ...{ ...position, link_id: 1, account_id: 'F1', units: 100 },
    ...{ reason: 'LINK_REMOVED', price: null, released_at: OPENING },
  });
  expect(ask({}, false)).toThrow('Choose what happens to them: --positions adopt');
  expect(ask({}, true)).toThrow(
    'run "dhancopy link add --leader L --follower F1 --sizing fixed_ratio --ratio 0.5" with --positions adopt',
  );
});
