/** One step of what runs next to a writer: its transaction takes about a millisecond. */
export const STEP_ROWS = 20;
/** Leaves the lock to others between two steps: SQLite's own waiting begins with steps of 1, 2, 5 and 10 ms. */
export const PAUSE_MS = 10;
export const DAY_SEC = 86_400;
