import { istDate, istDateTime } from '@dhancopy/domain/indian-time';
import { existsSync } from 'node:fs';

/** `20260105-091500`, Indian time. */
export function stamp(ms: number): string {
  return istDateTime(ms).replaceAll(/[-:]/g, '').replace(' ', '-');
}

/** `2026-01`, the Indian month of a time in epoch seconds. */
export function monthOf(sec: number): string {
  return istDate(sec * 1000).slice(0, 7);
}

/** `<before><stamp>.db`, or with `-2`, `-3`, … where a file of that name is there already. */
export function datedName(before: string, nowMs: number): string {
  const name = `${before}${stamp(nowMs)}`;
  for (let n = 1; ; n += 1) {
    const path = n === 1 ? `${name}.db` : `${name}-${n}.db`;
    if (!existsSync(path)) return path;
  }
}
