import { describe, expect, it } from 'vitest';
import { operation } from '../operations.ts';

const SET = { op: 'risk.set', clientId: 'F1', by: 'a test' };

describe('risk.set as a program may ask for it', () => {
  it.each([
    { dailyLoss: 0.01 },
    { orderValue: 999_999_999_999.99 },
    { positionSize: 1 },
    { dailyLoss: null },
    { dailyLoss: 1.1, orderValue: 4.35, positionSize: null },
  ])('takes %j', (limits) => {
    expect(operation.parse({ ...SET, ...limits })).toEqual({ ...SET, ...limits, yes: false });
  });

  it.each([
    [{}, 'and found none'],
    [{ dailyLoss: undefined }, 'and found none'],
    [{ dailyLoss: 0 }, 'above 0'],
    [{ dailyLoss: -1 }, 'above 0'],
    [{ dailyLoss: 1.005 }, 'two decimals'],
    [{ dailyLoss: 1e12 }, 'Too big'],
    [{ orderValue: '5' }, 'expected number'],
    [{ orderValue: Infinity }, 'expected number'],
    [{ positionSize: 0 }, 'above 0'],
    [{ positionSize: 1.5 }, 'expected int'],
    [{ positionSize: 1e9 }, 'Too big'],
    [{ dailyLoss: 5, by: '' }, 'by'],
  ])('refuses %j', (limits, words) => {
    expect(() => operation.parse({ ...SET, ...limits })).toThrow(words);
  });
});
