import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { maskTokens } from '../../store/secrets/redact.ts';
import { sendPage } from '../page.ts';

/** Ends a login that was begun here, and stores its token. */
export type FinishLogin = (clientId: string, tokenId: string) => Promise<unknown>;

const params = z.object({ clientId: z.string().regex(/^[A-Za-z0-9_-]{1,20}$/) });
const query = z.object({ tokenId: z.string().min(1).max(200) });

/**
 * `GET /login/<client id>?tokenId=…`: where the broker's login page sends the browser. It asks for no secret, because a browser has
 * none: a `tokenId` is taken only while a login of that account is open, and is worth nothing without the stored key.
 * Source: https://dhanhq.co/docs/v2/authentication/
 */
export function registerLogin(app: FastifyInstance, finish: FinishLogin): void {
  app.get('/login/:clientId', async (request, reply) => {
    const [who, what] = [params.safeParse(request.params), query.safeParse(request.query)];
    if (!who.success || !what.success) {
      const text = 'Expected an address such as /login/1100000001?tokenId=… , as the page of the broker creates it.';
      await sendPage(reply, 400, 'This is not a login', text);
      return;
    }
    const { clientId } = who.data;
    try {
      await finish(clientId, what.data.tokenId);
    } catch (error) {
      const why = error instanceof Error ? maskTokens(error.message) : 'unknown';
      await sendPage(reply, 409, 'Not logged in', `${why}.`);
      return;
    }
    // The address with the tokenId in it does not stay in the browser.
    await reply.redirect(`/login/${clientId}/done`, 303);
  });

  app.get('/login/:clientId/done', async (_request, reply) => {
    await sendPage(reply, 200, 'Logged in', 'The new token is stored and in use. You can close this page.');
  });
}
