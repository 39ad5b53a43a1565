import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { AlreadyRunningError } from '../../runtime/engine-lock.ts';
import type { Operation as Asked } from '../../runtime/operations.ts';
import { issueWords } from '../../runtime/operations/issue-words.ts';
import type { Operation } from '../../runtime/operations/operation.ts';
import { isChange, perform, stateChangeOf } from '../../runtime/operations/perform.ts';
import { withoutEngine } from '../../runtime/operations/without-engine.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { EngineClient } from './client.ts';
import { changeState } from './change-state.ts';
import { needDatabase } from './database.ts';
import { withOwnStore } from './own-store.ts';

export interface Operated {
  /** What was done, in words. */
  readonly done: string;
  /**
   * `engine`: applied by the running engine. `database`: written, and counts from the next start. `unanswered`: written, and the running
   * engine has not confirmed it.
   */
  readonly through: 'engine' | 'database' | 'unanswered';
}

/** Another command holds the folder for milliseconds; an engine that starts opens its port within a second or two. */
const WAIT_MS = 5_000;
const RETRY_MS = 100;
const NOT_ASKED = '. It was asked nothing, and nothing was changed: run this again when it answers, or after its end';

/**
 * Carries out what the operator asked: by the engine that runs on the folder, or else in the database directly. Waits while another
 * command, or an engine that starts, holds the folder.
 * @throws {UsageError} {@link AlreadyRunningError} and what the operation itself throws
 */
export async function operate(ctx: Context, definition: Operation, question: object): Promise<Operated> {
  return carriedOut(ctx, definition, askedOf(definition, question));
}

async function carriedOut(ctx: Context, definition: Operation, asked: Asked): Promise<Operated> {
  needDatabase(ctx);
  const change = stateChangeOf(definition, asked);
  const changed = change && (await changeState(ctx, asked, change));
  if (changed) return changed;
  // An emergency command does not wait long for another program's lock: no engine sends anything meanwhile.
  const patienceMs = change ? ctx.settings.engineAnswersMs / 2 : undefined;
  return onFolder<Operated>(
    ctx,
    async (engine) => ({ done: await engine.execute(asked, definition.withinMs), through: 'engine' }),
    async () => {
      const needsKey = definition.needs.includes('key');
      const done = await withOperations(ctx, needsKey, (run) => run(definition, asked), patienceMs);
      return { done, through: 'database' };
    },
  );
}

/**
 * By the engine that runs on the folder, or else by this command. Waits while another command, or an engine that starts, holds the folder.
 * @param alone - takes the folder before it does anything else
 * @throws {AlreadyRunningError} after five seconds
 */
export async function onFolder<T>(
  { settings }: Context,
  byEngine: (engine: EngineClient) => Promise<T>,
  alone: () => Promise<T>,
): Promise<T> {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const engine = await EngineClient.find(settings.home, settings.engineAnswersMs, NOT_ASKED);
    if (engine) return byEngine(engine);
    try {
      return await alone();
    } catch (error) {
      if (!(error instanceof AlreadyRunningError) || Date.now() > end) throw error;
    }
    await sleep(RETRY_MS);
  }
}

export type Run = (definition: Operation, asked: Asked) => Promise<string>;

/** Works where no engine runs, and holds the folder until it is finished. @throws {AlreadyRunningError} */
export async function withOperations<T>(
  ctx: Context,
  needsKey: boolean,
  work: (run: Run) => Promise<T>,
  patienceMs?: number,
): Promise<T> {
  return withOwnStore(
    ctx,
    needsKey,
    (store) =>
      withoutEngine(store, ctx.settings, ctx.progress, (own) =>
        work((definition, asked) => perform(definition, own, asked)),
      ),
    patienceMs,
  );
}

/** Prints what was done, in both languages of the output. */
export async function operateAndPrint(ctx: Context, definition: Operation, question: object): Promise<void> {
  const asked = askedOf(definition, question);
  const { done, through } = await carriedOut(ctx, definition, asked);
  ctx.print({ done, through }, `${done}${whereWords(definition, asked, through)}`);
}

/** An operator who stops or resumes copying must know that no engine has noticed. */
function whereWords(definition: Operation, asked: Asked, through: Operated['through']): string {
  if (through === 'engine' && isChange(definition, asked)) return ' (applied by the running engine)';
  if (through !== 'database' || stateChangeOf(definition, asked) === null) return '';
  return '.\nNo engine is running: this counts from the next "dhancopy run". Until then nothing is sent, and orders that rest at the broker stay there';
}

/** A question that has passed its schema, which lets no other operation through. @throws {UsageError} */
export function askedOf({ op, schema }: Operation, question: object): Asked {
  const parsed = schema.safeParse({ op, ...question }, { error: issueWords });
  if (parsed.success) return parsed.data as Asked;
  throw usageError(parsed.error);
}

/** Never holds the value: it may be a token. */
function usageError(error: z.ZodError): UsageError {
  const issue = error.issues[0];
  const name = issue?.path
    .map(String)
    .join('.')
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new UsageError(`${name ? `${name}: ` : ''}${issue?.message ?? 'not valid'}`);
}
