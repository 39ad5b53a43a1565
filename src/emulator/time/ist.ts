const istOffsetMs = 5.5 * 3_600_000;

/** What the broker prints where there is no time. Observed on live order rows. */
export const NO_TIME = '0001-01-01 00:00:00';

/** What the broker prints where there is no date. */
export const NO_DATE = '0001-01-01';

/** `YYYY-MM-DD HH:mm:ss` in Indian time, without a zone, as every order row and frame carries it. */
export function istDateTime(epochMs: number): string {
  return new Date(epochMs + istOffsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** `YYYY-MM-DD` in Indian time. */
export function istDate(epochMs: number): string {
  return new Date(epochMs + istOffsetMs).toISOString().slice(0, 10);
}

/** `DD/MM/YYYY HH:mm` in Indian time: the profile's `tokenValidity` is the only field written this way. */
export function istDayFirst(epochMs: number): string {
  const [date = '', time = ''] = istDateTime(epochMs).split(' ');
  return `${date.split('-').reverse().join('/')} ${time.slice(0, 5)}`;
}
