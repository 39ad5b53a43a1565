import { describe, expect, it } from 'vitest';
import { holdingRow } from '@dhancopy/dhan/rest/portfolio/response';
import { holdingReads } from './leader-books.ts';

const ROW = {
  exchange: 'ALL',
  tradingSymbol: 'HDFCBANK',
  securityId: '1333',
  isin: 'INE040A01034',
  totalQty: 40,
  dpQty: 40,
  t1Qty: 0,
  availableQty: 40,
  collateralQty: 0,
  avgCostPrice: 1588.4,
};

function readsOf(changes: Record<string, unknown>): unknown[] {
  return holdingReads([{ ...holdingRow.parse({ ...ROW, ...changes }), raw: {} }]).map((read) => [
    read.product,
    read.netQty,
    read.isin,
  ]);
}

describe('holdings as the engine counts them', () => {
  it.each([
    { when: 'bought outright', changes: {}, reads: [['CNC', 40, 'INE040A01034']] },
    {
      when: "bought with the broker's money, some of it the day before",
      changes: { totalQty: 0, mtf_qty: 60, mtf_t1_qty: 40 },
      reads: [
        ['CNC', 0, 'INE040A01034'],
        ['MTF', 100, 'INE040A01034'],
      ],
    },
    { when: 'a share without an ISIN', changes: { isin: 'NA' }, reads: [['CNC', 40, null]] },
  ])('$when', ({ changes, reads }) => {
    expect(readsOf(changes)).toEqual(reads);
  });
});
