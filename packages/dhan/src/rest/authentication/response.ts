import { z } from 'zod';
import { readTokenClaims } from '../../auth/token.ts';
import {
  istDayFirstToEpochMs,
  istToEpochMs,
  wireBoolean,
  wireDateOrNull,
  wireId,
  wireText,
  wireTextOrNull,
} from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

/** `expiryTime` is Indian time, with or without milliseconds. The token's own `exp` is preferred. */
export const tokenGrant = z
  .object({
    dhanClientId: wireId,
    dhanClientName: wireTextOrNull,
    dhanClientUcc: wireTextOrNull,
    givenPowerOfAttorney: wireBoolean,
    accessToken: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]*$/),
    expiryTime: wireText,
  })
  .transform(({ expiryTime, ...grant }) => ({
    ...grant,
    expiresAtMs: readTokenClaims(grant.accessToken)?.expiresAtMs ?? istToEpochMs(expiryTime),
  }));
/** A new token. It ends the previous one at once, wherever that one is in use. `expiresAtMs`: epoch ms, in 24 hours. Keep it secret. */
export type TokenGrant = z.infer<typeof tokenGrant>;

export const consent = z
  .object({ consentAppId: wireTextOrNull, consentId: wireTextOrNull })
  .transform(({ consentAppId, consentId }, ctx) => {
    const id = consentAppId ?? consentId;
    if (id !== null) return { consentId: id };
    ctx.addIssue({ code: 'custom', path: ['consentAppId'], message: 'expected an id' });
    return z.NEVER;
  });

/** Source: https://dhanhq.co/docs/v2/authentication/ */
export const profile = z
  .object({
    dhanClientId: wireId,
    tokenValidity: wireText,
    activeSegment: wireText,
    ddpi: wireText,
    mtf: wireText,
    dataPlan: wireText,
    dataValidity: wireText,
  })
  .transform(({ tokenValidity, dataValidity, ...row }) => ({
    ...row,
    tokenValidUntilMs: istDayFirstToEpochMs(tokenValidity),
    dataValidUntilMs: istToEpochMs(dataValidity),
  }));
/** Times in epoch ms, null when unreadable or absent. `ddpi`, `mtf`, `dataPlan`: "Active" or "Deactive". */
export type Profile = WithRaw<z.infer<typeof profile>>;

export const ipSaved = z
  .object({ status: wireTextOrNull, message: wireText })
  .refine(({ status }) => status?.toUpperCase() === 'SUCCESS', 'expected status SUCCESS');

/** The last four are undocumented, but were seen on the wire. */
export const staticIps = z
  .object({
    primaryIP: wireTextOrNull,
    secondaryIP: wireTextOrNull,
    modifyDatePrimary: wireDateOrNull,
    modifyDateSecondary: wireDateOrNull,
    detectedIP: wireTextOrNull,
    ip: wireTextOrNull,
    ipMatchStatus: wireTextOrNull,
    ordersAllowed: z.boolean().nullish().catch(null),
  })
  .transform(({ primaryIP, secondaryIP, detectedIP, ip, ordersAllowed, ...row }) => ({
    ...row,
    primaryIp: primaryIP,
    secondaryIp: secondaryIP,
    detectedIp: detectedIP ?? ip,
    ordersAllowed: ordersAllowed ?? null,
  }));
/** `modifyDate…`: the day from which the slot may be changed. `ordersAllowed` is null where the broker does not report it. */
export type StaticIps = WithRaw<z.infer<typeof staticIps>>;
