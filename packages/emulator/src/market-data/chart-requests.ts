import { istDayNumber, istToMs } from '@dhancopy/domain/indian-time';
import { inputException, Refusal } from '../orders/refusal.ts';

const dateOnly = /^\d{4}-\d\d-\d\d$/;
const dateTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Indian day number of `YYYY-MM-DD`, also of a date with a time. @throws Refusal DH-905 */
export function dayOf(text: string, field: string): number {
  return istDayNumber(momentOf(text, field));
}

/** Epoch milliseconds of Indian time. A date alone is its midnight. @throws Refusal DH-905 */
export function momentOf(text: string, field: string): number {
  const ms = dateOnly.test(text) || dateTime.test(text) ? istToMs(text) : null;
  if (ms === null) throw inputException(`${field}: expected YYYY-MM-DD, with or without HH:mm:ss`);
  return ms;
}

/** Recorded bodies of the charts. They have their own shape. An id that is not a number gives a server error. */
export function noData(): Refusal {
  return chartFailure(400, 'NONE', 'BAD_REQUEST', 'Data not available');
}

export function brokenId(): Refusal {
  return chartFailure(500, 'INTERNAL_SERVER_ERROR', 'INTERNAL_SERVER_ERROR', 'Something went wrong');
}

function chartFailure(httpStatus: number, errorCode: string, word: string, message: string): Refusal {
  const body = { errorCode, httpStatus: word, internalErrorCode: 'RS-9005', internalErrorMessage: message };
  return new Refusal(httpStatus, body);
}
