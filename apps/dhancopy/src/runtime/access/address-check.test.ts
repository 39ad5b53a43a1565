import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import type { StaticIps } from '@dhancopy/dhan/rest/authentication/response';
import { DhanError } from '@dhancopy/dhan/errors';
import type { Notice } from '../../engine/index.ts';
import { AddressCheck } from './address-check.ts';

const MIDNIGHT = Date.parse('2026-11-26T00:00:00+05:30');
const MINUTE = 60_000;

/** A trading day at the account, minute by minute. @param answer - what the broker says of the addresses */
async function day(answer: () => StaticIps, startMs = MIDNIGHT): Promise<{ notices: string[]; asked: string[] }> {
  const notices: Notice[] = [];
  const asked: string[] = [];
  let nowMs = startMs;
  const check = new AddressCheck({
    accountId: accountId('2000000001'),
    api: {
      getStaticIps() {
        asked.push(new Date(nowMs + 19_800_000).toISOString().slice(11, 16));
        return Promise.resolve().then(answer);
      },
    },
    localAddress: null,
    ipEchoUrl: null,
    now: () => nowMs,
    notify: (notice) => notices.push(notice),
  });
  for (let minute = 0; minute < 24 * 60; minute += 1, nowMs += MINUTE) await check.tick();
  return { notices: notices.map(({ severity, code }) => `${severity} ${code}`), asked };
}

function ips(changes: Partial<StaticIps>): StaticIps {
  return {
    primaryIp: '203.0.113.24',
    secondaryIp: null,
    modifyDatePrimary: null,
    modifyDateSecondary: null,
    detectedIp: null,
    ipMatchStatus: null,
    ordersAllowed: null,
    raw: {},
    ...changes,
  };
}

it('asks once on a trading morning where all is well, or nothing can be known', async () => {
  expect(await day(() => ips({ detectedIp: '203.0.113.24' }))).toEqual({ notices: [], asked: ['08:00'] });
  expect(await day(() => ips({}))).toEqual({ notices: [], asked: ['08:00'] });
});

it('warns about another address three times before the market opens', async () => {
  const { notices, asked } = await day(() => ips({ detectedIp: '198.51.100.9' }));
  expect(asked).toEqual(['08:00', '08:30', '08:50']);
  expect(notices).toEqual(Array(3).fill('CRITICAL ADDRESS_CHECK'));
});

it('says so when the broker cannot be asked, and does not ask on a Sunday', async () => {
  const refused = (): never => {
    throw new DhanError({ code: 'X', class: 'unavailable', message: 'no', httpStatus: null, request: 'GET /ip/getIP' });
  };
  expect((await day(refused)).notices).toEqual(Array(3).fill('WARNING ADDRESS_CHECK'));
  expect((await day(refused, Date.parse('2026-11-22T00:00:00+05:30'))).asked).toEqual([]);
});
