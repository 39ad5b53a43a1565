import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACTED, redact, redactedColumn, redactText } from './redact.ts';

const CANARY = 'c4n4ry-5ecret';
const JWT =
  'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJpc3MiOiJkaGFuIiwiZGhhbkNsaWVudElkIjoiMTEwMDAwMTIzNCJ9.9qZ-canary_Signature';

/** How the broker and HTTP spell their secrets. */
const NAMES = [
  'access-token',
  'accessToken',
  'access_token',
  'ACCESS-TOKEN',
  'refresh_token',
  'Token',
  'token',
  'tokenId',
  'pin',
  'tpin',
  'totp',
  'app_secret',
  'partner_secret',
  'webhook_secret',
  'Secret',
  'Authorization',
  'password',
  'api-key',
  'Cookie',
];

describe('redact', () => {
  it.each(NAMES)('masks a value under %s, wherever it is nested', (name) => {
    const value = { body: [{ [name]: CANARY }], headers: new Map([[name, CANARY]]) };
    expect(JSON.stringify(redact(value))).not.toContain(CANARY);
    expect(redact({ [name]: 246810 })).toEqual({ [name]: REDACTED });
  });

  it.each(NAMES)('masks %s in running text: header, query, JSON, JSON in JSON', (name) => {
    const json = JSON.stringify({ before: 1, [name]: CANARY, after: 2 });
    for (const text of [
      `${name}: ${CANARY}`,
      `GET https://auth.dhan.co/app?client=1&${name}=${CANARY}&x=1 failed`,
      `sent ${json} to the broker`,
      `sent ${JSON.stringify(json)} to the broker`,
      `{"broken": ${json}`,
      json,
      JSON.stringify({ text: json }),
      `{ ${name}: '${CANARY}' }`,
    ]) {
      expect(redactText(text), text).not.toContain(CANARY);
    }
  });

  it('masks what looks like a JWT, whatever it is called', () => {
    for (const value of [
      JWT,
      `x${JWT}y`,
      { note: JWT },
      [JWT],
      { deep: { er: `got ${JWT}!` } },
      { [`k`]: [`a_${JWT}`] },
    ]) {
      expect(JSON.stringify(redact(value))).not.toContain('canary');
    }
    expect(redactText(`Authorization: Bearer ${JWT}`)).toBe(`Authorization: ${REDACTED}`);
    expect(redactText('curl with bearer abcdef123456')).toBe(`curl with bearer ${REDACTED}`);
  });

  it('masks the login of the order stream and the query of the feed', () => {
    const login = { LoginReq: { MsgCode: 42, ClientId: '1100012345', Token: CANARY }, UserType: 'SELF' };
    expect(redact(login)).toEqual({
      LoginReq: { MsgCode: 42, ClientId: '1100012345', Token: REDACTED },
      UserType: 'SELF',
    });
    expect(redact(new URL(`wss://api-feed.dhan.co/?version=2&token=${CANARY}&clientId=1`))).toBe(
      `wss://api-feed.dhan.co/?version=2&token=${REDACTED}&clientId=1`,
    );
  });

  it('leaves what is no secret as it is', () => {
    const order = {
      orderId: '112111182198',
      correlationId: 'dc-1-token-2',
      tokenValidity: '16/09/2026 08:01',
      mapping: 'x',
      isin: 'INE467B01029',
      pincode: '400001',
      price: 3345.5,
      message: 'Invalid Token',
      ok: true,
      nothing: null,
    };
    expect(redact(order)).toEqual(order);
    expect(redactText('DH-906 Invalid Token, order 11 rejected: RMS:Margin Exceeds')).toBe(
      'DH-906 Invalid Token, order 11 rejected: RMS:Margin Exceeds',
    );
  });

  it('reads errors with their causes, and survives circles, depth and odd values', () => {
    const error = new Error(`POST /orders failed, access-token: ${CANARY}`, { cause: { pin: CANARY } });
    expect(JSON.stringify(redact(error))).toContain('POST /orders failed');
    expect(JSON.stringify(redact(error))).not.toContain(CANARY);
    const circle: Record<string, unknown> = { a: 1 };
    circle['self'] = circle;
    expect(redact(circle)).toEqual({ a: 1, self: '[circular]' });
    let deep: unknown = { pin: CANARY };
    for (let n = 0; n < 100; n += 1) deep = { deep };
    expect(JSON.stringify(redact(deep))).not.toContain(CANARY);
    expect(redact([1n, new Date(0), Buffer.from(CANARY), new Set([JWT])])).toEqual([
      '1',
      '1970-01-01T00:00:00.000Z',
      `[${CANARY.length} bytes]`,
      [REDACTED],
    ]);
  });

  it('a canary under a secret name never survives, in any structure', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.array(tie('tree')),
        fc.dictionary(fc.string(), tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(...NAMES), fc.boolean(), (inside, name, asText) => {
        const value = { a: inside, b: [{ [name]: CANARY, c: inside }] };
        expect(redactedColumn(asText ? JSON.stringify(value) : value)).not.toContain(CANARY);
      }),
    );
  });

  it('twice is once', () => {
    const words = fc.constantFrom(
      'token',
      ':',
      '=',
      '"',
      "'",
      ' ',
      '\\',
      'Bearer abcdefg',
      JWT,
      '{',
      '}',
      'pin',
      'cookie',
      'x',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((parts) => parts.join('')),
        ),
        (text) => {
          expect(redactText(redactText(text))).toBe(redactText(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is null for nothing, and text stays text', () => {
    expect([redactedColumn(undefined), redactedColumn(null), redactedColumn('plain')]).toEqual([null, null, 'plain']);
    expect(redactedColumn({ pin: 1 })).toBe(`{"pin":"${REDACTED}"}`);
  });
});
