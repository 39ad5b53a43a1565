import { describe, expect, it } from 'vitest';
import { authFaultOf, classify, errorIn, isEmptyList } from './error-body.ts';
import type { BrokerError } from './error-body.ts';

describe('the error inside an answer', () => {
  it.each([
    [{ errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage: 'Missing' }, 'DH-905', 'Missing'],
    [{ status: 'failed', data: { '805': 'Too many requests' } }, '805', 'Too many requests'],
    [{ status: 'error', data: { '805': 'Too many requests' } }, '805', 'Too many requests'],
    [{ errorCode: 806, errorMessage: 'Data APIs not subscribed' }, '806', 'Data APIs not subscribed'],
    [
      {
        errorCode: 'DHOLDING_ERROR',
        httpStatus: 'x',
        internalErrorCode: 'DH-1111',
        internalErrorMessage: 'No holdings available',
      },
      'DHOLDING_ERROR',
      'No holdings available',
    ],
    [{ timestamp: 'x', status: 404, error: 'Not Found', path: '/v2/x' }, 'HTTP-404', 'Not Found'],
    [{ status: 'ERROR', message: 'IP cannot be changed' }, 'UNKNOWN', 'IP cannot be changed'],
    [
      { status: 'error', message: 'Token can be generated once every 2 minutes.' },
      'UNKNOWN',
      'Token can be generated once every 2 minutes.',
    ],
  ])('is found in %j', (body, code, message) => {
    expect(errorIn(body)).toMatchObject({ code, message });
  });

  it.each([undefined, null, [], 'text', 5, { orderId: '1', orderStatus: 'TRANSIT' }, { data: {}, status: 'success' }])(
    'is not in %j',
    (body) => {
      expect(errorIn(body)).toBeNull();
    },
  );
});

it.each(['805', ['Too many requests'], 805, null])('has no code in data that is not an object: %j', (data) => {
  expect(errorIn({ status: 'failed', data, message: 'no' })).toMatchObject({ code: 'UNKNOWN', message: 'no' });
});

describe('the permitted reaction', () => {
  const error = (code: string, message = ''): BrokerError => ({
    code,
    innerCode: null,
    errorType: null,
    message,
  });

  it.each([
    [401, error('DH-901'), 'auth'],
    [400, error('DH-906', 'Invalid Token'), 'auth'],
    [400, error('DH-905', 'Invalid IP'), 'auth'],
    [400, error('DH-911'), 'auth'],
    [200, error('808'), 'auth'],
    [429, null, 'rate'],
    [200, error('DH-904'), 'rate'],
    [200, error('805'), 'rate'],
    [400, error('DH-905', 'Missing required fields'), 'invalid'],
    [400, error('DH-906', 'Market is Closed! You cannot modify/cancel an order now.'), 'refused'],
    [500, error('DH-908'), 'unknown'],
    [400, error('DH-909'), 'unknown'],
    [502, null, 'unknown'],
    // A refusal with a server error status proves nothing: it may have been carried out.
    [500, error('DH-906'), 'unknown'],
    [200, error('SOMETHING-NEW'), 'unknown'],
    [301, null, 'unknown'],
    [404, error('HTTP-404'), 'refused'],
    [408, null, 'unknown'],
    // The login host has text only.
    [200, error('UNKNOWN', 'Token can be generated once every 2 minutes.'), 'rate'],
    [200, error('UNKNOWN', 'Invalid TOTP'), 'auth'],
  ] as const)('after HTTP %i with %j is %s', (status, body, expected) => {
    expect(classify(status, body)).toBe(expected);
  });

  it.each([
    [400, error('DH-906', 'Invalid Token'), 'TOKEN'],
    [401, null, 'TOKEN'],
    [400, error('DH-905', 'Invalid IP'), 'IP'],
    [400, error('DH-911'), 'IP'],
    [200, error('806'), 'PLAN'],
    [200, error('UNKNOWN', 'Invalid TOTP'), 'LOGIN'],
    [400, error('DH-905', 'Missing required fields'), null],
    [400, error('DH-906', 'Market is Closed!'), null],
  ] as const)('after HTTP %i with %j the fault is %s', (status, body, fault) => {
    expect(authFaultOf(status, body)).toBe(fault);
  });

  it('an empty account is an empty list', () => {
    expect(isEmptyList({ code: 'DHOLDING_ERROR', innerCode: 'DH-1111' })).toBe(true);
    expect(isEmptyList({ code: 'DH-905', innerCode: null })).toBe(false);
  });
});
