import type { Broker } from '../broker.ts';
import { istDateTime } from '@dhancopy/domain/indian-time';
import { ok, read, type Answer, type Call, type RestOperation } from './operation.ts';

/** Source: https://dhanhq.co/docs/v2/authentication/ */
export const ACCOUNT_OPERATIONS: readonly RestOperation[] = [
  { ...read, name: 'profile', path: '/profile', run: profile },
];

function profile(broker: Broker, { account, session }: Call): Answer {
  const { ddpi, dataPlan } = account.identity;
  return ok({
    dhanClientId: account.dhanClientId,
    tokenValidity: istDayFirst(session.expiresMs),
    activeSegment: 'Equity, Derivative, Currency, Commodity',
    ddpi: ddpi ? 'Active' : 'Deactive',
    mtf: 'Active',
    dataPlan: dataPlan ? 'Active' : 'Deactive',
    // The last day of a current plan; the end day of a past one.
    dataValidity: `${istDateTime(broker.wireTimers.now() + (dataPlan ? 30 * 86_400_000 : 0))}.0`,
  });
}

/** `DD/MM/YYYY HH:mm` in Indian time. The profile's `tokenValidity` is the only field in this format. */
function istDayFirst(epochMs: number): string {
  const [date = '', time = ''] = istDateTime(epochMs).split(' ');
  return `${date.split('-').reverse().join('/')} ${time.slice(0, 5)}`;
}
