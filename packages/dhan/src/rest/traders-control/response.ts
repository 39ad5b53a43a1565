import { z } from 'zod';
import type { Open } from '../../enums.ts';
import { wireBoolean, wireId, wireNumberOrNull, wireText, wireTextOrNull } from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';
import { KILL_SWITCH_STATUSES } from './request.ts';

/** Source: https://dhanhq.co/docs/v2/traders-control/ */
export const killSwitch = z.object({ dhanClientId: wireText, killSwitchStatus: z.enum(KILL_SWITCH_STATUSES) });
export type KillSwitch = WithRaw<z.infer<typeof killSwitch>>;

/** The same field as in {@link killSwitch}, but with a sentence as its value. */
export const killSwitchAnswer = z
  .object({ dhanClientId: wireText, killSwitchStatus: wireId })
  .transform(({ dhanClientId, killSwitchStatus }) => ({ dhanClientId, message: killSwitchStatus }));
export type KillSwitchAnswer = WithRaw<z.infer<typeof killSwitchAnswer>>;

export type PnlExitStatus = Open<'ACTIVE' | 'INACTIVE' | 'DISABLED'>;
const status = wireId.transform((word): PnlExitStatus => word);

/** One page answers `pnlExitStatus`, another `status: SUCCESS`. */
export const pnlExitAnswer = z
  .object({
    pnlExitStatus: wireTextOrNull.transform((word): PnlExitStatus | null => word),
    status: wireTextOrNull,
    message: wireText,
  })
  .refine((answer) => (answer.pnlExitStatus ?? answer.status) !== null, 'expected pnlExitStatus or status')
  .transform(({ pnlExitStatus, message }) => ({ pnlExitStatus, message }));
export type PnlExitAnswer = WithRaw<z.infer<typeof pnlExitAnswer>>;

/** Two spellings of the switch. Amounts are text or numbers. */
export const pnlExit = z
  .object({
    pnlExitStatus: status,
    profit: wireNumberOrNull,
    loss: wireNumberOrNull,
    productType: z.array(wireText).nullish(),
    enable_kill_switch: wireBoolean,
    enableKillSwitch: wireBoolean,
  })
  .transform(({ enable_kill_switch: snake, enableKillSwitch: camel, profit, loss, productType, ...row }) => ({
    ...row,
    profitValue: profit,
    lossValue: loss,
    productType: productType ?? [],
    enableKillSwitch: snake || camel,
  }));
/** Rupees; null where no limit is set. */
export type PnlExit = WithRaw<z.infer<typeof pnlExit>>;
