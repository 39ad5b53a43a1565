import { expect } from 'vitest';
import { ID } from './kit/rig.ts';
import { refusals, roundTrips } from './kit/rows.ts';

const RANGE = { fromDate: '2026-11-01', toDate: '2026-11-20' } as const;
/** 45 buys of earlier days, one a minute: more than two pages. */
const pastTrades = Array.from(
  { length: 45 },
  (_, index) =>
    ({
      at: `2026-11-${String(2 + (index % 5)).padStart(2, '0')} 10:${String(index).padStart(2, '0')}:00`,
      exchangeSegment: 'NSE_EQ',
      securityId: '1333',
      transactionType: index % 2 === 0 ? 'BUY' : 'SELL',
      productType: 'INTRADAY',
      quantity: 1 + index,
      priceRupees: 1600 + index / 10,
    }) as const,
);

roundTrips([
  {
    endpoint: 'GET /trades/{from-date}/{to-date}/{page}',
    says: 'has every trade of the days once, over all its pages, and an empty page after them',
    account: { pastTrades },
    async run({ client }) {
      const all = [];
      for await (const row of client.statements.tradeHistory(RANGE)) all.push(row);
      expect(
        all
          .map(({ tradedQuantity, tradedPrice }) => [tradedQuantity, tradedPrice])
          .toSorted(([a = 0], [b = 0]) => a - b),
      ).toEqual(pastTrades.map(({ quantity, priceRupees }) => [quantity, priceRupees]));
      const [first] = await client.statements.getTradeHistory(RANGE, 0);
      expect(first).toMatchObject({
        dhanClientId: ID,
        securityId: '1333',
        isin: 'INE040A01034',
        instrument: 'EQUITY',
        createTimeMs: null,
        tradingSymbol: null,
      });
      expect(first?.brokerageCharges).toBeGreaterThan(0);
      expect(await client.statements.getTradeHistory(RANGE, 3)).toEqual([]);
    },
  },
  {
    endpoint: 'GET /trades/{from-date}/{to-date}/{page}',
    says: 'has only the trades of its days, both included',
    account: { pastTrades },
    async run({ client }) {
      const rows = await client.statements.getTradeHistory({ fromDate: '2026-11-03', toDate: '2026-11-03' }, 0);
      expect(rows).toHaveLength(9);
      expect(
        rows.every(({ exchangeTimeMs }) =>
          new Date((exchangeTimeMs ?? 0) + 19_800_000).toISOString().startsWith('2026-11-03'),
        ),
      ).toBe(true);
    },
  },
  {
    endpoint: 'GET /ledger',
    says: 'runs from its opening to its closing balance, row by row',
    account: { pastTrades, fundsRupees: 500_000 },
    async run({ client, book }) {
      const rows = await client.statements.getLedger(RANGE);
      expect(rows[0]).toMatchObject({ narration: 'OPENING BALANCE', voucherDate: null });
      expect(rows.at(-1)).toMatchObject({
        narration: 'CLOSING BALANCE',
        voucherDate: null,
        runningBalance: book().funds.sodRupees,
      });
      let balance = rows[0]?.runningBalance ?? 0;
      for (const { debit, credit, runningBalance } of rows.slice(1, -1)) {
        balance += credit - debit;
        expect(runningBalance).toBeCloseTo(balance, 2);
        expect(Math.min(debit, credit)).toBe(0);
      }
      expect(rows).toHaveLength(7);
    },
  },
]);

/** The client itself refuses every invalid range. The remaining refusals are those of every call. */
refusals([
  {
    endpoint: 'GET /ledger',
    because: 'by a broker that fails',
    given: ({ control }) =>
      void control.addFault({ operations: 'ledger', effect: { kind: 'status5xx', httpStatus: 503 } }),
    ask: ({ client }) => client.statements.getLedger(RANGE),
    error: { code: 'DH-908', class: 'unknown', httpStatus: 503 },
  },
  {
    endpoint: 'GET /trades/{from-date}/{to-date}/{page}',
    because: 'by a broker that fails',
    given: ({ control }) => void control.addFault({ operations: 'tradeHistory', effect: { kind: 'status5xx' } }),
    ask: ({ client }) => client.statements.getTradeHistory(RANGE, 0),
    error: { code: 'DH-908', class: 'unknown', httpStatus: 500 },
  },
]);
