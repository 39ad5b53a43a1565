import type { Alert } from '../alerts/alert.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';

/** It is documented that a trigger calls the postback URL, but not with which body. Ours names the trigger and its time. */
export function alertPostback(alert: Alert): Record<string, unknown> {
  return {
    dhanClientId: alert.account.dhanClientId,
    alertId: alert.alertId,
    alertStatus: 'TRIGGERED',
    triggeredTime: alert.triggeredMs === null ? null : istDateTime(alert.triggeredMs),
    userNote: alert.conditionFields['userNote'] ?? null,
  };
}
