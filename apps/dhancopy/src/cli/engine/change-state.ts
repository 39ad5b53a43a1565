import { EngineLock } from '../../runtime/engine-lock.ts';
import type { Operation } from '../../runtime/operations.ts';
import { flattenWait } from '../../runtime/operations/flatten-wait.ts';
import { EngineError } from '../../runtime/plain-error.ts';
import { carryOutWaiting, hasWaiting, keepWaiting } from '../../runtime/waiting-commands.ts';
import { readRunFile } from '../../server/run-file.ts';
import { DatabaseError } from '../../store/file/errors.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { EngineSilentError, FailedError } from '../errors.ts';
import { EngineClient } from './client.ts';

export interface StateChanged {
  /** What was done, in words. */
  readonly done: string;
  /** `unanswered`: it is in the database or waits for it, and the engine has not confirmed it. */
  readonly through: 'engine' | 'unanswered';
}

type Change = (store: Store, nowMs: number) => string;

/** How long another program's lock is waited for, ms: the rest of the time is the engine's. */
const PATIENCE_MS = 300;

/** What it takes to print the answer and to end, ms. */
const ENDING_MS = 150;

/** What is left for the engine: the operator waits since the process began. At least half, on a machine that starts it slowly. */
function restMs({ io, settings: { engineAnswersMs } }: Context): number {
  return Math.round(Math.max(engineAnswersMs - ENDING_MS - io.sinceStartMs(), engineAnswersMs / 2));
}

/**
 * Changes a trading state while an engine runs, however that engine and the database are. The change is written into the database
 * first: the engine looks there before it decides anything else, also after it was frozen. A change that the database cannot take now
 * waits in the data folder, where the engine looks as well. Then the engine is asked to adopt it at once.
 *
 * @returns null when no engine holds the data folder
 * @throws {FailedError} neither the database nor the data folder took it: nothing was changed
 */
export async function changeState(ctx: Context, asked: Operation, change: Change): Promise<StateChanged | null> {
  const { home } = ctx.settings;
  if (!EngineLock.isHeld(home)) return null;
  const done = written(ctx, change) ?? kept(ctx, asked);
  const { text, isInDatabase } = done;
  const where = isInDatabase ? 'It is in the database' : 'It is kept in the data folder';
  try {
    if (!isInDatabase) return await obeyed(ctx, asked, text, where);
    const answer = await adopted(ctx, asked);
    if (answer === undefined) return starting(text, where);
    if (asked.op === 'flatten') return { done: answer, through: 'engine' };
    return { done: answer !== '' && isResumed(asked) ? `${text}. But ${answer}` : text, through: 'engine' };
  } catch (error) {
    // It has answered: what could not be closed is no doubt about the command.
    if (asked.op === 'flatten' && error instanceof EngineError) throw error;
    return { done: `${text}.\n${where}, but not confirmed: ${unconfirmed(asked, error)}`, through: 'unanswered' };
  }
}

/** Whoever begins again wants to know what still stops entries. */
function isResumed(asked: Operation): boolean {
  return asked.op === 'resume' || ('state' in asked && asked.state === 'ACTIVE');
}

function starting(text: string, where: string): StateChanged {
  return { done: `${text}.\n${where}. The engine is starting, and starts with it`, through: 'unanswered' };
}

/** The engine has taken notice of a command that waits. A flatten has closed nothing by then, unless the database was free in between. */
async function obeyed(ctx: Context, asked: Operation, text: string, where: string): Promise<StateChanged> {
  const answer = await tell(ctx, { op: 'obey' });
  if (answer === undefined) return starting(text, where);
  if (asked.op !== 'flatten') return { done: `${text}; ${answer}`, through: 'engine' };
  if (hasWaiting(ctx.settings.home)) return { done: `${text}; ${answer}. ${LATER_FREE}`, through: 'unanswered' };
  return { done: (await adopted(ctx, asked)) ?? answer, through: 'engine' };
}

/** @returns undefined while the engine starts @throws {EngineSilentError} */
async function tell(ctx: Context, asked: Operation): Promise<string | undefined> {
  return EngineClient.known(ctx.settings.home)?.tell(asked, restMs(ctx));
}

/** The engine reads the states again. A flatten is waited for until it is done, as soon as the engine has answered at all. */
async function adopted(ctx: Context, asked: Operation): Promise<string | undefined> {
  if (asked.op !== 'flatten') return tell(ctx, { op: 'reload' });
  const engine = await EngineClient.find(ctx.settings.home, restMs(ctx));
  const wait: Operation = { op: 'flatten.wait', leader: asked.leader, follower: asked.follower };
  return engine?.execute(wait, flattenWait.withinMs);
}

interface Done {
  readonly text: string;
  readonly isInDatabase: boolean;
}

/** @returns null when another program has locked the database */
function written({ settings: { databasePath: path, home }, progress }: Context, change: Change): Done | null {
  try {
    const store = openStore({ path, withEngine: true, patienceMs: PATIENCE_MS });
    try {
      const nowMs = Date.now();
      const { waited, text } = store.transaction(() => ({
        waited: carryOutWaiting(store, home, nowMs),
        text: change(store, nowMs),
      }));
      waited?.settle();
      for (const words of waited?.words ?? []) progress(words);
      return { text, isInDatabase: true };
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof DatabaseError && error.code === 'DATABASE_LOCKED') return null;
    throw error;
  }
}

/** @throws {FailedError} when the disk does not take it */
function kept({ settings: { home } }: Context, asked: Operation): Done {
  try {
    keepWaiting(home, asked, Date.now());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FailedError(
      `nothing was changed: another program has locked the database, and the data folder does not take the command: ${why}. ` +
        (asked.op === 'kill' ? endWords(readRunFile(home)?.pid) : 'Close that program, then try again'),
    );
  }
  return {
    text: `"${asked.op}" waits, because another program has locked the database`,
    isInDatabase: false,
  };
}

const CHECK = 'Check with "dhancopy status"';
const CLOSES = 'the engine closes them before it decides anything else; "dhancopy resume" withdraws that';
const LATER = `Until the engine goes on, no position is closed. When it goes on or is started again, ${CLOSES}`;
const LATER_FREE = `Close that program: no position is closed before. When the database is free, ${CLOSES}`;

/** Ending the engine is a way to have nothing sent: that is of use to whoever wants to stop it. */
function endWords(pid: number | undefined): string {
  const process = pid === undefined ? '<the process number of "dhancopy run">' : String(pid);
  return `To be sure that nothing is sent, end the engine: kill -9 ${process}`;
}

function unconfirmed(asked: Operation, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  if (asked.op === 'flatten') return `${why}. ${LATER}`;
  if (!(error instanceof EngineSilentError)) return `${why}. ${CHECK}`;
  return `${why}. The engine obeys before it decides anything else. ${asked.op === 'kill' ? endWords(error.pid) : CHECK}`;
}
