export type SyncErrorCode =
  'INSTRUMENTS_UNREACHABLE' | 'INSTRUMENTS_BROKEN' | 'INSTRUMENTS_FEWER' | 'INSTRUMENTS_FAILED';

/** The list of instruments was not taken; the table is as it was. */
export class InstrumentSyncError extends Error {
  override readonly name = 'InstrumentSyncError';
  /** UNREACHABLE: could not be downloaded. BROKEN: not a list. FEWER: implausibly few rows. FAILED: something of ours. */
  readonly code: SyncErrorCode;

  constructor(code: SyncErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
