import { expect, it } from 'vitest';
import examples from './charges-examples.json' with { type: 'json' };
import { chargesOf, totalOf, type ChargeSegment } from './charges.ts';

/** Worked examples, five of them with totals that brokers or an exchange published. */
it.each(examples)('agrees with the worked example $id', (example) => {
  const orders = example.orders.map(({ side, price, quantity }) => {
    const turnover = Number(price) * Number(quantity);
    return chargesOf({
      exchange: example.exchange,
      segment: example.segment as ChargeSegment,
      product: example.product,
      side: side as 'BUY' | 'SELL',
      turnover,
      orderTurnover: turnover,
      date: example.date,
      qualities: example.qualifier ?? {},
    });
  });
  const sum = (name: keyof (typeof orders)[number]): number => orders.reduce((total, one) => total + one[name], 0);
  const { expectedUnrounded: expected } = example;
  expect(sum('brokerage')).toBeCloseTo(Number(expected.brokerage), 6);
  expect(sum('stt')).toBeCloseTo(Number(expected.stt) + Number(expected.ctt), 6);
  expect(sum('exchange')).toBeCloseTo(Number(expected.exchange) + Number(expected.ipft), 6);
  expect(sum('sebi')).toBeCloseTo(Number(expected.sebi), 6);
  expect(sum('stamp')).toBeCloseTo(Number(expected.stamp), 6);
  expect(sum('gst')).toBeCloseTo(Number(expected.gst), 6);
  expect(orders.reduce((total, one) => total + totalOf(one), 0)).toBeCloseTo(Number(expected.total), 6);
});
