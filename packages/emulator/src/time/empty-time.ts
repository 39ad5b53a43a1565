/** What the broker prints where there is no time. Observed on live order rows. */
export const NO_TIME = '0001-01-01 00:00:00';

/** What the broker prints where there is no date. */
export const NO_DATE = '0001-01-01';
