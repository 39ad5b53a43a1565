import { rmSync, statfsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notice } from '../engine/index.ts';
import type { Clock } from './time/clock.ts';
import { after, every } from './time/every.ts';

export interface DiskReserveOptions {
  readonly home: string;
  readonly clock: Clock;
  readonly notify: (notice: Notice) => void;
  /** The reserve was given up, or there is room again. */
  readonly onChange: (isShort: boolean) => void;
  /** Free bytes of the disk of a folder. */
  readonly freeBytes?: ((folder: string) => number) | undefined;
}

/** Some ten thousand exits with their records. */
export const RESERVE_BYTES = 32 * 1024 * 1024;
/** So much is free besides before room is set aside, or is taken for enough again. */
const ROOM_BYTES = 4 * RESERVE_BYTES;
/** A start has better things to do, ms. */
const FIRST_MS = 60_000;
const LOOK_MS = 2_000;
/** Between two pieces, ms. */
const BETWEEN_MS = 20;
const CHUNK = Buffer.alloc(1024 * 1024, 1);

/**
 * Room on the disk that is set aside as a file, and given up when the disk is full, so that exits can still be made durable.
 *
 * 1. From then on entries stop and records wait in memory, until there is room again.
 * 2. The file has its bytes on the disk: one that is made long would reserve nothing.
 */
export class DiskReserve {
  readonly #options: DiskReserveOptions;
  readonly #path: string;
  readonly #stop = new AbortController();
  #isShort = false;

  constructor(options: DiskReserveOptions) {
    this.#options = options;
    this.#path = join(options.home, 'reserve');
  }

  /** The disk is full, and what was set aside is in use. */
  get isShort(): boolean {
    return this.#isShort;
  }

  start(): void {
    const { clock } = this.#options;
    void after(clock, FIRST_MS, () => this.#look(), this.#stop.signal);
    void every(clock, LOOK_MS, () => (this.#isShort ? this.#look() : undefined), this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
  }

  /** The disk is full: gives the file up. @returns false when there was nothing to give up */
  giveUp(): boolean {
    const hadRoom = this.#isThere();
    rmSync(this.#path, { force: true });
    if (!this.#isShort) {
      this.#isShort = true;
      const room = hadRoom
        ? `${RESERVE_BYTES / 1024 / 1024} MiB that were set aside are in use now`
        : 'nothing was set aside yet';
      this.#report(
        'CRITICAL',
        'DISK_FULL',
        `the disk of ${this.#options.home} is full. Exits go on, entries stop, and frames wait in memory: ${room}. Free some space`,
      );
      this.#options.onChange(true);
    }
    return hadRoom;
  }

  async #look(): Promise<void> {
    const { home, freeBytes = freeOf } = this.#options;
    if (freeBytes(home) < ROOM_BYTES + (this.#isThere() ? 0 : RESERVE_BYTES)) {
      if (!this.#isShort && !this.#isThere()) {
        this.#report(
          'WARNING',
          'NO_DISK_RESERVE',
          `the disk of ${home} has too little room to set any aside: when it is full, the engine ends. Free some space`,
        );
      }
      return;
    }
    if (!this.#isThere()) await this.#setAside();
    if (!this.#isShort || !this.#isThere()) return;
    this.#isShort = false;
    this.#report('INFO', 'DISK_HAS_ROOM', 'the disk has room again: entries are copied again');
    this.#options.onChange(false);
  }

  /** A half-written file is no reserve: it gets its name when it is whole. */
  async #setAside(): Promise<void> {
    const half = `${this.#path}.new`;
    try {
      const file = await open(half, 'w', 0o600);
      try {
        for (let at = 0; at < RESERVE_BYTES; at += CHUNK.length) {
          await file.write(CHUNK);
          // A little at a time: a decision's commit must not wait behind all of it.
          await file.sync();
          await this.#options.clock.sleep(BETWEEN_MS, this.#stop.signal);
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

  #isThere(): boolean {
    return (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) >= RESERVE_BYTES;
  }

  #report(severity: Notice['severity'], code: string, text: string): void {
    this.#options.notify({ severity, code, text, accountId: null, venueOrderId: null });
  }
}

function freeOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
