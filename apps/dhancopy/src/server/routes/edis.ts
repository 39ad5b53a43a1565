import type { FastifyInstance } from 'fastify';
import { sendPage } from '../page.ts';

/** The broker's page of a ticket, once; null for any other ticket. */
export type EdisPage = (ticket: string) => Promise<string | null>;

/**
 * `GET /edis/<ticket>`: the form that leads the user to CDSL, to enter the T-PIN. The page is the broker's, so it runs in a
 * sandbox without an origin: it can post itself away, and can neither read nor ask anything here.
 * Source: https://dhanhq.co/docs/v2/edis/
 */
export function registerEdis(app: FastifyInstance, pageOf: EdisPage): void {
  app.get<{ Params: { ticket: string } }>('/edis/:ticket', async (request, reply) => {
    const { ticket } = request.params;
    const html = /^[\w-]{20,64}$/.test(ticket) ? await pageOf(ticket) : null;
    if (html === null) {
      await sendPage(
        reply,
        404,
        'No such form',
        'The form was already opened, or is older than ten minutes. Create a new one with "dhancopy edis form", as before.',
      );
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
      .send(html);
  });
}
