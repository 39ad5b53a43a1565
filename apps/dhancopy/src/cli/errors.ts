/** The command was given something that it cannot work with. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'WRONG_USE';
}

/** A safety rule forbids it as things are. Exit code 3. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code = 'REFUSED';
}

/** It did not work, and everything there is to say was said already. Exit code 1. */
export class FailedError extends Error {
  override readonly name = 'FailedError';
  readonly code = 'FAILED';
  /** False when the output already says it. */
  readonly isNews: boolean;

  constructor(message: string, isNews = true) {
    super(message);
    this.isNews = isNews;
  }
}

/** An engine runs, and does not answer. Exit code 1. */
export class EngineSilentError extends Error {
  override readonly name = 'EngineSilentError';
  readonly code = 'ENGINE_SILENT';
  readonly pid: number;

  /** @param then - what that means for the command, in words */
  constructor(pid: number, waitedMs: number, then = '') {
    super(
      `the engine (process ${pid}) has not answered for ${Math.round(waitedMs / 100) / 10} s: it is stopped, or too busy${then}`,
    );
    this.pid = pid;
  }
}
