import { setTimeout as sleep } from 'node:timers/promises';
import { withEdis } from '../runtime/broker-operations.ts';
import { operation } from '../runtime/operations.ts';
import { createSecret } from '../server/run-file.ts';
import { startServer } from '../server/server.ts';
import type { Context } from './context.ts';
import { EngineClient } from './engine/client.ts';
import { needDatabase } from './engine/database.ts';
import { withOwnStore } from './engine/own-store.ts';
import { FailedError } from './errors.ts';

export interface EdisFormOptions {
  readonly clientId: string;
  readonly isin: readonly string[];
  readonly qty?: number;
  readonly exchange: 'NSE' | 'BSE';
  readonly port: number;
}

/** As long as the page lives, ms. */
const WITHIN_MS = 10 * 60_000;

/** Has the form made, and shows where it is: on the engine's server, or on one of this command, until it was fetched. @throws {FailedError} */
export async function edisForm(ctx: Context, options: EdisFormOptions): Promise<void> {
  needDatabase(ctx);
  const { clientId, isin: isins, qty = null, exchange } = options;
  const wish = { clientId, isins, qty, exchange };
  const engine = await EngineClient.find(ctx.settings.home);
  if (engine) {
    const ticket = await engine.execute(operation.parse({ op: 'edis.form', ...wish }));
    show(ctx, clientId, `http://127.0.0.1:${engine.port}/edis/${ticket}`);
    return;
  }
  await withOwnStore(ctx, true, (store) =>
    withEdis(store, ctx.settings, clientId, async (desk) => {
      const fetched = Promise.withResolvers<true>();
      const server = await startServer({
        port: options.port,
        secret: createSecret(),
        engine: () => null,
        finishLogin: () => Promise.reject(new Error('no login was started here')),
        edisPage(ticket) {
          const html = desk.page(ticket);
          if (html !== null) fetched.resolve(true);
          return Promise.resolve(html);
        },
      });
      try {
        show(ctx, clientId, `http://127.0.0.1:${server.port}/edis/${await desk.form(wish)}`);
        const isFetched = await Promise.race([fetched.promise, sleep(WITHIN_MS, false, { ref: false })]);
        if (!isFetched) {
          throw new FailedError('the form was not opened within ten minutes; create a new one with the same command');
        }
        // The browser is still reading it.
        await sleep(300);
      } finally {
        await server.close();
      }
    }),
  );
}

function show(ctx: Context, clientId: string, url: string): void {
  ctx.print(
    { clientId, url },
    `Open this address in a browser and enter the T-PIN at CDSL (once, within ten minutes):\n  ${url}\n` +
      `Then run: dhancopy edis inquire --client-id ${clientId}`,
  );
}
