import type { Notice } from '../engine/commands.ts';
import type { AbsenceRule } from '../engine/mirror/observe.ts';
import type { Operation } from './operations.ts';
import type { PostbackVerdict, ReceivedPostback } from './postback/postback-desk.ts';
import type { RuntimeStatus } from './runtime.ts';
import type { Settings } from './settings.ts';

/** What the engine's thread is started with. No secret is part of it: the thread reads the key itself. */
export interface EngineThreadData {
  readonly settings: Settings;
  readonly pollMs?: number;
  readonly absence?: AbsenceRule;
}

/** Main thread to engine. `id` pairs an answer with its question. */
export type EngineRequest =
  | { readonly type: 'execute'; readonly id: number; readonly operation: Operation }
  | { readonly type: 'status'; readonly id: number }
  | { readonly type: 'postback'; readonly id: number; readonly received: ReceivedPostback }
  | { readonly type: 'stop' };

/** Engine to main thread. */
export type EngineMessage =
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'ready' }
  | { readonly type: 'executed'; readonly id: number; readonly done: string }
  | { readonly type: 'status'; readonly id: number; readonly status: RuntimeStatus }
  | { readonly type: 'postback'; readonly id: number; readonly verdict: PostbackVerdict }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError }
  /** The engine could not start, or must not go on. It ends by itself. */
  | { readonly type: 'fatal'; readonly error: PlainError };

/** An error as it crosses a thread or HTTP: its class is lost there, its name and code are not. */
export interface PlainError {
  readonly name: string;
  readonly code: string | null;
  readonly message: string;
  readonly stack: string | null;
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', code: null, message: String(error), stack: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { name: error.name, code, message: error.message, stack: error.stack ?? null };
}

/** An error of the engine's thread, told on the main thread, with the name, code and words that it had there. */
export class EngineError extends Error {
  readonly code: string | null;

  constructor(plain: PlainError) {
    super(plain.message);
    this.name = plain.name;
    this.code = plain.code;
    if (plain.stack !== null) this.stack = plain.stack;
  }
}
