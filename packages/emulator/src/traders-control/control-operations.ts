import * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import type { Broker } from '../broker.ts';
import { hasOpenPosition, openOrders } from '../order-entry/square-off.ts';
import { paiseFromRupees, rupeesFromPaise } from '../money/paise.ts';
import { inputException, orderError } from '../orders/refusal.ts';
import { ok, read, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import { firstIssue, wirePrice } from '../rest/wire-fields.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { PNL_PRODUCTS } from './pnl-exits.ts';

const change = { budget: 'nonTrading', needsStaticIp: true } as const;

/** Source: https://dhanhq.co/docs/v2/traders-control/ */
export const TRADERS_CONTROL_OPERATIONS: readonly RestOperation[] = [
  { ...change, name: 'killSwitchSet', method: 'POST', path: '/killswitch', run: setKillSwitch },
  { ...read, name: 'killSwitch', path: '/killswitch', run: killSwitch },
  { ...change, name: 'pnlExitSet', method: 'POST', path: '/pnlExit', run: setPnlExit },
  { ...read, name: 'pnlExit', path: '/pnlExit', run: pnlExit },
  { ...change, name: 'pnlExitStop', method: 'DELETE', path: '/pnlExit', run: stopPnlExit },
];

/**
 * The answer is a sentence here and a word in the GET. The documentation says that it fails with any open order or position, but not
 * how.
 */
function setKillSwitch(broker: Broker, { account, query }: Call): Answer {
  const wanted = query['killSwitchStatus'];
  if (wanted !== 'ACTIVATE' && wanted !== 'DEACTIVATE') {
    throw inputException('killSwitchStatus: expected ACTIVATE or DEACTIVATE in the query');
  }
  if (wanted === 'ACTIVATE' && (hasOpenPosition(account) || openOrders(account).length > 0)) {
    throw orderError('Kill Switch cannot be activated while positions or orders are open');
  }
  account.killSwitchDay = wanted === 'ACTIVATE' ? istDate(broker.wireTimers.now()) : null;
  const done = wanted === 'ACTIVATE' ? 'activated' : 'deactivated';
  return ok({
    dhanClientId: account.dhanClientId,
    killSwitchStatus: `Kill Switch has been successfully ${done}`,
  });
}

function killSwitch(broker: Broker, { account }: Call): Answer {
  const on = killSwitchIsOn(broker, account);
  return ok({ dhanClientId: account.dhanClientId, killSwitchStatus: on ? 'ACTIVATE' : 'DEACTIVATE' });
}

function killSwitchIsOn(broker: Broker, account: Account): boolean {
  return account.killSwitchDay === istDate(broker.wireTimers.now());
}

const pnlBody = z.object({
  // Reported: without it the request is refused.
  dhanClientId: z.string(),
  profitValue: wirePrice.optional(),
  lossValue: wirePrice.optional(),
  productType: z.array(z.enum(PNL_PRODUCTS)).min(1),
  enableKillSwitch: z.boolean().optional(),
});

function setPnlExit(broker: Broker, { account, body }: Call): Answer {
  const parsed = pnlBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { dhanClientId, profitValue = 0, lossValue = 0, productType, enableKillSwitch = false } = parsed.data;
  if (dhanClientId !== account.dhanClientId) throw inputException('dhanClientId: is not the owner of the token');
  if (profitValue === 0 && lossValue === 0) throw inputException('profitValue: expected a profit or a loss');
  broker.pnlExits.set({
    account,
    profitPaise: paiseFromRupees(profitValue),
    lossPaise: paiseFromRupees(lossValue),
    products: productType,
    enableKillSwitch,
    day: istDate(broker.wireTimers.now()),
    fired: false,
  });
  return ok({ pnlExitStatus: 'ACTIVE', message: 'P&L based exit configured successfully' });
}

/** Text for the amounts and snake_case for the switch, as in the broker's sample. */
function pnlExit(broker: Broker, { account }: Call): Answer {
  const rule = broker.pnlExits.active(account.dhanClientId);
  return ok({
    pnlExitStatus: rule === undefined ? 'INACTIVE' : 'ACTIVE',
    profit: rupeesFromPaise(rule?.profitPaise ?? 0).toFixed(2),
    loss: rupeesFromPaise(rule?.lossPaise ?? 0).toFixed(2),
    productType: rule?.products ?? [],
    enable_kill_switch: rule?.enableKillSwitch ?? false,
  });
}

function stopPnlExit(broker: Broker, { account }: Call): Answer {
  broker.pnlExits.remove(account.dhanClientId);
  return ok({ pnlExitStatus: 'DISABLED', message: 'P&L based exit stopped successfully' });
}
