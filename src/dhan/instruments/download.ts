import type { Readable } from 'node:stream';
import { request } from 'undici';
import { DhanError } from '../errors.ts';
import { classify } from '../wire/error-body.ts';
import { allowedUrl } from '../wire/url.ts';

/** The segment-wise list answers with a redirect; more than a few in a row are a loop. */
const REDIRECTS_MAX = 3;

/**
 * Downloads a CSV of the broker as a stream. It needs no token and sends none, so redirects are followed.
 * @throws {DhanError} for another status than 200, {@link UrlError} for an address that is none
 * Source: https://dhanhq.co/docs/v2/instruments/
 */
export async function downloadCsv(url: string, setting: string): Promise<Readable> {
  let { href } = allowedUrl(url, ['https:', 'http:'], setting);
  for (let redirects = 0; ; redirects += 1) {
    const { statusCode, headers, body } = await request(href, { headersTimeout: 30_000, bodyTimeout: 60_000 });
    if (statusCode === 200) return body;
    await body.dump();
    const { location } = headers;
    if (statusCode < 300 || statusCode >= 400 || typeof location !== 'string' || redirects === REDIRECTS_MAX) {
      throw new DhanError({
        code: `HTTP-${statusCode}`,
        class: classify(statusCode, null),
        message: `instruments: expected HTTP 200 from ${href}, found ${statusCode}; try again, or check ${setting}`,
        httpStatus: statusCode,
        request: `GET ${new URL(href).pathname}`,
      });
    }
    ({ href } = allowedUrl(new URL(location, href).href, ['https:', 'http:'], `${setting}, redirected`));
  }
}
