import { istDate } from '@dhancopy/domain/indian-time';
import { operation } from '../../runtime/operations.ts';
import type { OperationInput } from '../../runtime/operations.ts';
import { lastTradingDay } from './fill-database.ts';
import { HELD, rolesOf } from './roles.ts';
import type { Stage } from './stage.ts';

/** Before the session: the holder allows the sale of a part of the shares, as an account owner does in a browser. @returns what came of it, in words */
export async function authoriseSale(stage: Stage): Promise<string> {
  const { holder } = rolesOf(stage.followers);
  const { isin, authorised: qty } = HELD;
  const ask = asker(stage);
  await ask({ op: 'edis.tpin', clientId: holder.id });
  const ticket = await ask({ op: 'edis.form', clientId: holder.id, isins: [isin], qty, exchange: 'NSE' });
  await submit(await ask({ op: 'edis.page', ticket }), stage.emulator.control.tpin(holder.id) ?? '');
  return `${holder.name} may sell shares of before: ${await ask({ op: 'edis.inquire', clientId: holder.id, isin })}`;
}

/** After the session: the ledger of the holder, from the purchase of the shares until today. @returns what came of it, in words */
export async function fetchLedger(stage: Stage): Promise<string> {
  const { holder } = rolesOf(stage.followers);
  const nowMs = Date.now();
  const days = { from: lastTradingDay(nowMs), to: istDate(nowMs) };
  const done = await asker(stage)({ op: 'statement.fetch', clientId: holder.id, kind: 'ledger', ...days });
  return `${holder.name}'s statement: ${done}`;
}

function asker({ engine }: Stage): (asked: OperationInput) => Promise<string> {
  return (asked) => engine.execute(operation.parse(asked));
}

/** Posts the broker's form to the depository, with the T-PIN that came by phone. @throws when the depository refuses it */
async function submit(form: string, tpin: string): Promise<void> {
  const [, action = ''] = /action="([^"]+)"/.exec(form) ?? [];
  const [, ReqId = ''] = /name="ReqId" value="([^"]+)"/.exec(form) ?? [];
  const answer = await fetch(action, { method: 'POST', body: new URLSearchParams({ ReqId, tpin }) });
  const page = await answer.text();
  if (!answer.ok) throw new Error(`the depository did not authorise the sale: HTTP ${answer.status} ${page}`);
}
