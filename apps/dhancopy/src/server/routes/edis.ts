import type { FastifyInstance } from 'fastify';
import { toPlainError } from '../../runtime/plain-error.ts';
import { sendPage } from '../page.ts';

/** The broker's page of a ticket, once; null for a ticket that is not known. An error OPERATION says what became of it. */
export type EdisPage = (ticket: string) => Promise<string | null>;

const UNKNOWN =
  'No form has this address, or the program was started again since. Create a new one with "dhancopy edis form --client-id ID --isin ISIN".';

/**
 * `GET /edis/<ticket>`: the form that leads the user to CDSL, to enter the T-PIN. The page is the broker's, so it runs in a
 * sandbox without an origin: it can post itself away, and can neither read nor ask anything here.
 * Source: https://dhanhq.co/docs/v2/edis/
 */
export function registerEdis(app: FastifyInstance, pageOf: EdisPage): void {
  app.get<{ Params: { ticket: string } }>('/edis/:ticket', async (request, reply) => {
    const { ticket } = request.params;
    const found = /^[\w-]{20,64}$/.test(ticket) ? await find(pageOf, ticket) : { why: UNKNOWN };
    if (found.why !== undefined) {
      await sendPage(reply, 404, 'No such form', found.why);
      return;
    }
    await reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "sandbox allow-forms allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; form-action https: http://127.0.0.1:*; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      .send(found.html);
  });
}

type Found = { readonly html: string; readonly why?: undefined } | { readonly why: string };

async function find(pageOf: EdisPage, ticket: string): Promise<Found> {
  try {
    const html = await pageOf(ticket);
    return html === null ? { why: UNKNOWN } : { html };
  } catch (error) {
    const { code, message } = toPlainError(error);
    if (code !== 'OPERATION') throw error;
    return { why: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` };
  }
}
