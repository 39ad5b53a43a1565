import { rmSync, statfsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TradingState } from '@dhancopy/domain/trading-state';
import type { Notice } from '../engine/index.ts';
import { MIB, mebibytes } from './mebibytes.ts';
import type { Clock } from './time/clock.ts';
import { every } from './time/every.ts';

export interface DiskReserveOptions {
  readonly home: string;
  readonly clock: Clock;
  readonly notify: (notice: Notice) => void;
  /** The reserve was given up, or there is room again. */
  readonly onChange: (isShort: boolean) => void;
  /** What the operator has set: with room again, entries are copied only if this is ACTIVE. */
  readonly tradingState: () => TradingState;
  /** Free bytes of the disk of a folder. */
  readonly freeBytes?: ((folder: string) => number) | undefined;
}

/** Some ten thousand exits with their records. */
export const RESERVE_BYTES = 32 * MIB;
/** Set aside before anything is copied: a thousand exits. The rest follows, because a start has better things to do. */
const FIRST_BYTES = 4 * MIB;
/** The reserve is this part of the free bytes at most; on a disk with less room it is smaller. */
const PART = 5;
/** Between two looks whether the reserve can grow, ms. */
const GROW_MS = 60_000;
const LOOK_MS = 2_000;
/** Between two pieces, ms. */
const BETWEEN_MS = 20;
const CHUNK = Buffer.alloc(MIB, 1);

/**
 * Room on the disk that is set aside as a file, and given up when the disk is full, so that exits can still be made durable.
 *
 * 1. From then on entries stop and records wait in memory, until there is room again.
 * 2. The file has its bytes on the disk: one that is made long would reserve nothing.
 * 3. A first piece is there before anything is copied. Where there is no room for it, that is said at the start.
 */
export class DiskReserve {
  readonly #options: DiskReserveOptions;
  readonly #path: string;
  readonly #stop = new AbortController();
  #isShort = false;
  /** What was given up: as much must be there again. */
  #givenUpBytes = 0;
  /** That there is no reserve was said. */
  #isWarned = false;

  constructor(options: DiskReserveOptions) {
    this.#options = options;
    this.#path = join(options.home, 'reserve');
  }

  /** The disk is full, and what was set aside is in use. */
  get isShort(): boolean {
    return this.#isShort;
  }

  /** What a full disk stops and until when, in words; null while there is room. */
  get shortWords(): string | null {
    if (!this.#isShort) return null;
    const enough = mebibytes(this.#givenUpBytes * PART);
    return `the disk is full, or was: entries are not copied until ${enough} are free, exits are; free some space`;
  }

  /** Reports again what a full disk stops, where a command promises more. */
  remind(): void {
    if (this.shortWords !== null) this.#report('WARNING', 'DISK_FULL', this.shortWords);
  }

  /** There is something to give up. */
  get isThere(): boolean {
    return this.#bytes() > 0;
  }

  /** Resolves when the first piece is there, or cannot be. */
  async start(): Promise<void> {
    const { clock } = this.#options;
    await this.#grow(FIRST_BYTES);
    void every(clock, GROW_MS, () => (this.#isShort ? undefined : this.#grow(RESERVE_BYTES)), this.#stop.signal);
    void every(clock, LOOK_MS, () => (this.#isShort ? this.#lookForRoom() : undefined), this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
  }

  /** The disk is full: gives the file up. @returns false when there was nothing to give up */
  giveUp(): boolean {
    const bytes = this.#bytes();
    rmSync(this.#path, { force: true });
    const full = `the disk of ${this.#options.home} is full`;
    if (bytes === 0) {
      const why = this.#isShort ? 'what was set aside is used up' : 'nothing was set aside';
      this.#report(
        'CRITICAL',
        'DISK_FULL',
        `${full}, and ${why}. The engine ends: nothing is copied, not even exits. Free some space, then start it again`,
      );
      return false;
    }
    this.#givenUpBytes = bytes;
    this.#isShort = true;
    this.#report(
      'CRITICAL',
      'DISK_FULL',
      `${full}. Exits go on until the ${mebibytes(bytes)} that were set aside are used up; entries stop until ${mebibytes(bytes * PART)} are free, and frames and audit rows wait in memory. Free some space`,
    );
    this.#options.onChange(true);
    return true;
  }

  async #grow(mostBytes: number): Promise<void> {
    const wanted = Math.min(mostBytes, this.#roomBytes());
    if (this.#bytes() < wanted) await this.#setAside(wanted);
    const isThere = this.#bytes() > 0;
    if (!isThere && !this.#isWarned) {
      this.#report(
        'CRITICAL',
        'NO_DISK_RESERVE',
        `the disk of ${this.#options.home} has too little room to set any aside: when it is full, the engine ends, and not even exits are copied. Free some space`,
      );
    }
    this.#isWarned = !isThere;
  }

  async #lookForRoom(): Promise<void> {
    if (this.#roomBytes() < this.#givenUpBytes) return;
    await this.#setAside(this.#givenUpBytes);
    if (this.#bytes() === 0) return;
    this.#isShort = false;
    const then =
      this.#options.tradingState() === 'ACTIVE'
        ? 'entries are copied again'
        : 'entries stay stopped, because copying is paused or the kill switch is on';
    this.#report('INFO', 'DISK_HAS_ROOM', `the disk has room again: ${then}`);
    this.#options.onChange(false);
  }

  /** What may be set aside of the free bytes, in whole pieces. */
  #roomBytes(): number {
    const { home, freeBytes = freeOf } = this.#options;
    return Math.min(RESERVE_BYTES, Math.floor(freeBytes(home) / PART / CHUNK.length) * CHUNK.length);
  }

  /** A half-written file is no reserve: it gets its name when it is whole. */
  async #setAside(bytes: number): Promise<void> {
    const half = `${this.#path}.new`;
    try {
      const file = await open(half, 'w', 0o600);
      try {
        for (let at = 0; at < bytes; at += CHUNK.length) {
          await file.write(CHUNK);
          await file.sync();
          // A little at a time: a decision's commit must not wait behind all of it. The first piece comes before any decision.
          if (at >= FIRST_BYTES) await this.#options.clock.sleep(BETWEEN_MS, this.#stop.signal);
        }
      } finally {
        await file.close();
      }
      await rename(half, this.#path);
    } catch {
      // Said by the next look, when it is still missing.
      await rm(half, { force: true });
    }
  }

  /** Less than a piece is nothing. */
  #bytes(): number {
    const bytes = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    return bytes >= CHUNK.length ? bytes : 0;
  }

  #report(severity: Notice['severity'], code: string, text: string): void {
    this.#options.notify({ severity, code, text, accountId: null, venueOrderId: null });
  }
}

/** Free bytes of the disk of a folder, for a user who is not root. */
export function freeOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
