import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { escapeHtml, page, registerForms } from './html.ts';
import { LoginRefusal, type ConsentClient, type Logins } from './logins.ts';
import { tokenAnswer } from './token-answer.ts';

/** The two consent flows differ only in paths and names. */
const flows = {
  app: {
    generate: '/app/generate-consent',
    login: '/login/consentApp-login',
    consume: '/app/consumeApp-consent',
    consentKey: 'consentAppId',
    headers: ['app_id', 'app_secret'],
  },
  partner: {
    generate: '/partner/generate-consent',
    login: '/consent-login',
    consume: '/partner/consume-consent',
    consentKey: 'consentId',
    headers: ['partner_id', 'partner_secret'],
  },
} as const;

/** The endpoints of auth.dhan.co: tokens by TOTP, by API key and by partner. Source: https://dhanhq.co/docs/v2/authentication/ */
export function registerAuthRoutes(app: FastifyInstance, logins: Logins): void {
  void app.register((host, _options, done) => {
    registerForms(host);
    host.setErrorHandler(async (error: unknown, _request, reply) => {
      if (!(error instanceof LoginRefusal)) throw error;
      await reply.code(error.httpStatus).send({ message: error.message, status: 'error' });
    });
    host.post('/app/generateAccessToken', async (request, reply) => {
      const { dhanClientId = '', pin = '', totp = '' } = query(request);
      await reply.send(tokenAnswer(logins.mintByTotp(dhanClientId, pin, totp), true));
    });
    registerFlow(host, logins, 'app');
    registerFlow(host, logins, 'partner');
    done();
  });
}

function registerFlow(host: FastifyInstance, logins: Logins, kind: ConsentClient['kind']): void {
  const flow = flows[kind];
  // The pages and the clients name different verbs. Both work.
  const method = kind === 'app' ? ['POST'] : ['GET', 'POST'];
  host.route({
    method,
    url: flow.generate,
    handler: async (request, reply) => {
      const owner = kind === 'app' ? (query(request)['client_id'] ?? '') : null;
      const id = logins.openConsent(kind, header(request, flow.headers[0]), header(request, flow.headers[1]), owner);
      const answer =
        kind === 'app'
          ? { consentAppId: id, consentAppStatus: 'GENERATED', status: 'success' }
          : { consentId: id, consentStatus: 'GENERATED' };
      await reply.send(answer);
    },
  });
  host.get(flow.login, async (request, reply) => {
    const id = query(request)[flow.consentKey] ?? '';
    const client = logins.consent(kind, id);
    if (client === undefined) await refusePage(reply);
    else await reply.type('text/html').send(page('Log in to Dhan', loginForm(flow.login, flow.consentKey, id, client)));
  });
  host.post(flow.login, async (request, reply) => {
    const fields = request.body as Readonly<Record<string, string | undefined>> | null;
    const url = logins.agree(kind, fields?.[flow.consentKey] ?? '', fields?.['dhanClientId'] ?? '');
    if (url === undefined) await refusePage(reply);
    else await reply.redirect(url, 302);
  });
  host.route({
    method: ['GET', 'POST'],
    url: flow.consume,
    handler: async (request, reply) => {
      const { tokenId = '' } = query(request);
      const session = logins.consume(kind, header(request, flow.headers[0]), header(request, flow.headers[1]), tokenId);
      await reply.send(tokenAnswer(session, false));
    },
  });
}

/** One click stands for the login with its second factor. Whoever clicks is the account owner. */
function loginForm(action: string, consentKey: string, consentId: string, client: ConsentClient): string {
  const clientIdField =
    client.dhanClientId === null
      ? '<label>Client id <input name="dhanClientId"></label> '
      : `<input type="hidden" name="dhanClientId" value="${escapeHtml(client.dhanClientId)}">`;
  return [
    `<p>${escapeHtml(client.id)} asks to trade for you.</p><form method="post" action="${action}">`,
    `<input type="hidden" name="${consentKey}" value="${escapeHtml(consentId)}">${clientIdField}`,
    '<button>Log in and agree</button></form>',
  ].join('');
}

async function refusePage(reply: FastifyReply): Promise<void> {
  await reply.code(400).type('text/html').send(page('Log in to Dhan', '<p>The consent is unknown or used up.</p>'));
}

function query(request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  return request.query as Record<string, string | undefined>;
}

function header(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
