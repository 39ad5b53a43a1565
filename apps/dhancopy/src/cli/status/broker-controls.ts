import { formatRupees } from '@dhancopy/domain/rupees';
import { istDayStart } from '@dhancopy/domain/indian-time';
import type { ControlRow } from '../../store/risk/traders-control.ts';
import { formatAge } from '../format/time.ts';

/** A control of the broker that was on when it was read last. */
export interface BrokerControl {
  readonly clientId: string;
  readonly control: 'KILL_SWITCH' | 'PNL_EXIT';
  /** Rupees, of a P&L exit; null: no limit on this side. */
  readonly profitRupees: number | null;
  readonly lossRupees: number | null;
  readonly products: readonly string[];
  /** Of a P&L exit: it also turns the kill switch on. */
  readonly thenKillSwitch: boolean;
  readonly by: string | null;
  readonly reason: string | null;
  /** Since when it is known to be on, epoch ms. */
  readonly sinceMs: number;
  /** When it was read last, epoch ms. */
  readonly readMs: number;
}

export function brokerControlOf(row: ControlRow): BrokerControl {
  return {
    clientId: row.account_id ?? '',
    control: row.control_type === 'KILL_SWITCH' ? 'KILL_SWITCH' : 'PNL_EXIT',
    profitRupees: row.daily_profit_limit,
    lossRupees: row.daily_loss_limit,
    products: row.product_types === null ? [] : (JSON.parse(row.product_types) as string[]),
    thenKillSwitch: row.then_kill_switch === 1,
    by: row.activated_by,
    reason: row.reason,
    sinceMs: (row.activated_at ?? row.created_at) * 1000,
    readMs: row.updated_at * 1000,
  };
}

/** One line for each control that is on. */
export function brokerControlWords(controls: readonly BrokerControl[], nowMs: number): string[] {
  return controls.map((control) => {
    const { clientId, readMs } = control;
    const isOld = isOfEarlierDay(control, nowMs);
    const command = control.control === 'KILL_SWITCH' ? 'kill-switch' : 'pnl-exit';
    const old = isOld ? `, which was an earlier day; read it again with "dhancopy broker ${command} ${clientId}"` : '';
    return `broker's ${whatWords(control)}, read ${formatAge(readMs, nowMs)}${old}`;
  });
}

/** What of it needs somebody: an account that cannot exit. One of an earlier day has probably ended. */
export function brokerControlNeeds(controls: readonly BrokerControl[], nowMs: number): string[] {
  return controls
    .filter((control) => control.control === 'KILL_SWITCH' && !isOfEarlierDay(control, nowMs))
    .map(
      ({ clientId }) =>
        `the broker's kill switch of ${clientId} is on: the broker refuses every order, also exits; see "dhancopy broker kill-switch ${clientId}"`,
    );
}

/** Both controls are for a day. When they end exactly is not documented. */
function isOfEarlierDay({ readMs }: BrokerControl, nowMs: number): boolean {
  return readMs < istDayStart(nowMs);
}

function whatWords({
  clientId,
  control,
  profitRupees,
  lossRupees,
  products,
  thenKillSwitch,
  by,
}: BrokerControl): string {
  if (control === 'KILL_SWITCH') return `KILL SWITCH of ${clientId}: ON, by ${by ?? 'unknown'}`;
  const at = [
    ...(profitRupees === null ? [] : [`a profit of ${formatRupees(profitRupees)}`]),
    ...(lossRupees === null ? [] : [`a loss of ${formatRupees(lossRupees)}`]),
  ].join(' or ');
  const then = thenKillSwitch ? ', then kill switch' : '';
  return `P&L exit of ${clientId}: at ${at}, ${products.join(' and ') || 'all products'}${then}`;
}
