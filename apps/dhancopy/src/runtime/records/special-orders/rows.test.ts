import { describe, expect, it } from 'vitest';
import { foreverOrderRow } from '@dhancopy/dhan/rest/forever-orders/response';
import type { ForeverOrder } from '@dhancopy/dhan/rest/forever-orders/response';
import { superOrderRow } from '@dhancopy/dhan/rest/super-orders/response';
import { FOREVER_ROW } from '@dhancopy/dhan/testing/samples/forever-orders';
import { SUPER_ROW } from '@dhancopy/dhan/testing/samples/super-orders';
import { accountId } from '@dhancopy/domain/ids';
import { newLinkedStore } from '../../../store/testing.ts';
import { foreverRow } from './forever-rows.ts';
import { bracketValues, legRows } from './leg-rows.ts';

const ACCOUNT = { id: accountId('L'), role: 'leader', name: 'Leader', state: 'ACTIVE', capital: null } as const;
const NOW = 1_790_000_000;

function forever(changes: object = {}): ForeverOrder {
  const raw = { ...FOREVER_ROW, ...changes };
  return { ...foreverOrderRow.parse(raw), raw };
}

describe('a forever order', () => {
  it.each([
    [['CONFIRM'], 'ACTIVE'],
    [['PENDING'], 'PENDING'],
    [['TRANSIT'], 'PENDING'],
    [['TRADED'], 'TRIGGERED'],
    [['REJECTED'], 'CANCELLED'],
    [['EXPIRED'], 'EXPIRED'],
    [['CONFIRM', 'CONFIRM'], 'ACTIVE'],
    [['TRADED', 'CANCELLED'], 'TRIGGERED'],
    [['CONFIRM', 'CANCELLED'], 'ACTIVE'],
  ])('whose legs say %j is %s', (words, expected) => {
    const [first = forever(), ...others] = words.map((orderStatus, index) =>
      forever({ orderStatus, ...(words.length > 1 && { legName: index === 0 ? 'STOP_LOSS_LEG' : 'TARGET_LEG' }) }),
    );
    const { row, unknown } = foreverRow([first, ...others], ACCOUNT, NOW);
    expect(row).toMatchObject({ status: expected, order_status: words.join(',') });
    expect(unknown).toEqual([]);
  });

  it('with a word that is not known keeps the status it had, and the word', () => {
    const store = newLinkedStore(0);
    const written = (word: string): object => {
      const { row, unknown } = foreverRow([forever({ orderStatus: word })], ACCOUNT, NOW);
      expect(unknown).toHaveLength(word === 'HALTED' ? 1 : 0);
      store.foreverOrders.record(row);
      return store.foreverOrders.of('L')[0] ?? {};
    };
    expect(written('CONFIRM')).toMatchObject({ status: 'ACTIVE', order_status: 'CONFIRM' });
    const after = written('HALTED');
    expect(after).toMatchObject({ status: 'ACTIVE', order_status: 'HALTED' });
    expect((after as { raw_response: string }).raw_response).toContain('HALTED');
  });

  it('that is new with such a word counts as not ended', () => {
    const store = newLinkedStore(0);
    store.foreverOrders.record(foreverRow([forever({ orderStatus: 'HALTED' })], ACCOUNT, NOW).row);
    expect(store.foreverOrders.of('L')).toMatchObject([{ status: 'PENDING', order_status: 'HALTED' }]);
  });
});

function superOrder(changes: object = {}): Parameters<typeof legRows>[0] {
  const raw = { ...SUPER_ROW, ...changes };
  return { ...superOrderRow.parse(raw), raw };
}

describe('a super order', () => {
  it('has a row for its entry and for each exit, which share its number on the wire', () => {
    const { legs, unknown } = legRows(superOrder(), ACCOUNT, NOW);
    expect(unknown).toEqual([]);
    expect(
      legs.map(({ leg_type, leg_order_id, status, quantity }) => [leg_type, leg_order_id, status, quantity]),
    ).toEqual([
      ['ENTRY', SUPER_ROW.orderId, 'TRADED', 10],
      ['SL', `${SUPER_ROW.orderId}:STOP_LOSS_LEG`, 'PENDING', 10],
      ['TARGET', `${SUPER_ROW.orderId}:TARGET_LEG`, 'PENDING', 10],
    ]);
    expect(bracketValues(superOrder())).toEqual({ bo_profit_value: 40, bo_stop_loss_value: 12 });
  });

  it('has a fired leg open until nothing remains of it', () => {
    const leg = SUPER_ROW.legDetails[0];
    const statusWith = (remainingQuantity: number): unknown =>
      legRows(superOrder({ legDetails: [{ ...leg, orderStatus: 'TRIGGERED', remainingQuantity }] }), ACCOUNT, NOW)
        .legs[1]?.status;
    expect(statusWith(4)).toBe('OPEN');
    expect(statusWith(0)).toBe('TRADED');
  });

  it('with words that are not known is reported, and its rows keep their status', () => {
    const store = newLinkedStore(0);
    for (const leg of legRows(superOrder(), ACCOUNT, NOW).legs) store.bracketLegs.record(leg);
    const strange = superOrder({
      orderStatus: 'SLEEPING',
      legDetails: [{ ...SUPER_ROW.legDetails[0], legName: 'THIRD_LEG' }],
    });
    const { legs, unknown } = legRows(strange, ACCOUNT, NOW + 60);
    expect(unknown).toHaveLength(2);
    for (const leg of legs) store.bracketLegs.record(leg);
    const [entry] = store.bracketLegs.since('L', 0);
    expect(entry).toMatchObject({ status: 'TRADED', order_status: 'SLEEPING' });
    expect(entry?.raw_response).toContain('SLEEPING');
  });

  it('of a day that is over has no open legs any more', () => {
    const store = newLinkedStore(0);
    for (const leg of legRows(superOrder(), ACCOUNT, NOW).legs) store.bracketLegs.record(leg);
    expect(store.bracketLegs.endBefore('L', 0)).toBe(0);
    expect(store.bracketLegs.endBefore('L', NOW * 2)).toBe(2);
    expect(store.bracketLegs.since('L', 0).map(({ status }) => status)).toEqual(['TRADED', 'EXPIRED', 'EXPIRED']);
  });
});
