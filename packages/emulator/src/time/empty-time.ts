/** The broker's text for an absent time. Observed on live order rows. */
export const NO_TIME = '0001-01-01 00:00:00';

/** The broker's text for an absent date. */
export const NO_DATE = '0001-01-01';
