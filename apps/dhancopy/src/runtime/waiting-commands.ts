/**
 * Commands that change a trading state and could not be written, because another program had locked the database.
 *
 * 1. Each is a file of the data folder, on the disk before the operator hears of it.
 * 2. Whoever next writes a trading state carries them out first, in the same transaction and in the order in which they were given. A
 *    running engine does it before it decides anything else.
 * 3. A file is deleted after the commit. A process that ends in between leaves the same state to be written once more.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseError } from '../store/file/errors.ts';
import type { Store } from '../store/store.ts';
import type { Asked } from './operations/audit.ts';
import { STATES } from './operations/states.ts';
import type { StoredOperation } from './operations/stored.ts';

/** What became of the commands that waited. */
export interface CarriedOut {
  /** One line for each: what was done, or why it could not be. */
  readonly words: readonly string[];
  /** After the commit: they do not wait any more. */
  readonly settle: () => void;
}

function folderIn(home: string): string {
  return join(home, 'waiting-commands');
}

/** By this process: two commands of one millisecond are two files. */
let kept = 0;

/** Keeps a command until the database can be written. @throws when the disk does not take it */
export function keepWaiting(home: string, asked: Asked, nowMs: number): void {
  const folder = folderIn(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  kept += 1;
  const path = join(folder, `${String(nowMs).padStart(15, '0')}-${process.pid}-${String(kept).padStart(6, '0')}`);
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(asked)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // Only a whole file has the name that is looked for.
  renameSync(path, `${path}.json`);
  sync(folder);
}

/** The name is on the disk as well. */
function sync(folder: string): void {
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

export function hasWaiting(home: string): boolean {
  return waitingFiles(home).length > 0;
}

/** The folder is only there where a command has waited before: the engine looks here before every decision. */
function waitingFiles(home: string): string[] {
  const folder = folderIn(home);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

/** Carries out what waits, in the transaction of the caller. @returns null where nothing waits */
export function carryOutWaiting(store: Store, home: string, nowMs: number): CarriedOut | null {
  const files = waitingFiles(home);
  if (files.length === 0) return null;
  return {
    words: files.map((path) => carryOut(store, path, nowMs)),
    settle: () => files.forEach((path) => rmSync(path, { force: true })),
  };
}

/** A command that cannot be carried out is reported: it must not keep the others from it. */
function carryOut(store: Store, path: string, nowMs: number): string {
  let name = 'a command';
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const op = typeof kept === 'object' && kept !== null && 'op' in kept ? String(kept.op) : '';
    const definition: StoredOperation | undefined = STATES.find((each) => each.op === op);
    if (!definition) throw new Error(`${op} changes no trading state`);
    const asked = definition.schema.parse(kept);
    name = op;
    const done = definition.change(store, asked, { nowMs, hasEngine: true });
    return `a command waited for the locked database, and is in it now: ${done}`;
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return `${name} waited for the locked database, and could not be carried out: ${why}. Run the command again if you still want it`;
  }
}

/** Where no engine runs, or before it decides for the first time. @returns one line for each */
export function takeUpWaiting(store: Store, home: string, nowMs: number): readonly string[] {
  if (!hasWaiting(home)) return [];
  const found = store.transaction(() => carryOutWaiting(store, home, nowMs));
  found?.settle();
  return found?.words ?? [];
}
