/** Indian Standard Time: five and a half hours before UTC's clock shows the same, all year. */
export const IST_OFFSET_MS = 19_800_000;

/** The first second of a day in India, epoch seconds. @param day - `2026-11-26` */
export function startOfIstDaySec(day: string): number {
  return Math.floor((Date.parse(`${day}T00:00:00Z`) - IST_OFFSET_MS) / 1000);
}

/** `2026-11-26T09:15:00+05:30`. @param seconds - epoch seconds */
export function istIso(seconds: number): string {
  return `${new Date(seconds * 1000 + IST_OFFSET_MS).toISOString().slice(0, 19)}+05:30`;
}
