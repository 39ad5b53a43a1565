/** The error body of the REST API. Source: https://dhanhq.co/docs/v2/annexure/ ; `errorType` as seen on the wire, underscored. */
export interface RefusalBody {
  readonly errorType: string;
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** A request that the broker refuses with an error body, before anything happens to an order. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly httpStatus: number;
  readonly body: RefusalBody;
  /** What exactly was wrong. Goes to the request log only: the broker never names the field. */
  readonly detail: string;

  constructor(httpStatus: number, body: RefusalBody, detail = body.errorMessage) {
    super(`${body.errorCode}: ${detail}`);
    this.httpStatus = httpStatus;
    this.body = body;
    this.detail = detail;
  }
}

/** Absent, garbage or expired token. Recorded: HTTP 401. */
export function invalidAuthentication(detail: string): Refusal {
  const errorMessage = 'Client ID or user generated access token is invalid or expired.';
  return new Refusal(401, { errorType: 'Invalid_Authentication', errorCode: 'DH-901', errorMessage }, detail);
}

/** A token that a newer one replaced. Observed: HTTP 400, and not 401. */
export function replacedToken(): Refusal {
  return orderError('Invalid Token');
}

/** A missing or bad field. Recorded: HTTP 400; the message is always the same. */
export function inputException(detail: string): Refusal {
  const errorMessage = 'Missing required fields, bad values for parameters etc.';
  return new Refusal(400, { errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage }, detail);
}

/** A write from an address that is not registered. Observed as DH-905 "Invalid IP"; other lists say DH-911. */
export function invalidIp(errorCode: 'DH-905' | 'DH-911', address: string): Refusal {
  const body = { errorType: 'Input_Exception', errorCode, errorMessage: 'Invalid IP' };
  return new Refusal(400, body, `address ${address} is not allowed for this account`);
}

/** An order that cannot be processed. Recorded: HTTP 400. */
export function orderError(errorMessage: string, detail = errorMessage): Refusal {
  return new Refusal(400, { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage }, detail);
}

/** The words of DH-906 when nothing more specific is known. */
export const ORDER_CANNOT_BE_PROCESSED = 'Incorrect request for order and cannot be processed';

/**
 * Too many requests. The broker's page gives code and words; that it comes as HTTP 429, and the `errorType`, rest on
 * secondary sources: nobody published a capture.
 */
export function rateLimited(): Refusal {
  const errorMessage = 'Too many requests on server from single user breaching rate limits. Try throttling API calls.';
  return new Refusal(429, { errorType: 'Rate_Limit', errorCode: 'DH-904', errorMessage });
}

/** The documented words for a failure inside the broker. */
export const SERVER_FAILURE: RefusalBody = {
  errorType: 'Internal_Server_Error',
  errorCode: 'DH-908',
  errorMessage: 'Server was not able to process API request. This will only occur rarely.',
};
