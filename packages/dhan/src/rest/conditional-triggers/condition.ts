import { z } from 'zod';
import { date, securityId } from '../fields.ts';
import { report } from '../price-terms.ts';

export const INDICATORS = [
  'SMA_5',
  'SMA_10',
  'SMA_20',
  'SMA_50',
  'SMA_100',
  'SMA_200',
  'EMA_5',
  'EMA_10',
  'EMA_20',
  'EMA_50',
  'EMA_100',
  'EMA_200',
  'BB_UPPER',
  'BB_LOWER',
  'RSI_14',
  'ATR_14',
  'STOCHASTIC',
  'STOCHRSI_14',
  'MACD_26',
  'MACD_12',
  'MACD_HIST',
] as const;
export type Indicator = (typeof INDICATORS)[number];

export const OPERATORS = [
  'CROSSING_UP',
  'CROSSING_DOWN',
  'CROSSING_ANY_SIDE',
  'GREATER_THAN',
  'LESS_THAN',
  'GREATER_THAN_EQUAL',
  'LESS_THAN_EQUAL',
  'EQUAL',
  'NOT_EQUAL',
] as const;
export type Operator = (typeof OPERATORS)[number];

export const TIME_FRAMES = ['DAY', 'ONE_MIN', 'FIVE_MIN', 'FIFTEEN_MIN'] as const;
export type TimeFrame = (typeof TIME_FRAMES)[number];

const SEGMENTS = ['NSE_EQ', 'BSE_EQ', 'IDX_I'] as const;

interface Watch {
  /** Conditions are for equities and indices only. The orders may be for other instruments. */
  readonly exchangeSegment: (typeof SEGMENTS)[number];
  readonly securityId: string;
  readonly operator: Operator;
  /** Last day, `YYYY-MM-DD`. */
  readonly expDate: string;
  readonly userNote?: string;
}

/** One comparison. There is no "and" and no "or". It fires once. */
export type TriggerCondition = Watch &
  (
    | {
        readonly comparisonType: 'PRICE_WITH_VALUE';
        /** Rupees. */
        readonly comparingValue: number;
        /** One official page requires it, another does not. DAY is sent when it is left out. */
        readonly timeFrame?: TimeFrame;
      }
    | {
        readonly comparisonType: 'TECHNICAL_WITH_VALUE';
        readonly indicatorName: Indicator;
        readonly timeFrame: TimeFrame;
        readonly comparingValue: number;
      }
    | {
        readonly comparisonType: 'TECHNICAL_WITH_INDICATOR';
        readonly indicatorName: Indicator;
        readonly timeFrame: TimeFrame;
        readonly comparingIndicatorName: Indicator;
      }
    | {
        readonly comparisonType: 'TECHNICAL_WITH_CLOSE';
        readonly indicatorName: Indicator;
        readonly timeFrame: TimeFrame;
      }
  );

const watch = {
  exchangeSegment: z.enum(SEGMENTS),
  securityId,
  operator: z.enum(OPERATORS),
  expDate: date,
  userNote: z.string().optional(),
};
const indicatorName = z.enum(INDICATORS);
const timeFrame = z.enum(TIME_FRAMES);
const comparingValue = z.number('expected a number');

export const condition = z
  .discriminatedUnion('comparisonType', [
    z.strictObject({
      comparisonType: z.literal('PRICE_WITH_VALUE'),
      ...watch,
      comparingValue,
      timeFrame: timeFrame.default('DAY'),
    }),
    z.strictObject({
      comparisonType: z.literal('TECHNICAL_WITH_VALUE'),
      ...watch,
      indicatorName,
      timeFrame,
      comparingValue,
    }),
    z.strictObject({
      comparisonType: z.literal('TECHNICAL_WITH_INDICATOR'),
      ...watch,
      indicatorName,
      timeFrame,
      comparingIndicatorName: indicatorName,
    }),
    z.strictObject({ comparisonType: z.literal('TECHNICAL_WITH_CLOSE'), ...watch, indicatorName, timeFrame }),
  ])
  .superRefine((each, ctx) => {
    if (each.comparisonType === 'PRICE_WITH_VALUE' && each.comparingValue <= 0) {
      report(ctx, 'comparingValue', 'expected more than 0 rupees');
    }
  });
