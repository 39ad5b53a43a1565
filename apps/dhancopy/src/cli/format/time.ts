import { istDateTime } from '@dhancopy/domain/indian-time';

/** `2026-09-15 10:05:01 IST`. */
export function formatTime(ms: number): string {
  return `${istDateTime(ms)} IST`;
}

/** A length of time in the two largest units that say something: `3 h 12 min`, `4.2 s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

/** How old something is: `4.2 s ago`. */
export function formatAge(atMs: number, nowMs: number): string {
  return `${formatDuration(Math.max(0, nowMs - atMs))} ago`;
}
