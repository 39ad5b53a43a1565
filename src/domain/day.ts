/** Indian time is UTC+05:30 all year. */
const IST_OFFSET_MS = 19_800_000;
const DAY_MS = 86_400_000;

/** Start of the Indian day that `ms` falls into, epoch ms. */
export function istDayStart(ms: number): number {
  return Math.floor((ms + IST_OFFSET_MS) / DAY_MS) * DAY_MS - IST_OFFSET_MS;
}
