import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '../accounts/account-registry.ts';
import type { Broker } from '../broker.ts';
import type { FaultPlan } from '../faults/fault-book.ts';
import { spoiledRows } from '../faults/spoiled-rows.ts';
import { nowMicros, type OpenRecord } from '../faults/request-log.ts';
import {
  dataFailure,
  invalidAccess,
  invalidIp,
  RATE_LIMIT_BODY,
  rateLimited,
  Refusal,
  SERVER_FAILURE,
  type RefusalBody,
} from '../orders/refusal.ts';
import { jsonBody } from './json-body.ts';
import type { Answer, Call, RestOperation } from './operation.ts';
import { NO_HOLDINGS } from './portfolio-rows.ts';

/**
 * One request from arrival to answer: token, faults, budget, address, then the operation itself.
 *
 * The order in which the broker checks token, budget and address is unknown. Faults apply after the token, because they belong to
 * accounts, and before the budget, because a request that was lost in transit was never counted.
 */
export async function runOperation(
  broker: Broker,
  operation: RestOperation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const address = sourceAddress(request);
  const record = broker.log.open(operation.name, address);
  const params = request.params as Record<string, string>;
  record.orderId = params['orderId'] ?? null;
  record.correlationId = params['correlationId'] ?? null;

  let session: Session;
  let body: unknown;
  try {
    session = broker.accounts.authenticate(tokenOf(request), broker.settings.switches.replacedToken);
    record.dhanClientId = session.account.dhanClientId;
    body = jsonBody(request.body);
    record.correlationId ??= correlationIdOf(body);
  } catch (error) {
    await answer(reply, record, refusalAnswer(error, record));
    return;
  }

  const plan = broker.faults.plan(session.account.dhanClientId, operation.name);
  if (plan.delayBeforeMs > 0) await broker.wireTimers.sleep(plan.delayBeforeMs);
  if (endsUnprocessed(plan)) {
    await end(reply, record, plan, null);
    return;
  }
  const query = request.query as Record<string, string | undefined>;
  const { headers } = request;
  const call: Call = { account: session.account, session, params, query, body, plan, headers, address };
  const result = process(broker, operation, call, record);
  if (plan.delayAfterMs > 0) await broker.wireTimers.sleep(plan.delayAfterMs);
  await end(reply, record, plan, result);
}

/** The broker's part. It always has an answer, whether or not the answer reaches the client. */
function process(broker: Broker, operation: RestOperation, call: Call, record: OpenRecord): Answer {
  try {
    const { account, address } = call;
    const { budget } = operation;
    if (broker.limiter?.take(account.dhanClientId, budget) === false) {
      throw budget === 'data' || budget === 'quote' ? dataFailure(805) : rateLimited();
    }
    if (call.session.viaApiKey && budget === 'order' && broker.settings.switches.apiKeyTokensMayNotTrade) {
      throw invalidAccess('token was made with an API key');
    }
    if (operation.needsStaticIp && !account.staticIps.allows(address)) {
      throw invalidIp(broker.settings.switches.wrongIpCode, address);
    }
    const result = operation.run(broker, call);
    record.orderId ??= orderIdOf(result.body);
    return result;
  } catch (error) {
    return refusalAnswer(error, record);
  }
}

/** Sends the answer, changed by the fault if there is one. @param result - null when the request was not processed */
async function end(reply: FastifyReply, record: OpenRecord, plan: FaultPlan, result: Answer | null): Promise<void> {
  const { ending } = plan;
  switch (ending?.kind) {
    case 'loseRequest':
    case 'loseAnswer':
      close(record, ending.kind === 'loseRequest' ? 'request lost' : 'answer lost');
      reply.hijack();
      reply.raw.socket?.destroy();
      return;
    case 'hang':
      close(record, 'hanging');
      reply.hijack();
      return;
    case 'refuse': {
      const { errorType, errorCode, errorMessage } = ending;
      await refuse(reply, record, { httpStatus: ending.httpStatus, body: { errorType, errorCode, errorMessage } });
      return;
    }
    case 'rate429':
      await refuse(reply, record, { httpStatus: 429, body: RATE_LIMIT_BODY });
      return;
    case 'status5xx':
      await refuse(reply, record, { httpStatus: ending.httpStatus, body: SERVER_FAILURE });
      return;
    case 'okWithErrorBody': {
      const { errorCode, errorMessage } = ending;
      await refuse(reply, record, { httpStatus: 200, body: { errorType: 'Order_Error', errorCode, errorMessage } });
      return;
    }
    case undefined:
      await answer(reply, record, withFaultyRows(result ?? { httpStatus: 500, body: SERVER_FAILURE }, plan));
  }
}

/** An account without holdings answers with an error. A row that a fault adds makes it a list. */
function withFaultyRows(result: Answer, { rows }: FaultPlan): Answer {
  if (rows.length === 0) return result;
  if (result !== NO_HOLDINGS) return { ...result, body: spoiledRows(result.body, rows) };
  return rows.some(({ kind }) => kind === 'addRow') ? { httpStatus: 200, body: spoiledRows([], rows) } : result;
}

function endsUnprocessed({ ending }: FaultPlan): boolean {
  if (ending === null || ending.kind === 'loseAnswer') return false;
  return 'processed' in ending ? !ending.processed : true;
}

async function refuse(
  reply: FastifyReply,
  record: OpenRecord,
  made: { httpStatus: number; body: RefusalBody },
): Promise<void> {
  record.errorCode = made.body.errorCode;
  record.detail = 'made by a fault';
  await answer(reply, record, made);
}

async function answer(
  reply: FastifyReply,
  record: OpenRecord,
  { httpStatus, body, contentType }: Answer,
): Promise<void> {
  record.httpStatus = httpStatus;
  close(record, record.errorCode === null ? 'answered' : 'refused');
  if (contentType !== undefined) void reply.type(contentType);
  await reply.code(httpStatus).send(body);
}

function close(record: OpenRecord, outcome: OpenRecord['outcome']): void {
  record.outcome = outcome;
  record.tookMicros = nowMicros() - record.atMicros;
}

/** @throws any error that is not a refusal: a bug of the emulator, not an answer of the broker */
function refusalAnswer(error: unknown, record: OpenRecord): Answer {
  if (!(error instanceof Refusal)) throw error;
  record.errorCode = error.code;
  record.detail = error.detail;
  return { httpStatus: error.httpStatus, body: error.body };
}

function tokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers['access-token'];
  return Array.isArray(header) ? header[0] : header;
}

function correlationIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('correlationId' in body)) return null;
  return typeof body.correlationId === 'string' ? body.correlationId : null;
}

function orderIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('orderId' in body)) return null;
  return typeof body.orderId === 'string' ? body.orderId : null;
}

/** IPv4 addresses without the prefix of a dual-stack socket. */
function sourceAddress(request: FastifyRequest): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}
