/** What every error of the store has in common: a code that never changes, and a message that names the fix. */
export abstract class StoreError extends Error {
  abstract readonly code: string;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

export type FileErrorCode =
  | 'NOT_OUR_DATABASE'
  | 'NEWER_DATABASE'
  | 'OLDER_DATABASE'
  | 'DATABASE_MISSING'
  | 'MIGRATION_CHANGED'
  | 'MIGRATION_DIFFERS'
  | 'FILE_EXISTS'
  | 'FOLDER_REFUSED'
  | 'DATABASE_REFUSED'
  | 'ARCHIVE_DIFFERS';

/** The file at the given path cannot be used as it is; it was left as it was found. */
export class DatabaseFileError extends StoreError {
  readonly code: FileErrorCode;

  constructor(code: FileErrorCode, message: string, cause?: unknown) {
    super(message, cause);
    this.code = code;
  }
}

export type DatabaseErrorCode =
  'DATABASE_LOCKED' | 'DISK_FULL' | 'DATABASE_READ_ONLY' | 'DATABASE_CORRUPT' | 'CONSTRAINT_FAILED' | 'DATABASE_FAILED';

/** SQLite refused a statement; the transaction that it was part of was rolled back. */
export class DatabaseError extends StoreError {
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, message: string, cause?: unknown) {
    super(message, cause);
    this.code = code;
  }
}

export type KeyErrorCode =
  'KEY_MISSING' | 'KEY_INVALID' | 'KEY_WRONG' | 'KEY_FILE_MODE' | 'KEY_FILE_EXISTS' | 'KEY_FILE_REFUSED';

/** The encryption key is not there, not usable, or not the one that this database was made with. */
export class KeyError extends StoreError {
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode, message: string, cause?: unknown) {
    super(message, cause);
    this.code = code;
  }
}

export type SecretErrorCode = 'SECRET_MOVED' | 'SECRET_MALFORMED';

/** A stored secret cannot be trusted: it is not where it was sealed, or it was never sealed. */
export class SecretError extends StoreError {
  readonly code: SecretErrorCode;

  constructor(code: SecretErrorCode, message: string, cause?: unknown) {
    super(message, cause);
    this.code = code;
  }
}

export type RowErrorCode =
  | 'CONFIG_INVALID'
  | 'ACCOUNT_EXISTS'
  | 'ACCOUNT_UNKNOWN'
  | 'LINK_EXISTS'
  | 'LINK_INVALID'
  | 'LINK_UNKNOWN'
  | 'MAPPING_UNKNOWN'
  | 'ROW_INVALID'
  | 'INSTRUMENTS_EMPTY';

/** What was asked for does not fit what is stored. */
export class RowError extends StoreError {
  readonly code: RowErrorCode;

  constructor(code: RowErrorCode, message: string, cause?: unknown) {
    super(message, cause);
    this.code = code;
  }
}

/** A bug in the caller: the transaction's body returned a promise, so it would have ended before its work. */
export class AsyncTransactionError extends StoreError {
  readonly code = 'ASYNC_TRANSACTION';
}
