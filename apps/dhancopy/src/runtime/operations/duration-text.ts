const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** As the operator would type it: `10m`, `90s`, `500ms`. */
export function durationText(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? [null, 1];
  if (unit !== null) return `${ms / unitMs}${unit}`;
  return ms === 0 ? '0s' : `${ms}ms`;
}
