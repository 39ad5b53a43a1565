import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import { readPostback } from '@dhancopy/dhan/postback/postback';
import { JWT } from '@dhancopy/dhan/testing/samples/authentication';
import { POSTBACK } from '@dhancopy/dhan/testing/samples/postback';
import { WireError } from '@dhancopy/dhan/wire/parse';
import { mutateJson, mutateJsonText, mutateText } from '../mutate.ts';
import { Finding, fits, show } from '../oracle.ts';
import type { Target } from '../target.ts';
import { POSTBACK_SHAPE } from './rest-shapes.ts';

export const POSTBACK_TARGET: Target = {
  name: 'postbacks',
  weight: 6,
  run(chance, note) {
    const text = mutateJsonText(POSTBACK, chance);
    note(text);
    try {
      const post = readPostback(text);
      fits(post, JSON.parse(text), POSTBACK_SHAPE, 'postback');
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.message.length > 1_500) throw new Finding(`an error of ${error.message.length} characters`);
    }
  },
};

const [HEAD = '', BODY = '', TAIL = ''] = JWT.split('.');
const CLAIMS: unknown = JSON.parse(Buffer.from(BODY, 'base64url').toString('utf8'));

/** The claims of a token are read before anything else is known of it. */
export const TOKEN_TARGET: Target = {
  name: 'token claims',
  weight: 4,
  run(chance, note) {
    const claims = mutateJsonText(chance.percent(50) ? CLAIMS : mutateJson(CLAIMS, chance), chance);
    const token = chance.percent(70)
      ? `${HEAD}.${Buffer.from(claims).toString('base64url')}.${TAIL}`
      : mutateText(JWT, chance);
    note(token);
    const read = readTokenClaims(token);
    if (read === null) return;
    const { dhanClientId, expiresAtMs, consumerType } = read;
    const payload = Buffer.from(token.trim().split('.')[1] ?? '', 'base64url').toString('utf8');
    const said = JSON.parse(payload) as Record<string, unknown>;
    const isText = (value: string | null, key: string): boolean => value === null || value === said[key];
    if (!isText(dhanClientId, 'dhanClientId')) throw new Finding(`dhanClientId ${show(dhanClientId)}`);
    if (!isText(consumerType, 'tokenConsumerType')) throw new Finding(`consumerType ${show(consumerType)}`);
    if (expiresAtMs === null) return;
    const isMoment = Number.isSafeInteger(expiresAtMs) && !Number.isNaN(new Date(expiresAtMs).getTime());
    if (!isMoment || expiresAtMs !== Math.round((said['exp'] as number) * 1_000))
      throw new Finding(`expiresAtMs ${String(expiresAtMs)}; input ${show(said['exp'])}`);
  },
};
