import { setTimeout as sleep } from 'node:timers/promises';
import { createSecret } from '../server/run-file.ts';
import { startServer } from '../server/server.ts';
import type { ServerOptions } from '../server/server.ts';
import { FailedError } from './errors.ts';

/** A browser that goes on to the last page gets so long, ms. */
const LAST_PAGE_MS = 300;

/** The pages of the server that a command shows; what it does not show refuses. */
export type Pages = Partial<Pick<ServerOptions, 'finishLogin' | 'edisPage'>>;

/**
 * A small server of this command, where no engine runs, until the browser has done its part.
 * @param show - shows the address; called with the port once the server listens
 * @throws {FailedError} with `tooLate` when it takes longer
 */
export async function withLocalPage<T>(
  port: number,
  pages: (done: (result: T) => void) => Pages,
  show: (port: number) => Promise<void>,
  withinMs: number,
  tooLate: string,
): Promise<T> {
  const finished = Promise.withResolvers<{ readonly result: T }>();
  const server = await startServer({
    port,
    secret: createSecret(),
    engine: () => null,
    finishLogin: () => Promise.reject(new Error('no login was started here')),
    edisPage: () => Promise.resolve(null),
    ...pages((result) => finished.resolve({ result })),
  });
  try {
    await show(server.port);
    const found = await Promise.race([finished.promise, sleep(withinMs, null, { ref: false })]);
    if (found === null) throw new FailedError(tooLate);
    await sleep(LAST_PAGE_MS);
    return found.result;
  } finally {
    await server.close();
  }
}
