import { ID, type Rig } from '../../kit/rig.ts';
import type { ClientCall, Names } from '../row.ts';
import { anApp } from './given.ts';

const asApp = { app_id: '{appId}', app_secret: '{appSecret}' };
const asUser = { access_token: '{token}' };
const granted = { status: 200, body: { dhanClientId: ID } };

/** {tokenId} of a login in the browser, by the owner of the account. */
async function aLogin(rig: Rig): Promise<Names> {
  const app = rig.control.addApp(ID, 'https://desk.example');
  const { consentId, loginUrl } = await rig.client.authentication.generateConsent(app);
  const { headers } = await fetch(loginUrl.replace(/\?.*/, ''), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ consentAppId: consentId, dhanClientId: ID }),
  });
  return { ...app, tokenId: new URL(headers.get('location') ?? '').searchParams.get('tokenId') ?? '' };
}

export const LOGIN_CALLS: readonly ClientCall[] = [
  {
    of: 'DhanLogin',
    call: 'generate_login_session',
    given: (rig) => anApp(rig, ID),
    args: asApp,
    answer: { status: 200, body: { consentAppStatus: 'GENERATED', status: 'success' } },
    returns: null,
  },
  {
    of: 'DhanLogin',
    call: 'consume_token_id',
    given: aLogin,
    args: { token_id: '{tokenId}', ...asApp },
    answer: granted,
  },
  {
    of: 'DhanLogin',
    call: 'generate_token',
    given: ({ control }) => ({ totp: control.totp(ID) }),
    args: { pin: '123456', totp: '{totp}' },
    answer: granted,
  },
  { of: 'DhanLogin', call: 'renew_token', args: asUser, answer: granted },
  {
    of: 'DhanLogin',
    call: 'user_profile',
    args: asUser,
    answer: { status: 200, body: { dhanClientId: ID, dataPlan: 'Active' } },
  },
  {
    of: 'DhanLogin',
    call: 'set_ip',
    args: { ...asUser, ip: '127.0.0.1', ip_flag: 'PRIMARY' },
    answer: { status: 200, body: { status: 'SUCCESS' } },
  },
  {
    of: 'DhanLogin',
    call: 'modify_ip',
    args: { ...asUser, ip: '127.0.0.1', ip_flag: 'PRIMARY' },
    answer: { status: 200, body: { status: 'ERROR' } },
    note: 'no address was set before; the answer is an error with HTTP 200, which the client passes on',
  },
  { of: 'DhanLogin', call: 'get_ip', args: asUser, answer: { status: 200, body: { ordersAllowed: true } } },
];
