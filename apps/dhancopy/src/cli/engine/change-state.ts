import { EngineLock } from '../../runtime/engine-lock.ts';
import { operation } from '../../runtime/operations.ts';
import type { Operation } from '../../runtime/operations.ts';
import { DatabaseError } from '../../store/file/errors.ts';
import { openStore } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { EngineSilentError, FailedError } from '../errors.ts';
import { EngineClient } from './client.ts';

export interface StateChanged {
  /** What was done, in words. */
  readonly done: string;
  /** `unanswered`: it is in the database, and the engine has not confirmed it. */
  readonly through: 'engine' | 'unanswered';
}

type Change = (store: Store, nowMs: number) => string;

/**
 * Changes a trading state while an engine runs, however that engine is. The change is written into the database first: the engine looks
 * there before it decides anything else, also after it was frozen. Then the engine is asked to adopt it at once.
 *
 * @returns null when no engine holds the data folder
 * @throws {FailedError} another program has locked the database, and the engine does not answer: nothing was changed
 */
export async function changeState(ctx: Context, asked: Operation, change: Change): Promise<StateChanged | null> {
  const { home, engineAnswersMs } = ctx.settings;
  if (!EngineLock.isHeld(home)) return null;
  const done = written(ctx, change);
  if (done === null) return { done: await byEngine(ctx, asked), through: 'engine' };
  try {
    const engine = await EngineClient.find(home, engineAnswersMs);
    await engine?.execute(operation.parse({ op: 'reload' }), engineAnswersMs);
    return engine ? { done, through: 'engine' } : { done: `${done}.\n${STARTING}`, through: 'unanswered' };
  } catch (error) {
    return { done: `${done}.\n${unconfirmed(error, asked)}`, through: 'unanswered' };
  }
}

/** @returns what was done; null when another program has locked the database */
function written({ settings }: Context, change: Change): string | null {
  try {
    const store = openStore({ path: settings.databasePath, withEngine: true, patienceMs: settings.engineAnswersMs });
    try {
      return change(store, Date.now());
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof DatabaseError && error.code === 'DATABASE_LOCKED') return null;
    throw error;
  }
}

/** @throws {FailedError} */
async function byEngine({ settings }: Context, asked: Operation): Promise<string> {
  const { home, engineAnswersMs } = settings;
  try {
    const engine = await EngineClient.find(home, engineAnswersMs);
    if (engine) return await engine.execute(asked, engineAnswersMs);
  } catch (error) {
    throw new FailedError(
      `nothing was changed: the database is locked, and ${error instanceof Error ? error.message : String(error)}. ` +
        'End the engine with "kill -9" and its process number: then nothing is sent any more',
    );
  }
  throw new FailedError('nothing was changed: the database is locked by another program; close it and try again');
}

const STARTING = 'It is in the database. The engine is starting, and starts with it';

/** Ending the engine is a way to have nothing sent: that is of use to whoever wants to stop it. */
function unconfirmed(error: unknown, { op }: Operation): string {
  const why = error instanceof Error ? error.message : String(error);
  const end = op === 'kill' && error instanceof EngineSilentError;
  const next = end
    ? `The engine obeys before it decides anything else. To be sure that nothing is sent, end it: kill -9 ${error.pid}`
    : 'The engine obeys before it decides anything else. Check with "dhancopy status"';
  return `It is in the database, but not confirmed: ${why}. ${next}`;
}
