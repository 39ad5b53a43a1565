import type { Alert } from '../alerts/alert.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';

/** That a trigger tells the postback URL is documented; what it says is not. Ours names the trigger and its time. */
export function alertPostback(alert: Alert): Record<string, unknown> {
  return {
    dhanClientId: alert.account.dhanClientId,
    alertId: alert.alertId,
    alertStatus: 'TRIGGERED',
    triggeredTime: alert.triggeredMs === null ? null : istDateTime(alert.triggeredMs),
    userNote: alert.conditionFields['userNote'] ?? null,
  };
}
