/**
 * Everything that DhanHQ v2 offers, by the broker's own table (except global stocks): the required scope of a client and an emulator.
 * `{…}` stands for one part of a path. Two entries of one path differ in their verb or in their last part.
 * Source: https://dhanhq.co/docs/v2/ and https://docs.dhanhq.co/api/v2 (the rows that only the newer portal has)
 */
export const ENDPOINTS = {
  Authentication: [
    'POST auth:/app/generateAccessToken',
    'GET /RenewToken',
    'POST auth:/app/generate-consent',
    'browser auth:/login/consentApp-login',
    'POST auth:/app/consumeApp-consent',
    'POST auth:/partner/generate-consent',
    'browser auth:/consent-login',
    'POST auth:/partner/consume-consent',
    'GET /profile',
    'POST /ip/setIP',
    'PUT /ip/modifyIP',
    'GET /ip/getIP',
  ],
  Orders: [
    'POST /orders',
    'PUT /orders/{order-id}',
    'DELETE /orders/{order-id}',
    'POST /orders/slicing',
    'GET /orders',
    'GET /orders/{order-id}',
    'GET /orders/external/{correlation-id}',
    'GET /trades',
    'GET /trades/{order-id}',
  ],
  'Super orders': [
    'POST /super/orders',
    'PUT /super/orders/{order-id}',
    'DELETE /super/orders/{order-id}/{order-leg}',
    'GET /super/orders',
  ],
  'Forever orders': [
    'POST /forever/orders',
    'PUT /forever/orders/{order-id}',
    'DELETE /forever/orders/{order-id}',
    'GET /forever/orders',
  ],
  'Conditional triggers': [
    'POST /alerts/orders',
    'PUT /alerts/orders/{alert-id}',
    'DELETE /alerts/orders/{alert-id}',
    'GET /alerts/orders',
    'GET /alerts/orders/{alert-id}',
    'POST /alerts/multi/orders',
  ],
  Portfolio: ['GET /holdings', 'GET /positions', 'POST /positions/convert', 'DELETE /positions'],
  eDIS: ['GET /edis/tpin', 'POST /edis/form', 'POST /edis/bulkform', 'GET /edis/inquire/{isin}'],
  "Trader's control": ['POST /killswitch', 'GET /killswitch', 'POST /pnlExit', 'GET /pnlExit', 'DELETE /pnlExit'],
  Funds: ['GET /fundlimit', 'POST /margincalculator', 'POST /margincalculator/multi'],
  Statements: ['GET /ledger', 'GET /trades/{from-date}/{to-date}/{page}'],
  'Order updates': ['WS order-update', 'POST to you: postback'],
  Instruments: ['CSV detailed', 'CSV compact', 'GET /instrument/{segment}'],
  'Market data': [
    'POST /marketfeed/ltp',
    'POST /marketfeed/ohlc',
    'POST /marketfeed/quote',
    'POST /optionchain',
    'POST /optionchain/expirylist',
    'POST /charts/historical',
    'POST /charts/intraday',
    'POST /charts/rollingoption',
    'WS feed',
    'WS twentydepth',
    'WS twohundreddepth',
  ],
} as const;

export type Module = keyof typeof ENDPOINTS;
export type Endpoint = (typeof ENDPOINTS)[Module][number];

export const ALL_ENDPOINTS: readonly Endpoint[] = Object.values(ENDPOINTS).flat();

/** The paths of the sockets and files, at the emulator and at the test servers. The order socket answers on any path. */
const PATHS: Readonly<Partial<Record<Endpoint, RegExp>>> = {
  'WS order-update': /^GET \/order-update$/,
  'WS feed': /^GET \/feed$/,
  'WS twentydepth': /^GET \/twentydepth$/,
  'WS twohundreddepth': /^GET \/twohundreddepth$/,
  'CSV detailed': /^GET \/api-data\/api-scrip-master-detailed\.csv$/,
  'CSV compact': /^GET \/api-data\/api-scrip-master\.csv$/,
  'POST to you: postback': /^POST \/postback$/,
};

/**
 * Whether a request, `GET /v2/orders/5`, belongs to this endpoint. Verbs of consents may also be GET, because the broker's pages
 * disagree.
 */
export function isRequestOf(endpoint: Endpoint, request: string): boolean {
  return patternOf(endpoint).test(request);
}

/** The endpoint of a request to the REST interface or the login host, with or without its query; the more exact one where two match. */
export function endpointOf(request: string): Endpoint | null {
  const asked = request.replace(/\?.*/, '');
  const fitting = ALL_ENDPOINTS.filter((endpoint) => isRequestOf(endpoint, asked));
  const places = (endpoint: Endpoint): number => endpoint.split('{').length;
  return fitting.toSorted((one, other) => places(one) - places(other))[0] ?? null;
}

function patternOf(endpoint: Endpoint): RegExp {
  const known = PATHS[endpoint];
  if (known) return known;
  const [verb = '', path = ''] = endpoint.split(' ');
  const verbs = verb === 'browser' || endpoint.includes('consent') ? '(?:GET|POST)' : verb;
  const where = path.startsWith('auth:') ? path.slice('auth:'.length) : `/v2${path}`;
  return new RegExp(`^${verbs} ${where.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}
