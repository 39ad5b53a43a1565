import { isIP } from 'node:net';
import * as z from 'zod';
import { IP_FLAGS } from '../accounts/static-ips.ts';
import type { Broker } from '../broker.ts';
import { inputException, invalidAuthentication, orderError } from '../orders/refusal.ts';
import { ok, read, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import { firstIssue } from '../rest/wire-fields.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import { tokenAnswer } from './token-answer.ts';

const change = { budget: 'nonTrading', needsStaticIp: false } as const;

/** The authentication calls of the API itself. Source: https://dhanhq.co/docs/v2/authentication/ */
export const AUTH_OPERATIONS: readonly RestOperation[] = [
  { ...read, name: 'renewToken', path: '/RenewToken', run: renew },
  // Reported: the verb in the documentation of one client answers 400.
  { ...read, name: 'renewToken', method: 'POST', path: '/RenewToken', run: refuseVerb },
  { ...change, name: 'setIp', method: 'POST', path: '/ip/setIP', run: setIp },
  { ...change, name: 'modifyIp', method: 'PUT', path: '/ip/modifyIP', run: modifyIp },
  { ...read, name: 'getIp', path: '/ip/getIP', run: getIp },
];

/** Only live web tokens can be renewed. The old one ends at once. The answer for other tokens is not known. */
function renew(broker: Broker, { account, session, headers }: Call): Answer {
  if (headers['dhanclientid'] !== account.dhanClientId) {
    throw invalidAuthentication('dhanClientId header: is not the owner of the token');
  }
  if (session.consumer !== 'SELF') throw orderError('Token cannot be renewed', 'only tokens of the web site can');
  const { webhookUrl } = session;
  return ok(tokenAnswer(broker.accounts.mint(account, { webhookUrl }), true));
}

function refuseVerb(): Answer {
  throw inputException('RenewToken: expected GET');
}

const ipBody = z.object({
  dhanClientId: z.string().optional(),
  ip: z.string().refine((text) => isIP(text) !== 0, 'is no address'),
  ipFlag: z.enum(IP_FLAGS),
});

/** Sets a free slot. The text of ERROR answers is ours. */
function setIp(broker: Broker, call: Call): Answer {
  return saveIp(broker, call, (taken) => !taken, 'IP is already set. Use modifyIP.');
}

/** A slot can be changed seven days after it was set. */
function modifyIp(broker: Broker, call: Call): Answer {
  return saveIp(broker, call, (taken) => taken, 'IP is not set. Use setIP.');
}

function saveIp(broker: Broker, { account, body }: Call, fits: (taken: boolean) => boolean, misfit: string): Answer {
  const parsed = ipBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { ip, ipFlag } = parsed.data;
  const { staticIps } = account;
  if (!fits(staticIps.slots[ipFlag] !== undefined)) return ok({ message: misfit, status: 'ERROR' });
  if (!staticIps.set(ipFlag, ip, broker.wireTimers.now())) {
    return ok({ message: 'IP can be modified once in 7 days', status: 'ERROR' });
  }
  return ok({ message: 'IP saved successfully', status: 'SUCCESS' });
}

/** The last three fields are undocumented; they were seen on the wire. */
function getIp(_broker: Broker, { account, address }: Call): Answer {
  const { staticIps } = account;
  const { PRIMARY: primary, SECONDARY: secondary } = staticIps.slots;
  const match = primary?.ip === address ? 'PRIMARY_MATCH' : staticIps.allows(address) ? 'MATCH' : 'MISMATCH';
  return ok({
    ...(secondary && { modifyDateSecondary: istDate(secondary.changeableMs), secondaryIP: secondary.ip }),
    ...(primary && { modifyDatePrimary: istDate(primary.changeableMs), primaryIP: primary.ip }),
    detectedIP: address,
    ipMatchStatus: match,
    ordersAllowed: staticIps.allows(address),
  });
}
