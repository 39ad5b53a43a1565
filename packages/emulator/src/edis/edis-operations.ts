import * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import { heldQuantity } from '../accounts/holding.ts';
import type { Broker } from '../broker.ts';
import { inputException, Refusal } from '../orders/refusal.ts';
import { accepted, ok, read, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import { firstIssue, wireQuantity } from '../rest/wire-fields.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { edisForm } from './edis-form.ts';

const ask = { method: 'POST', budget: 'nonTrading', needsStaticIp: false } as const;

/** Source: https://dhanhq.co/docs/v2/edis/ ; one table there has `/edis/from`, a misprint. */
export const EDIS_OPERATIONS: readonly RestOperation[] = [
  { ...read, name: 'edisTpin', path: '/edis/tpin', run: sendTpin },
  { ...ask, name: 'edisForm', path: '/edis/form', run: form },
  { ...ask, name: 'edisBulkForm', path: '/edis/bulkform', run: bulkForm },
  { ...read, name: 'edisInquire', path: '/edis/inquire/:isin', run: inquire },
];

/**
 * The depository sends a T-PIN by SMS. Here the control interface returns it. The newer portal prints the object of the switch.
 */
function sendTpin(broker: Broker, { account }: Call): Answer {
  account.edis.tpin = String(100_000 + Math.floor(broker.chance.next() * 900_000));
  return accepted(broker, { dhanClientId: account.dhanClientId, edisStatus: 'SUCCESS', remarks: 'TPIN sent' });
}

const exchange = z.enum(['NSE', 'BSE', 'MCX', 'ALL']);
const segment = z.enum(['EQ', 'COMM', 'FNO']);
const isin = z.string().length(12);

function form(broker: Broker, { account, body }: Call): Answer {
  const parsed = z.object({ isin, qty: wireQuantity, exchange, segment, bulk: z.boolean() }).safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { bulk, qty } = parsed.data;
  const shares = bulk ? wholePortfolio(account) : [{ isin: parsed.data.isin, quantity: qty }];
  return formAnswer(broker, account, shares);
}

function bulkForm(broker: Broker, { account, body }: Call): Answer {
  const parsed = z
    .object({ isin: z.array(isin).min(1), exchange, segment, bulk: z.boolean().optional() })
    .safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const wanted = new Set(parsed.data.isin);
  const shares = wholePortfolio(account).filter((share) => parsed.data.bulk === true || wanted.has(share.isin));
  return formAnswer(broker, account, shares);
}

function formAnswer(broker: Broker, account: Account, shares: readonly { isin: string; quantity: number }[]): Answer {
  const requestId = broker.cdsl.open(account.dhanClientId, shares);
  return ok({ dhanClientId: account.dhanClientId, edisFormHtml: edisForm(broker.cdsl.url, requestId) });
}

/** `ALL` answers with an array here. It is not documented whether the broker sends one. */
function inquire(broker: Broker, { account, params }: Call): Answer {
  const wanted = params['isin'] ?? '';
  const day = istDate(broker.wireTimers.now());
  const rowOf = (share: { isin: string; quantity: number }): Record<string, unknown> => {
    const approved = account.edis.approved(share.isin, day);
    return {
      clientId: account.dhanClientId,
      isin: share.isin,
      totalQty: share.quantity,
      aprvdQty: approved,
      status: approved > 0 ? 'SUCCESS' : 'PENDING',
      remarks: approved > 0 ? 'eDIS transaction done successfully' : 'eDIS transaction not done',
    };
  };
  const shares = wholePortfolio(account);
  if (wanted === 'ALL') return ok(shares.map(rowOf));
  const share = shares.find((one) => one.isin === wanted);
  if (share === undefined) {
    // The code was seen in the sandbox. Its text is not known.
    const body = { errorType: 'EDIS_ERROR', errorCode: 'DH-0035', errorMessage: 'No eDIS record for this ISIN' };
    throw new Refusal(400, body, `isin: ${wanted} is not held`);
  }
  return ok(rowOf(share));
}

function wholePortfolio(account: Account): { isin: string; quantity: number }[] {
  return account.holdings.map((holding) => ({ isin: holding.instrument.isin, quantity: heldQuantity(holding) }));
}
