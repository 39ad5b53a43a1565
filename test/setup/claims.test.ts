import { expect, it } from 'vitest';
import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';
import { endpointOf } from '@dhancopy/dhan/testing/endpoints';
import type { ProofKind } from '@dhancopy/dhan/testing/proves';
import { neverAsked } from './claims.ts';

const claims = (endpoint: Endpoint, kind: ProofKind, ...seen: string[]) => neverAsked([{ endpoint, kind }], seen);

it('accepts a claim only with a request', () => {
  expect(claims('GET /orders', 'documented')).toEqual(['GET /orders']);
  expect(claims('GET /orders', 'emulator', 'POST /v2/orders', 'GET /v2/orders/5', 'GET /orders')).toEqual([
    'GET /orders',
  ]);
  expect(claims('GET /orders', 'emulator', 'GET /v2/orders')).toEqual([]);
  expect(claims('GET /trades/{order-id}', 'error', 'GET /v2/trades/2026-09-01/2026-09-15/0')).toHaveLength(1);
});

it('accepts frames and files from text, but their servers only by a connection', () => {
  expect(claims('WS feed', 'documented')).toEqual([]);
  expect(claims('WS feed', 'emulator')).toEqual(['WS feed']);
  expect(claims('WS feed', 'error', 'GET /feed')).toEqual([]);
  expect(claims('CSV compact', 'emulator', 'GET /api-data/api-scrip-master-detailed.csv')).toHaveLength(1);
});

it.each([
  ['GET /v2/orders/external/a%2Fb', 'GET /orders/external/{correlation-id}'],
  ['POST /v2/orders/slicing', 'POST /orders/slicing'],
  ['POST /v2/killswitch?killSwitchStatus=ACTIVATE', 'POST /killswitch'],
  ['GET /app/consumeApp-consent?tokenId=x', 'POST auth:/app/consumeApp-consent'],
  ['POST /v2/alerts/multi/orders', 'POST /alerts/multi/orders'],
  ['PATCH /v2/orders', null],
])('recognises %s', (request, endpoint) => {
  expect(endpointOf(request)).toBe(endpoint);
});
