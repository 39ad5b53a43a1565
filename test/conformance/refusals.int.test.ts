import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DhanErrorFields } from '@dhancopy/dhan/errors';
import { ALL_ENDPOINTS, endpointOf } from '@dhancopy/dhan/testing/endpoints';
import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';
import { EVERY_CALL } from '@dhancopy/dhan/testing/every-call';
import type { EndpointCall } from '@dhancopy/dhan/testing/every-call';
import { proves } from '@dhancopy/dhan/testing/proves';
import { ID, openRig } from './kit/rig.ts';
import type { Rig, RigOptions } from './kit/rig.ts';

/** The emulator's refusals that apply to every call. */

interface Named extends EndpointCall {
  readonly endpoint: Endpoint;
}
const CALLS: readonly Named[] = EVERY_CALL.map((call) => {
  const endpoint = endpointOf(call.request);
  if (!endpoint) throw new Error(`${call.request}: expected one of the endpoints`);
  return { ...call, endpoint };
});
/** The calls that carry the account's token. */
const REST = CALLS.filter(({ endpoint }) => !endpoint.includes('auth:'));
const DATA = REST.filter(({ bucket }) => bucket === 'data' || bucket === 'quote');
/** By the broker's pages: every write of an order or a position, and of the trader's control. */
const TIED_TO_AN_ADDRESS = REST.filter(
  ({ bucket, endpoint }) => bucket === 'order' || /^(POST|DELETE) \/(killswitch|pnlExit)$/.test(endpoint),
);
const FROM_ANYWHERE = REST.filter((call) => !TIED_TO_AN_ADDRESS.includes(call));

function refuses(
  why: string,
  calls: readonly Named[],
  options: RigOptions,
  before: (rig: Rig, call: Named) => unknown,
  expected: (call: Named) => Partial<DhanErrorFields>,
): void {
  describe(why, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await openRig(options);
    });
    afterAll(() => rig.close());

    for (const call of calls) {
      it(`${call.endpoint} (${call.bucket})`, proves(call.endpoint, 'error'), async () => {
        await before(rig, call);
        const state = rig.state();
        await expect(call.run(rig.client)).rejects.toMatchObject(expected(call));
        expect(rig.state()).toEqual(state);
      });
    }
  });
}

it('are tested for every endpoint of the REST interface and the login host', () => {
  const elsewhere = /^(browser|WS|CSV|POST to you)|^GET \/instrument/;
  const asked = new Set(CALLS.map(({ endpoint }) => endpoint));
  expect(ALL_ENDPOINTS.filter((endpoint) => !elsewhere.test(endpoint) && !asked.has(endpoint))).toEqual([]);
});

refuses(
  'an invalid token',
  REST,
  { client: { accessToken: 'eyJ.not-a.token' } },
  () => undefined,
  () => ({ code: 'DH-901', class: 'auth', authFault: 'TOKEN', httpStatus: 401 }),
);
refuses(
  'a token that has expired',
  REST,
  {},
  ({ control }) => control.expireToken(ID),
  () => ({ code: 'DH-901', class: 'auth', authFault: 'TOKEN', httpStatus: 401 }),
);
refuses(
  'a token that another has replaced',
  REST,
  {},
  ({ control }) => control.mintToken(ID),
  () => ({ code: 'DH-906', class: 'auth', authFault: 'TOKEN', httpStatus: 400, message: 'Invalid Token' }),
);
for (const wrongIpCode of ['DH-905', 'DH-911'] as const) {
  refuses(
    `an address that is not the registered one, as ${wrongIpCode}`,
    TIED_TO_AN_ADDRESS,
    { account: { allowedIps: ['203.0.113.24'] }, emulator: { switches: { wrongIpCode } } },
    () => undefined,
    () => ({ code: wrongIpCode, class: 'auth', authFault: 'IP', httpStatus: 400, message: 'Invalid IP' }),
  );
}
refuses(
  'more than the budget allows',
  REST,
  {
    emulator: {
      rateLimits: { ordersPerSecond: 1, nonTradingPerSecond: 1, dataPerSecond: 1, quotePerSecond: 1 },
    },
  },
  // The first call counts, whatever its outcome is.
  ({ client }, { run }) => run(client).catch(() => undefined),
  ({ bucket }) => ({
    code: bucket === 'data' || bucket === 'quote' ? '805' : 'DH-904',
    class: 'rate',
    httpStatus: 429,
  }),
);
refuses(
  'market data without its plan',
  DATA,
  { account: { dataPlan: false } },
  () => undefined,
  () => ({ code: '806', class: 'auth', authFault: 'PLAN' }),
);
refuses(
  'a broker that fails before it has done anything',
  REST,
  {},
  ({ control }) => control.addFault({ times: 1, effect: { kind: 'status5xx', httpStatus: 502 } }),
  () => ({ code: 'DH-908', class: 'unknown', httpStatus: 502 }),
);
refuses(
  'a success without content',
  REST,
  {},
  ({ control }) => control.addFault({ times: 1, effect: { kind: 'okWithErrorBody' } }),
  () => ({ code: 'DH-908', class: 'unknown', httpStatus: 200 }),
);
refuses(
  'a connection that breaks off',
  REST,
  {},
  ({ control }) => control.addFault({ times: 1, effect: { kind: 'loseRequest' } }),
  () => ({ code: 'NO_ANSWER', class: 'unknown', httpStatus: null }),
);

describe('from an address that is not the registered one', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ account: { allowedIps: ['203.0.113.24'] } });
  });
  afterAll(() => rig.close());

  it.each(FROM_ANYWHERE.map((call) => [call.endpoint, call] as const))('%s is let through', async (_endpoint, call) => {
    const error: unknown = await call.run(rig.client).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error !== null) expect(error).not.toMatchObject({ authFault: 'IP' });
    if (call.endpoint === 'GET /RenewToken')
      await rig.close().then(async () => (rig = await openRig({ account: { allowedIps: ['203.0.113.24'] } })));
  });
});
