/** The error body of the REST API. Source: https://dhanhq.co/docs/v2/annexure/ ; `errorType` as seen on the wire, underscored. */
export interface RefusalBody {
  readonly errorType: string;
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** The error body of the market data API: the code is a key. Observed. */
export interface DataFailureBody {
  readonly status: 'failed';
  readonly data: Readonly<Record<string, string>>;
}

/** The error body of holdings and charts. Recorded. */
export interface InternalFailureBody {
  readonly errorCode: string;
  readonly httpStatus: string;
  readonly internalErrorCode: string;
  readonly internalErrorMessage: string;
}

export type AnyRefusalBody = RefusalBody | DataFailureBody | InternalFailureBody;

/** A request that the broker refuses with an error body, before an order changes. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly httpStatus: number;
  readonly body: AnyRefusalBody;
  /** The exact cause. It goes only to the request log, because the broker never names the field. */
  readonly detail: string;

  /** `DH-905`, or a number like `805` from the market data API. */
  readonly code: string;

  constructor(httpStatus: number, body: AnyRefusalBody, detail?: string) {
    const [code, words] = codeAndWords(body);
    super(`${code}: ${detail ?? words}`);
    this.httpStatus = httpStatus;
    this.body = body;
    this.code = code;
    this.detail = detail ?? words;
  }
}

function codeAndWords(body: AnyRefusalBody): readonly [code: string, words: string] {
  if ('data' in body) return Object.entries(body.data)[0] ?? ['', ''];
  return [body.errorCode, 'errorMessage' in body ? body.errorMessage : body.internalErrorMessage];
}

/** Absent, garbage or expired token. Recorded: HTTP 401. */
export function invalidAuthentication(detail: string): Refusal {
  const errorMessage = 'Client ID or user generated access token is invalid or expired.';
  return new Refusal(401, { errorType: 'Invalid_Authentication', errorCode: 'DH-901', errorMessage }, detail);
}

/** A token that a newer one replaced. Observed: HTTP 400, not 401. */
export function replacedToken(): Refusal {
  return orderError('Invalid Token');
}

/** No right to this part of the API. The text is from the page. The HTTP status is unknown. */
export function invalidAccess(detail: string): Refusal {
  const errorMessage = 'User has not subscribed to Data APIs or does not have access to Trading APIs.';
  return new Refusal(403, { errorType: 'Invalid_Access', errorCode: 'DH-902', errorMessage }, detail);
}

/** A missing or bad field. Recorded: HTTP 400, always with the same message. */
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

/** The text of DH-906 when no more specific text is known. */
export const ORDER_CANNOT_BE_PROCESSED = 'Incorrect request for order and cannot be processed';

/**
 * Too many requests. The code and the text are from the broker's page. HTTP 429 and the `errorType` are from secondary sources: no
 * capture is public.
 */
export function rateLimited(): Refusal {
  return new Refusal(429, RATE_LIMIT_BODY);
}

export const RATE_LIMIT_BODY: RefusalBody = {
  errorType: 'Rate_Limit',
  errorCode: 'DH-904',
  errorMessage: 'Too many requests on server from single user breaching rate limits. Try throttling API calls.',
};

/** The documented text for an internal failure of the broker. */
export const SERVER_FAILURE: RefusalBody = {
  errorType: 'Internal_Server_Error',
  errorCode: 'DH-908',
  errorMessage: 'Server was not able to process API request. This will only occur rarely.',
};

/** Texts of the market data codes. Source: https://dhanhq.co/docs/v2/annexure/#data-api-error */
export const DATA_FAILURES = {
  804: 'Requested number of instruments exceeds limit',
  805: 'Too many requests or connections. Further requests may result in the user being blocked.',
  806: 'Data APIs not subscribed',
  807: 'Access token is expired',
  808: 'Authentication Failed - Client ID or Access Token invalid',
  809: 'Access token is invalid',
  810: 'Client ID is invalid',
  811: 'Invalid Expiry Date',
  812: 'Invalid Date Format',
  813: 'Invalid SecurityId',
  814: 'Invalid Request',
} as const;
export type DataFailureCode = keyof typeof DATA_FAILURES;

/** A refusal of the market data API. HTTP 429 was seen with 805. The status of the others is unknown; 400 is ours. */
export function dataFailure(code: DataFailureCode, detail: string = DATA_FAILURES[code]): Refusal {
  const body: DataFailureBody = { status: 'failed', data: { [code]: DATA_FAILURES[code] } };
  return new Refusal(code === 805 ? 429 : 400, body, detail);
}
