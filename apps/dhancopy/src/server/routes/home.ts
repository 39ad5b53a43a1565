import type { FastifyInstance } from 'fastify';
import { sendPage } from '../page.ts';

/** `GET /`: whoever opens the address that `run` prints learns what it is. Says nothing else, because it asks for no secret. */
export function registerHome(app: FastifyInstance): void {
  app.get('/', async (_request, reply) => {
    const text =
      'This is the local server of dhancopy. See what it does with "dhancopy status", "dhancopy copies --follow" and "dhancopy positions" in a terminal.';
    await sendPage(reply, 200, 'dhancopy is running', text);
  });
}
