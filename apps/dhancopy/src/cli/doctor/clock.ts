import { request } from 'undici';
import { formatDuration } from '../format/time.ts';
import { about, wordsOf } from './finding.ts';
import type { Finding } from './finding.ts';

/** Late entries and token ends are judged by this clock; the header has whole seconds. */
const DIFFERENCE_MAX_MS = 2_000;
/** From here on one-time codes of logins fail, and what the leader does is taken for late or early, ms. */
const FAILS_MS = 10_000;
/** Not a clock that drifts, but a date or zone that is wrong, ms. */
const HOURS_MS = 1_800_000;
const SYNCHRONISE = 'switch on time synchronisation (timedatectl set-ntp true)';

/** This machine's clock next to the broker's Date header. Any answer will do, also a refusal: no token is sent. */
export async function checkClock(apiUrl: string): Promise<Finding> {
  const { ok, warning, failed } = about('machine', 'clock and network');
  try {
    const before = Date.now();
    const { headers, body } = await request(`${apiUrl.replace(/\/$/, '')}/profile`, { headersTimeout: 10_000 });
    const middle = (before + Date.now()) / 2;
    await body.dump();
    const date = Date.parse(String(headers['date'] ?? ''));
    if (Number.isNaN(date)) return warning(`${apiUrl} answers without a Date header`, 'compare the clock by hand');
    // The header is cut to whole seconds: on average the broker is half a second further.
    const difference = middle - (date + 500);
    const text = `${formatDuration(difference)} ${difference < 0 ? 'behind' : 'ahead of'} the broker`;
    if (Math.abs(difference) > HOURS_MS) {
      return failed(
        text,
        'set the date, the time and the time zone of this machine, then switch on time synchronisation',
      );
    }
    if (Math.abs(difference) > FAILS_MS) return failed(text, SYNCHRONISE);
    if (Math.abs(difference) > DIFFERENCE_MAX_MS) return warning(text, SYNCHRONISE);
    return ok(`${apiUrl} answers; clock ${text}`);
  } catch (error) {
    return failed(`${apiUrl} does not answer (${wordsOf(error)})`, 'check the network and DHAN_API_URL');
  }
}
