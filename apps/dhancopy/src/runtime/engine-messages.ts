import type { AbsenceRule, Notice } from '../engine/index.ts';
import type { Operation } from './operations.ts';
import type { PlainError } from './plain-error.ts';
import type { PostbackVerdict, ReceivedPostback } from './postback/postbacks.ts';
import type { RuntimeStatus } from './runtime-status.ts';
import type { Settings } from './settings.ts';

/** What the engine's thread is started with. No secret is part of it: the thread reads the key itself. */
export interface EngineThreadData {
  readonly settings: Settings;
  readonly pollMs?: number;
  readonly absence?: AbsenceRule;
  readonly marginsAfterMs?: number;
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
