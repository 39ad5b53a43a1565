import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { escapeHtml, page, registerForms } from '../auth/html.ts';
import type { Cdsl } from './cdsl.ts';

export const CDSL_PATH = '/cdsl/authorise';

const fields = z.object({ ReqId: z.string(), tpin: z.string().optional() });

/** A page that stands for the depository's page. The broker's form leads here, and the account owner enters the T-PIN. */
export function registerCdsl(app: FastifyInstance, cdsl: Cdsl): void {
  void app.register((site, _options, done) => {
    registerForms(site);
    site.post(CDSL_PATH, async (request, reply) => {
      const parsed = fields.safeParse(request.body);
      const authorisation = parsed.success ? cdsl.find(parsed.data.ReqId) : undefined;
      if (!parsed.success || authorisation === undefined) {
        await reply.code(400).type('text/html').send(page('CDSL', '<p>Unknown request.</p>'));
        return;
      }
      const { ReqId, tpin } = parsed.data;
      if (tpin === undefined) {
        await reply.type('text/html').send(page('CDSL', askForTpin(ReqId, authorisation.shares)));
        return;
      }
      const isDone = cdsl.authorise(ReqId, tpin);
      const words = isDone ? 'eDIS transaction done successfully' : 'Invalid T-PIN';
      await reply
        .code(isDone ? 200 : 400)
        .type('text/html')
        .send(page('CDSL', `<p>${words}</p>`));
    });
    done();
  });
}

function askForTpin(requestId: string, shares: readonly { isin: string; quantity: number }[]): string {
  const rows = shares.map(({ isin, quantity }) => `<li>${escapeHtml(isin)}: ${quantity}</li>`).join('');
  return [
    `<p>Allow the broker to take from your demat account:</p><ul>${rows}</ul>`,
    `<form method="post" action="${CDSL_PATH}"><input type="hidden" name="ReqId" value="${escapeHtml(requestId)}">`,
    '<label>T-PIN <input name="tpin" inputmode="numeric"></label> <button>Authorise</button></form>',
  ].join('');
}
