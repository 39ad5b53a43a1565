import { edisForm as form, edisPage } from '../runtime/operations/edis.ts';
import type { Context } from './context.ts';
import { askedOf } from './engine/operate.ts';
import { operateWithPage } from './engine/operate-with-page.ts';

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
  const { clientId, isin: isins, qty = null, exchange, port } = options;
  const asked = askedOf(form, { clientId, isins, qty, exchange });
  await operateWithPage<true>(ctx, {
    async byEngine(engine) {
      show(ctx, clientId, engine.port, await engine.execute(asked));
      return true;
    },
    begin: async (run, open) => show(ctx, clientId, open, await run(form, asked)),
    pages: (run, done) => ({
      async edisPage(ticket) {
        const html = await run(edisPage, askedOf(edisPage, { ticket }));
        if (html !== '') done(true);
        return html || null;
      },
    }),
    port,
    withinMs: WITHIN_MS,
    tooLate: 'the form was not opened within ten minutes; create a new one with the same command',
  });
}

function show(ctx: Context, clientId: string, port: number, ticket: string): void {
  const url = `http://127.0.0.1:${port}/edis/${ticket}`;
  ctx.print(
    { clientId, url },
    `Open this address in a browser and enter the T-PIN at CDSL (once, within ten minutes):\n  ${url}\n` +
      `Then run: dhancopy edis inquire --client-id ${clientId}`,
  );
}
