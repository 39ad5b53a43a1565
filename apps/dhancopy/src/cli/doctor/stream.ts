import { OrderStream } from '@dhancopy/dhan/stream/order-stream';
import { accountId } from '@dhancopy/domain/ids';
import type { AccountStatus } from '../../runtime/runtime-status.ts';
import type { Settings } from '../../runtime/settings.ts';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { ActiveToken } from '../../store/accounts/tokens.ts';
import { formatAge } from '../format/time.ts';
import { about } from './finding.ts';
import type { Finding } from './finding.ts';

/** A bad login shows as a reset some 10 ms later and a good one is silent: what lives this long was accepted. */
const SURVIVES_MS = 1_500;
const OPENS_WITHIN_MS = 10_000;

/** The engine's stream where it runs: a second login of the same account could push that one off. */
export async function checkStream(
  settings: Settings,
  scope: string,
  account: AccountRow,
  token: ActiveToken,
  session: AccountStatus | null,
): Promise<Finding> {
  const { ok, failed } = about(scope, 'order stream');
  const url = settings.orderStreamUrl;
  if (session) {
    const proof = session.lastProofMs === null ? 'none yet' : formatAge(session.lastProofMs, Date.now());
    if (session.streamOpen) return ok(`the engine's is open, last sign of life ${proof}`);
    return failed(`the engine's is down (${session.why || 'reconnecting'}), last sign of life ${proof}`, FIX);
  }
  const why = await tryStream(settings, account, token);
  if (why === null) return ok(`${url}: connected, logged in, stayed open`);
  return failed(`${url}: ${why}`, FIX);
}

const FIX = 'check the token above, the network and DHAN_ORDER_STREAM_URL';

/** @returns why it did not stay open, null when it did */
async function tryStream(settings: Settings, account: AccountRow, token: ActiveToken): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const timers: NodeJS.Timeout[] = [];
  let isOpen = false;
  const stream = new OrderStream({
    accountId: accountId(account.account_id),
    url: settings.orderStreamUrl,
    token: () => token.access_token,
    localAddress: account.local_address ?? undefined,
    random: Math.random,
    onOpen() {
      isOpen = true;
      timers.push(setTimeout(() => resolve(null), SURVIVES_MS));
    },
    onMessage: () => undefined,
    onHeartbeat: () => undefined,
    onClose: (why) => resolve(isOpen ? `closed right after the login (${why}): suspect the token` : why),
    onTokenSuspect: () => undefined,
  });
  timers.push(setTimeout(() => resolve(`no connection within ${OPENS_WITHIN_MS / 1000} s`), OPENS_WITHIN_MS));
  stream.connect();
  try {
    return await promise;
  } finally {
    stream.close();
    timers.forEach(clearTimeout);
  }
}
