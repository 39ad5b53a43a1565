import { BlockList, isIP } from 'node:net';
import { Agent, request } from 'undici';
import type { StaticIps } from '@dhancopy/dhan/rest/authentication/response';
import { allowedUrl } from '@dhancopy/dhan/wire/url';

/** What is known of the address that an account's orders leave by, against those registered at the broker. */
export interface AddressFinding {
  /** Null: unknown from here. */
  readonly matches: boolean | null;
  readonly words: string;
}

/** Addresses that no broker ever sees. */
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv6');
}

/**
 * @param leavesBy - as a service on the internet sees it; null when it was not asked
 * @param localAddress - the address that the account is bound to on this machine, which is its public one without NAT
 * Source: https://dhanhq.co/docs/v2/authentication/ (static IP); `detectedIP` and `ordersAllowed` are not documented, but seen
 */
export function compareAddress(ips: StaticIps, leavesBy: string | null, localAddress: string | null): AddressFinding {
  const registered = [ips.primaryIp, ips.secondaryIp].filter((ip) => ip !== null);
  if (registered.length === 0 && ips.ordersAllowed === true) {
    return { matches: null, words: 'the broker accepts orders from here, though no address is registered' };
  }
  if (registered.length === 0) {
    return {
      matches: false,
      words:
        'no address is registered, so the broker refuses orders; register one with "dhancopy account ip --client-id ID --set ADDRESS --yes"',
    };
  }
  const list = registered.join(' and ');
  const own = leavesBy ?? ips.detectedIp ?? (localAddress && isPublic(localAddress) ? localAddress : null);
  if (own !== null) {
    const matches = registered.some((ip) => sameAddress(ip, own));
    if (matches && ips.ordersAllowed !== false) return { matches: true, words: `${own} is registered` };
    if (!matches)
      return {
        matches: false,
        words: `orders are sent from ${own}, but ${list} is registered: the broker will refuse them`,
      };
  }
  if (ips.ordersAllowed === false)
    return { matches: false, words: `the broker says that it does not accept orders from here; ${list} is registered` };
  if (ips.ordersAllowed === true)
    return { matches: true, words: `the broker accepts orders from here; ${list} is registered` };
  return {
    matches: null,
    words: `${list} is registered; the address that this machine sends from is unknown (set DHANCOPY_IP_ECHO_URL)`,
  };
}

/** Asks a service that answers with the caller's address as plain text. @throws {Error} naming the setting */
export async function addressSeenBy(url: string, localAddress: string | null): Promise<string> {
  const { href } = allowedUrl(url, ['https:', 'http:'], 'DHANCOPY_IP_ECHO_URL');
  const dispatcher = new Agent({ connect: { timeout: 5_000 }, ...(localAddress !== null && { localAddress }) });
  try {
    const { statusCode, body } = await request(href, { dispatcher, headersTimeout: 5_000, bodyTimeout: 5_000 });
    const text = (await body.text()).trim();
    if (statusCode === 200 && isIP(text) !== 0) return text;
    throw new Error(
      `DHANCOPY_IP_ECHO_URL: expected an address as plain text, found HTTP ${statusCode}, ${text.length} characters`,
    );
  } finally {
    await dispatcher.close();
  }
}

function isPublic(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** IPv6 has many spellings of one address. */
function sameAddress(a: string, b: string): boolean {
  const [family, other] = [isIP(a), isIP(b)];
  if (family === 0 || family !== other) return false;
  const one = new BlockList();
  one.addAddress(a, family === 6 ? 'ipv6' : 'ipv4');
  return one.check(b, family === 6 ? 'ipv6' : 'ipv4');
}
