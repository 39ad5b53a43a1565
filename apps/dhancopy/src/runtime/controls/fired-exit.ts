import { roundRupees } from '@dhancopy/domain/rupees';
import { KILL_SWITCH_ACTIVATED } from '../../store/risk/risk-violations.ts';
import type { ControlReading } from '../../store/risk/broker-controls.ts';
import type { Store } from '../../store/store.ts';
import type { ControlClient } from './controlled-account.ts';

/** Rupees, both positive. */
export interface FiredExit {
  readonly lossLimit: number;
  readonly loss: number;
}

/**
 * Whether the broker's kill switch, which is on, was turned on by the P&L exit on record: that one was to do so, is not listed any more,
 * and the account has a loss. A profit that was reached is no violation.
 * @throws {DhanError} {@link WireError}
 */
export async function firedExit(store: Store, client: ControlClient, clientId: string): Promise<FiredExit | null> {
  const set = store.brokerControls
    .active()
    .find((row) => row.account_id === clientId && row.control_type === 'RISK_LIMIT' && row.then_kill_switch === 1);
  const lossLimit = set?.daily_loss_limit ?? null;
  if (lossLimit === null) return null;
  if ((await client.tradersControl.getPnlExit()).pnlExitStatus === 'ACTIVE') return null;
  const rows = await client.portfolio.getPositions();
  const loss = -rows.reduce((sum, row) => sum + row.realizedProfit + row.unrealizedProfit, 0);
  return loss > 0 ? { lossLimit, loss: roundRupees(loss) } : null;
}

/** Records the limit that was broken, and that the exit is not set any more. */
export function recordFiredExit(
  store: Store,
  reading: ControlReading,
  { lossLimit, loss }: FiredExit,
  nowMs: number,
): void {
  const { account_type, account_id } = reading;
  store.transaction(() => {
    store.brokerControls.notePnlExit({ ...reading, reason: 'it has fired' }, null);
    store.riskViolations.add({
      account_type,
      account_id,
      violation_type: 'DAILY_LOSS',
      limit_value: lossLimit,
      actual_value: loss,
      order_id: null,
      security_id: null,
      action_taken: KILL_SWITCH_ACTIVATED,
      violated_at: Math.floor(nowMs / 1000),
    });
  });
}
