import type { Context } from '../context.ts';
import { withLocalPage } from '../local-page.ts';
import type { Pages } from '../local-page.ts';
import type { EngineClient } from './client.ts';
import { needDatabase } from './database.ts';
import { onFolder, withOperations } from './operate.ts';
import type { Run } from './operate.ts';

/** An operation that ends in a browser. */
export interface WithPage<T> {
  /** The engine that runs serves the page. */
  readonly byEngine: (engine: EngineClient) => Promise<T>;
  /** What the server of this command does, where no engine runs. */
  readonly pages: (run: Run, done: (result: T) => void) => Pages;
  /** Begins the operation and shows the address. @param port - of the server of this command */
  readonly begin: (run: Run, port: number) => Promise<void>;
  /** The local port of the server of this command; 0: any. */
  readonly port: number;
  readonly withinMs: number;
  /** What is said after this time. */
  readonly tooLate: string;
}

/**
 * Carries out an operation that ends in a browser: on the page of the engine that runs on the folder, or else on a page of this
 * command, which holds the folder until the browser has done its part. Waits for the folder as {@link operate} does.
 * @throws {UsageError} {@link AlreadyRunningError} {@link FailedError} and what the operation itself throws
 */
export async function operateWithPage<T>(ctx: Context, setup: WithPage<T>): Promise<T> {
  needDatabase(ctx);
  const { byEngine, pages, begin, port, withinMs, tooLate } = setup;
  return onFolder(ctx, byEngine, () =>
    withOperations(ctx, true, (run) =>
      withLocalPage<T>(
        port,
        (done) => pages(run, done),
        (open) => begin(run, open),
        withinMs,
        tooLate,
      ),
    ),
  );
}
