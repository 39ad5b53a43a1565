import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AlreadyRunningError } from '../../runtime/engine-lock.ts';
import { applyOperation, isBrokerOperation, operation, rotateKey } from '../../runtime/operations.ts';
import type { Operation, OperationInput } from '../../runtime/operations.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { EngineClient } from './client.ts';
import { needDatabase } from './database.ts';
import { withOwnStore } from './own-store.ts';

export interface Operated {
  /** What was done, in words. */
  readonly done: string;
  /** `engine`: taken up by the running engine. `database`: written, and counts from the next start. */
  readonly through: 'engine' | 'database';
}

/** Another command holds the folder for milliseconds; an engine that starts opens its port within a second or two. */
const WAIT_MS = 5_000;
const RETRY_MS = 100;

/**
 * Carries out what a person asked: by the engine that runs on the folder, or else in the database directly.
 * @param withinMs - how long the engine may take, where a minute is not enough
 * @throws {UsageError} {@link AlreadyRunningError} and what the operation itself throws
 */
export async function operate(ctx: Context, asked: OperationInput, withinMs?: number): Promise<Operated> {
  const parsed = parseOperation(asked);
  return engineOr(
    ctx,
    (engine) => engine.execute(parsed, withinMs),
    () => applyDirectly(ctx, parsed),
  );
}

/**
 * Asks the engine that runs on the folder; without one, does it directly. Waits while another command or an engine that
 * starts holds the folder.
 * @throws {AlreadyRunningError} and what either throws
 */
export async function engineOr(
  ctx: Context,
  byEngine: (engine: EngineClient) => Promise<string>,
  directly: () => string | Promise<string>,
): Promise<Operated> {
  needDatabase(ctx);
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const engine = await EngineClient.find(ctx.settings.home);
    if (engine) return { done: await byEngine(engine), through: 'engine' };
    try {
      return { done: await directly(), through: 'database' };
    } catch (error) {
      if (!(error instanceof AlreadyRunningError) || Date.now() > end) throw error;
    }
    await sleep(RETRY_MS);
  }
}

/** Prints what was done, in both languages of the output. */
export async function operateAndPrint(ctx: Context, asked: OperationInput): Promise<void> {
  const { done, through } = await operate(ctx, asked);
  const where = through === 'engine' ? ' (applied by the running engine)' : '';
  ctx.print({ done, through }, `${done}${where}`);
}

function parseOperation(asked: OperationInput): Operation {
  const parsed = operation.safeParse(asked);
  if (parsed.success) return parsed.data;
  throw usageError(parsed.error);
}

/** Never holds the value: it may be a token. */
function usageError(error: z.ZodError): UsageError {
  const issue = error.issues[0];
  const flag = issue?.path.map(String).join('.').replace('clientId', 'client-id');
  return new UsageError(`${flag ? `${flag}: ` : ''}${issue?.message ?? 'invalid'}`);
}

/** Only secrets need the key; a kill must work without it. */
const NEED_KEY: ReadonlySet<string> = new Set(['account.add', 'account.token', 'account.login', 'postback.set']);

async function applyDirectly(ctx: Context, asked: Operation): Promise<string> {
  if (isBrokerOperation(asked)) {
    // Loaded when it is needed: a kill must not wait for the code that talks to the broker.
    const { askBroker } = await import('../../runtime/broker-operations.ts');
    return withOwnStore(ctx, true, (store) => askBroker(store, ctx.settings, asked));
  }
  if (asked.op === 'key.rotate') return withOwnStore(ctx, true, (store) => rotateKey(store, asked));
  return withOwnStore(ctx, NEED_KEY.has(asked.op), (store) => applyOperation(store, asked, Date.now()));
}
