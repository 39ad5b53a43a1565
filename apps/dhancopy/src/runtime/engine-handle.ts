import { Worker } from 'node:worker_threads';
import type { AbsenceRule, Notice } from '../engine/index.ts';
import { EngineError } from './plain-error.ts';
import type { EngineMessage, EngineRequest, EngineThreadData } from './engine-messages.ts';
import type { Operation } from './operations.ts';
import type { PostbackVerdict, ReceivedPostback } from './postback/postbacks.ts';
import type { RuntimeStatus } from './runtime-status.ts';
import type { Settings } from './settings.ts';
import { systemClock } from './time/clock.ts';
import { settledWithin } from './time/within.ts';

export interface EngineOptions {
  readonly settings: Settings;
  /** Where the engine looks for its key; the environment of this process when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onNotice: (notice: Notice) => void;
  readonly onProgress: (text: string) => void;
  /** The data folder is ours now: no other engine has it. Called once, before any account is read. */
  readonly onOpened?: () => void;
  readonly pollMs?: number;
  readonly absence?: AbsenceRule;
  /** How calm it must have been before margins of placed orders are asked for, ms. */
  readonly marginsAfterMs?: number;
}

/** How the engine's thread ended: stopped by us, or by an error. */
export type EngineExit = { readonly kind: 'stopped' } | { readonly kind: 'fatal'; readonly error: Error };

/** The engine as the main thread sees it. */
export interface EngineHandle {
  /** Resolves when every account was read and orders are copied. @throws what kept the engine from starting */
  readonly ready: Promise<void>;
  readonly exited: Promise<EngineExit>;
  /** Carries out an operation. Waits until the engine has started. @throws with the engine's name and code */
  execute(operation: Operation): Promise<string>;
  status(): Promise<RuntimeStatus>;
  /** Resolves when the post is on the disk, or is not taken. */
  postback(received: ReceivedPostback): Promise<PostbackVerdict>;
  /** Orderly, within {@link STOP_WITHIN_MS}; after that the thread is ended as it is. */
  stop(): Promise<void>;
}

/** The engine waits up to 12 s for answers that are on their way; the rest is for closing what it holds. */
const STOP_WITHIN_MS = 15_000;

interface Waiting {
  readonly resolve: (message: EngineMessage) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the engine in a thread of its own. Returns at once; see {@link EngineHandle.ready}. */
export function startEngine(options: EngineOptions): EngineHandle {
  const { settings, pollMs, absence, marginsAfterMs } = options;
  const data: EngineThreadData = {
    settings,
    ...(pollMs !== undefined && { pollMs }),
    ...(absence && { absence }),
    ...(marginsAfterMs !== undefined && { marginsAfterMs }),
  };
  const worker = new Worker(new URL('./engine-thread.ts', import.meta.url), {
    name: 'engine',
    workerData: data,
    // A variable that is undefined would arrive as the text "undefined".
    env: Object.fromEntries(Object.entries(options.env ?? process.env).filter(([, value]) => value !== undefined)),
  });
  const waiting = new Map<number, Waiting>();
  const ready = Promise.withResolvers<undefined>();
  const exited = Promise.withResolvers<EngineExit>();
  let fatal: Error | null = null;
  let isOpened = false;
  let isStopping = false;
  let nextId = 1;
  // Nobody has to wait for `ready`.
  ready.promise.catch(() => undefined);

  worker.on('message', (message: EngineMessage) => {
    switch (message.type) {
      case 'progress':
        if (!isOpened) options.onOpened?.();
        isOpened = true;
        options.onProgress(message.text);
        break;
      case 'notice':
        options.onNotice(message.notice);
        break;
      case 'ready':
        ready.resolve(undefined);
        break;
      case 'fatal':
        fatal = new EngineError(message.error);
        break;
      default:
        answered(message);
    }
  });
  worker.on('error', (error) => (fatal ??= error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => {
    if (!isStopping) fatal ??= new Error(`the engine's thread ended unexpectedly (code ${code})`);
    const gone = fatal ?? new Error('the engine has stopped');
    ready.reject(gone);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
    exited.resolve(fatal ? { kind: 'fatal', error: fatal } : { kind: 'stopped' });
  });

  function answered(message: Extract<EngineMessage, { id: number }>): void {
    const question = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'failed') question?.reject(new EngineError(message.error));
    else question?.resolve(message);
  }

  function ask(question: (id: number) => EngineRequest): Promise<EngineMessage> {
    if (isStopping || fatal) return Promise.reject(fatal ?? new Error('the engine is stopping'));
    const id = nextId;
    nextId += 1;
    const { promise, resolve, reject } = Promise.withResolvers<EngineMessage>();
    waiting.set(id, { resolve, reject });
    worker.postMessage(question(id));
    return promise;
  }

  return {
    ready: ready.promise,
    exited: exited.promise,
    async execute(operation) {
      const message = await ask((id) => ({ type: 'execute', id, operation }));
      return message.type === 'executed' ? message.done : '';
    },
    async status() {
      const message = await ask((id) => ({ type: 'status', id }));
      if (message.type !== 'status') throw new Error(`expected the engine's status, found ${message.type}`);
      return message.status;
    },
    async postback(received) {
      const message = await ask((id) => ({ type: 'postback', id, received }));
      if (message.type !== 'postback') throw new Error(`expected what became of a postback, found ${message.type}`);
      return message.verdict;
    },
    async stop() {
      if (!isStopping) worker.postMessage({ type: 'stop' } satisfies EngineRequest);
      isStopping = true;
      if (!(await settledWithin(systemClock, STOP_WITHIN_MS, exited.promise))) await worker.terminate();
    },
  };
}
