/**
 * The engine's own thread: it holds the only write connection, so that a slow report or request elsewhere never delays an
 * order. Started by engine-handle.ts; secrets are read here and never leave.
 */
import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '@dhancopy/domain/invariant';
import { loadKey } from '../store/secrets/vault-key.ts';
import { toPlainError } from './plain-error.ts';
import type { EngineMessage, EngineRequest, EngineThreadData } from './engine-messages.ts';
import { Runtime } from './runtime.ts';

// Node keeps compiled code when a process ends by itself; an engine may run for weeks and then lose its power.
flushCompileCache();

const port = parentPort;
invariant(port !== null, 'engine-thread.ts runs as a worker thread only');
const data = workerData as EngineThreadData;

function post(message: EngineMessage): void {
  port?.postMessage(message);
}

/** Ends this thread, whatever it still does: what it decided is not durable, or it cannot trust its own state. */
function die(error: unknown): never {
  post({ type: 'fatal', error: toPlainError(error) });
  process.exit(1);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);

async function start(): Promise<Runtime> {
  return Runtime.start({
    settings: data.settings,
    key: loadKey(process.env, data.settings.home),
    onNotice: (notice) => post({ type: 'notice', notice }),
    onProgress: (text) => post({ type: 'progress', text }),
    onFatal: die,
    ...(data.pollMs !== undefined && { pollMs: data.pollMs }),
    ...(data.absence && { absence: data.absence }),
    ...(data.marginsAfterMs !== undefined && { marginsAfterMs: data.marginsAfterMs }),
  });
}

/** Questions that come before the engine is up wait for it. */
async function answer(request: EngineRequest): Promise<void> {
  const runtime = await starting;
  if (request.type === 'stop') {
    await runtime.stop();
    process.exit(0);
  }
  const { id } = request;
  try {
    if (request.type === 'status') post({ type: 'status', id, status: runtime.status() });
    else if (request.type === 'postback') post({ type: 'postback', id, verdict: runtime.postback(request.received) });
    else post({ type: 'executed', id, done: await runtime.execute(request.operation) });
  } catch (error) {
    post({ type: 'failed', id, error: toPlainError(error) });
  }
}

const starting = start();
starting.then(() => post({ type: 'ready' }), die);
port.on('message', (request: EngineRequest) => {
  answer(request).catch(die);
});
