import { z } from 'zod';
import { parseWire, wireText } from '../wire/parse.ts';
import type { DhanHttp } from './http.ts';

/** `tokenValidity` is `DD/MM/YYYY HH:mm`, Indian time. Source: https://dhanhq.co/docs/v2/authentication/ */
const profile = z.object({
  dhanClientId: wireText.pipe(z.string().min(1)),
  tokenValidity: wireText,
  activeSegment: wireText,
  ddpi: wireText,
  mtf: wireText,
  dataPlan: wireText,
});
export type Profile = z.infer<typeof profile> & {
  /** Epoch ms, null when it cannot be read. */
  readonly tokenValidUntilMs: number | null;
};

/** The cheapest proof that a token is alive. */
export class ProfileApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /profile`. @throws {DhanError} {@link WireError} */
  async getProfile(): Promise<Profile> {
    const { body } = await this.#http.call({
      action: 'get_profile',
      module: 'authentication',
      method: 'GET',
      path: '/profile',
    });
    const read = parseWire(profile, body, 'GET /profile');
    return { ...read, tokenValidUntilMs: validUntil(read.tokenValidity) };
  }
}

function validUntil(text: string): number | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2})$/.exec(text);
  if (!match) return null;
  const ms = Date.parse(`${match[3] ?? ''}-${match[2] ?? ''}-${match[1] ?? ''}T${match[4] ?? ''}:00+05:30`);
  return Number.isNaN(ms) ? null : ms;
}
