import type { DhanError } from '../errors.ts';

/** Every shape of an error in the broker's answers or documentation, and the error that a client must report. */
export const ERROR_BODIES: readonly (readonly [
  status: number,
  body: unknown,
  expected: Partial<Pick<DhanError, 'code' | 'class' | 'authFault' | 'innerCode'>>,
])[] = [
  [
    401,
    { errorType: 'Invalid_Authentication', errorCode: 'DH-901', errorMessage: 'Client ID or token is invalid' },
    { code: 'DH-901', class: 'auth', authFault: 'TOKEN' },
  ],
  [
    400,
    { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: 'Invalid Token' },
    { code: 'DH-906', class: 'auth', authFault: 'TOKEN' },
  ],
  [
    400,
    { errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage: 'Invalid IP' },
    { code: 'DH-905', class: 'auth', authFault: 'IP' },
  ],
  [400, { errorCode: 'DH-911', errorMessage: 'Invalid IP' }, { code: 'DH-911', class: 'auth', authFault: 'IP' }],
  [
    200,
    { errorCode: 806, errorMessage: 'Data APIs not subscribed' },
    { code: '806', class: 'auth', authFault: 'PLAN' },
  ],
  [403, { errorCode: 'DH-902', errorMessage: 'Invalid Access' }, { code: 'DH-902', class: 'auth', authFault: 'PLAN' }],
  [
    429,
    { errorType: 'Rate_Limit', errorCode: 'DH-904', errorMessage: 'Too many requests' },
    { code: 'DH-904', class: 'rate', authFault: null },
  ],
  [429, '', { code: 'HTTP-429', class: 'rate' }],
  [200, { status: 'failed', data: { '805': 'Too many requests' } }, { code: '805', class: 'rate' }],
  [
    400,
    { errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage: 'Missing required fields, bad values' },
    { code: 'DH-905', class: 'invalid', authFault: null },
  ],
  [200, { status: 'error', data: { '813': 'Invalid SecurityId' } }, { code: '813', class: 'invalid' }],
  [
    400,
    { errorType: 'Order_Error', errorCode: 'DH-906', errorMessage: 'Transaction has Failed' },
    { code: 'DH-906', class: 'refused', authFault: null },
  ],
  [403, { errorCode: 'DH-903', errorMessage: 'segment is not active' }, { code: 'DH-903', class: 'refused' }],
  [
    404,
    { timestamp: '2026-08-24T04:11:02.123+00:00', status: 404, error: 'Not Found', path: '/v2/x' },
    { code: 'HTTP-404', class: 'refused' },
  ],
  [500, { errorCode: 'DH-908', errorMessage: 'Internal Server Error' }, { code: 'DH-908', class: 'unknown' }],
  [200, { errorCode: 'DH-909', errorMessage: 'Network Error' }, { code: 'DH-909', class: 'unknown' }],
  [
    500,
    {
      errorCode: 'INTERNAL_SERVER_ERROR',
      httpStatus: 'INTERNAL_SERVER_ERROR',
      internalErrorCode: 'RS-9005',
      internalErrorMessage: 'failed',
    },
    { code: 'INTERNAL_SERVER_ERROR', innerCode: 'RS-9005', class: 'unknown' },
  ],
  [500, { errorType: 'EDIS_ERROR', errorCode: 'DH-0035', errorMessage: 'x' }, { code: 'DH-0035', class: 'unknown' }],
  [502, '<html>bad gateway</html>', { code: 'HTTP-502', class: 'unknown' }],
  [301, '', { code: 'HTTP-301', class: 'unknown' }],
];
