import { edisForm as form, edisPage } from '../runtime/operations/edis.ts';
import type { Context } from './context.ts';
import { EngineClient } from './engine/client.ts';
import { needDatabase } from './engine/database.ts';
import { askedOf, withOperations } from './engine/operate.ts';
import { withLocalPage } from './local-page.ts';

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
  const { clientId, isin: isins, qty = null, exchange, port } = options;
  const asked = askedOf(form, { clientId, isins, qty, exchange });
  const engine = await EngineClient.find(ctx.settings.home);
  if (engine) {
    show(ctx, clientId, `http://127.0.0.1:${engine.port}/edis/${await engine.execute(asked)}`);
    return;
  }
  await withOperations(ctx, true, (run) =>
    withLocalPage<true>(
      port,
      (done) => ({
        async edisPage(ticket) {
          const html = await run(edisPage, askedOf(edisPage, { ticket }));
          if (html !== '') done(true);
          return html || null;
        },
      }),
      async (open) => show(ctx, clientId, `http://127.0.0.1:${open}/edis/${await run(form, asked)}`),
      WITHIN_MS,
      'the form was not opened within ten minutes; create a new one with the same command',
    ),
  );
}

function show(ctx: Context, clientId: string, url: string): void {
  ctx.print(
    { clientId, url },
    `Open this address in a browser and enter the T-PIN at CDSL (once, within ten minutes):\n  ${url}\n` +
      `Then run: dhancopy edis inquire --client-id ${clientId}`,
  );
}
