import { istDateTime } from '@dhancopy/domain/indian-time';
import { formatCount } from '@dhancopy/domain/rupees';

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

/** How long something took, to be compared: `3.4 ms`, `12.35 s`, `8 min 17 s`, `2 h 5 min`. */
export function formatElapsed(ms: number): string {
  if (ms < 1000) return `${ms.toFixed(1)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(2)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** How old something is: `4.2 s ago`. */
export function formatAge(atMs: number, nowMs: number): string {
  return `${formatDuration(Math.max(0, nowMs - atMs))} ago`;
}
