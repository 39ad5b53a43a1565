import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { StaticIps } from '@dhancopy/dhan/rest/authentication/response';
import { addressSeenBy, compareAddress } from './static-ip.ts';

const NONE: StaticIps = {
  primaryIp: null,
  secondaryIp: null,
  modifyDatePrimary: null,
  modifyDateSecondary: null,
  detectedIp: null,
  ipMatchStatus: null,
  ordersAllowed: null,
  raw: {},
};
const REGISTERED = { ...NONE, primaryIp: '203.0.113.24', secondaryIp: '2001:db8::7' };

it.each<[string, StaticIps, string | null, string | null, boolean | null]>([
  ['nothing registered', NONE, null, null, false],
  ['nothing registered, and the broker allows orders', { ...NONE, ordersAllowed: true }, null, null, null],
  ['a service sees the registered one', REGISTERED, '203.0.113.24', null, true],
  ['a service sees another', REGISTERED, '203.0.113.25', '203.0.113.24', false],
  ['the second one, spelled differently', REGISTERED, '2001:0db8:0:0::7', null, true],
  ['the broker sees the registered one', { ...REGISTERED, detectedIp: '203.0.113.24' }, null, null, true],
  ['the broker sees another', { ...REGISTERED, detectedIp: '198.51.100.1' }, null, null, false],
  ['bound to a public address that is registered', REGISTERED, null, '203.0.113.24', true],
  ['bound to a public address that is not', REGISTERED, null, '203.0.113.99', false],
  ['bound to a private address: unknown', REGISTERED, null, '192.168.1.4', null],
  ['nothing known', REGISTERED, null, null, null],
  ['the broker says no', { ...REGISTERED, ordersAllowed: false }, '203.0.113.24', null, false],
  ['the broker says yes and nothing else is known', { ...REGISTERED, ordersAllowed: true }, null, null, true],
])('%s', (_what, ips, leavesBy, localAddress, expected) => {
  const { matches, words } = compareAddress(ips, leavesBy, localAddress);
  expect(matches).toBe(expected);
  expect(words).not.toBe('');
});

it('asks a service, and takes nothing but an address for an answer', async () => {
  let answer = '203.0.113.24\n';
  const server = createServer((_request, response) => response.end(answer)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(await addressSeenBy(url, null)).toBe('203.0.113.24');
  answer = '<html>';
  await expect(addressSeenBy(url, null)).rejects.toThrow(/DHANCOPY_IP_ECHO_URL: expected an address/);
  await expect(addressSeenBy('http://203.0.113.1/', null)).rejects.toThrow(/loopback/);
  server.close();
});
