import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Agent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { DhanError } from '../errors.ts';
import { connectorOf } from '../rest/connector.ts';
import type { Connect } from '../rest/connector.ts';
import { classify } from '../wire/error-body.ts';
import { allowedUrl } from '../wire/url.ts';

/** The segment-wise list answers with a redirect. More than a few in a row are a loop. */
const REDIRECTS_MAX = 3;
const HEADERS_WITHIN_MS = 30_000;
/** Between two chunks of the body. */
const SILENCE_MAX_MS = 60_000;
/** For the whole body: 30 MB at 1 Mbit/s. A slow server must not hold a synchronisation for ever. */
const DOWNLOAD_WITHIN_MS = 240_000;

/** A body is compressed only on request: 30 MB become 4. */
const DECOMPRESS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export interface DownloadOptions {
  /** Ends the download early; the stream then fails. */
  readonly signal?: AbortSignal | undefined;
  /** Opens the connection, where that is not TCP: the network of a simulation. */
  readonly connect?: Connect | undefined;
}

/**
 * Downloads a CSV of the broker as a stream. It sends no token and needs none, so redirects are followed.
 * @param setting - the setting of the address, for the error
 * @throws {DhanError} for a status other than 200 or no connection, {@link UrlError} for an invalid address
 * Source: https://dhanhq.co/docs/v2/instruments/
 */
export async function downloadCsv(url: string, setting: string, options: DownloadOptions = {}): Promise<Readable> {
  const { signal, connect } = options;
  const deadline = AbortSignal.timeout(DOWNLOAD_WITHIN_MS);
  const until = signal ? AbortSignal.any([signal, deadline]) : deadline;
  let { href } = allowedUrl(url, ['https:', 'http:'], setting);
  for (let redirects = 0; ; redirects += 1) {
    const { statusCode, headers, body } = await get(href, until, connect);
    if (statusCode === 200) return plain(body, String(headers['content-encoding'] ?? 'identity'), href);
    await body.dump();
    const { location } = headers;
    if (statusCode < 300 || statusCode >= 400 || typeof location !== 'string' || redirects === REDIRECTS_MAX) {
      throw new DhanError({
        code: `HTTP-${statusCode}`,
        class: classify(statusCode, null),
        message: `instruments: expected HTTP 200 from ${href}, found ${statusCode}; try again, or check ${setting}`,
        httpStatus: statusCode,
        request: nameOf(href),
      });
    }
    ({ href } = allowedUrl(new URL(location, href).href, ['https:', 'http:'], `${setting}, redirected`));
  }
}

async function get(href: string, signal: AbortSignal, connect?: Connect): ReturnType<typeof request> {
  const dispatcher: Dispatcher | undefined = connect && new Agent({ connect: connectorOf(new URL(href), connect) });
  try {
    return await request(href, {
      ...(dispatcher && { dispatcher }),
      headers: { 'accept-encoding': 'gzip' },
      headersTimeout: HEADERS_WITHIN_MS,
      bodyTimeout: SILENCE_MAX_MS,
      signal,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DhanError({
      code: 'NO_ANSWER',
      class: 'unavailable',
      message: `instruments: no answer from ${href}: ${why}; is this machine online?`,
      httpStatus: null,
      request: nameOf(href),
      cause: error,
    });
  }
}

function plain(body: Readable, encoding: string, href: string): Readable {
  if (encoding === 'identity') return body;
  const decompress = DECOMPRESS[encoding.toLowerCase()];
  if (decompress) return pipeline(body, decompress(), () => undefined);
  body.destroy();
  throw new DhanError({
    code: 'UNREADABLE',
    class: 'unknown',
    message: `instruments: expected a plain or gzip body from ${href}, found content-encoding ${encoding}`,
    httpStatus: 200,
    request: nameOf(href),
  });
}

function nameOf(href: string): string {
  return `GET ${new URL(href).pathname}`;
}
