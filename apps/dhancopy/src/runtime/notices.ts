import type { Notice } from '../engine/index.ts';
import type { NewError } from '../store/audit/error-log.ts';
import { toPlainError } from './plain-error.ts';

/** A notice of the runtime: one that the engine decides on has no error behind it. */
export interface RuntimeNotice extends Notice {
  /** What was thrown. Its code and stack are for `error_log`, and are not shown to the operator. */
  readonly error?: unknown;
}

/** The columns of `error_log` about what was thrown; nulls where nothing was. */
export function errorColumns(error: unknown): Required<Pick<NewError, 'error_code' | 'stack_trace'>> {
  if (error === undefined) return { error_code: null, stack_trace: null };
  const { code, stack } = toPlainError(error);
  return { error_code: code, stack_trace: stack };
}
