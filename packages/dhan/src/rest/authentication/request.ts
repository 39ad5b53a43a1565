import { z } from 'zod';
import { isIP } from 'node:net';
import { checkRequest } from '../request.ts';

/** Both from the account owner: the PIN of six digits, and the current code of six digits (see `totpCode`). */
export interface PinLogin {
  readonly pin: string;
  readonly totp: string;
}

/** Never shows the value found: these are secrets. */
export function pinLoginProblem({ pin, totp }: PinLogin): string | null {
  if (!/^\d{6}$/.test(pin)) return 'pin: expected 6 digits';
  return /^\d{6}$/.test(totp) ? null : 'totp: expected 6 digits';
}

/** Key and secret of web.dhan.co, valid for 12 months. */
export interface ApiKey {
  readonly appId: string;
  readonly appSecret: string;
}

/** Given to platforms by Dhan. */
export interface PartnerKey {
  readonly partnerId: string;
  readonly partnerSecret: string;
}

const IP_FLAGS = ['PRIMARY', 'SECONDARY'] as const;
export interface StaticIpRequest {
  /** IPv4 or IPv6. */
  readonly ip: string;
  readonly ipFlag: (typeof IP_FLAGS)[number];
}

const staticIp = z.strictObject({
  ip: z.string().refine((text) => isIP(text) !== 0, 'expected an IPv4 or IPv6 address'),
  ipFlag: z.enum(IP_FLAGS),
});

export function staticIpBody(dhanClientId: string, request: StaticIpRequest, call: string): object {
  return { dhanClientId, ...checkRequest(staticIp, request, call) };
}
