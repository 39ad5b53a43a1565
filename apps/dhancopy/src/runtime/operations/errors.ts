/** A request that cannot be carried out as things are; the text says what to do. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly code = 'OPERATION';
}

/** What was given for an account cannot be a client id. */
export class WrongIdError extends Error {
  override readonly name = 'WrongIdError';
  readonly code = 'INVALID_REQUEST';
}

/** The operator must choose what becomes of copied units, or what he chose is not possible as things are. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
  readonly code = 'REFUSED';
}
