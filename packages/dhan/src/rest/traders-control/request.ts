import { z } from 'zod';
import { positivePrice } from '../fields.ts';
import { checkRequest } from '../request.ts';

export const KILL_SWITCH_STATUSES = ['ACTIVATE', 'DEACTIVATE'] as const;
export type KillSwitchStatus = (typeof KILL_SWITCH_STATUSES)[number];

/** Limits on the day's profit or loss of the whole account, at least one of the two. */
export type PnlExitRequest = {
  /** The broker's word here is DELIVERY, not CNC. */
  readonly productType: readonly ('INTRADAY' | 'DELIVERY')[];
  /** Also activates the kill switch when it fires. */
  readonly enableKillSwitch?: boolean;
} & (
  | { /** Rupees. */ readonly profitValue: number; /** Rupees, positive. */ readonly lossValue?: number }
  | { readonly profitValue?: number; readonly lossValue: number }
);

const pnlExit = z
  .strictObject({
    profitValue: positivePrice.optional(),
    lossValue: positivePrice.optional(),
    productType: z
      .array(z.enum(['INTRADAY', 'DELIVERY']))
      .min(1)
      .readonly(),
    enableKillSwitch: z.boolean().default(false),
  })
  .refine(({ profitValue, lossValue }) => (profitValue ?? lossValue) !== undefined, {
    path: ['profitValue'],
    message: 'expected profitValue, lossValue or both',
  });

/** Without `dhanClientId` the broker answers DH-905. Source: RB changelog. */
export function pnlExitBody(dhanClientId: string, request: PnlExitRequest, call: string): object {
  return { dhanClientId, ...checkRequest(pnlExit, request, call) };
}
