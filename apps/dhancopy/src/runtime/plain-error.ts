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

/** An error of the engine's thread on the main thread, with its name, code and message. */
export class EngineError extends Error {
  readonly code: string | null;

  constructor(plain: PlainError) {
    super(plain.message);
    this.name = plain.name;
    this.code = plain.code;
    if (plain.stack !== null) this.stack = plain.stack;
  }
}
