/** Addresses of this machine. Plain http and ws carry the token unprotected, so they are allowed only here. */
const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** An address in the settings that cannot be used. PLAIN_URL: it would carry the token unprotected over a network. */
export class UrlError extends Error {
  override readonly name = 'UrlError';
  readonly code: 'BAD_URL' | 'PLAIN_URL';

  constructor(code: 'BAD_URL' | 'PLAIN_URL', message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws {UrlError} naming the setting when the text is not a URL, has another scheme, or is plain and not loopback. */
export function allowedUrl(text: string, schemes: readonly string[], setting: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The query of a market data socket contains the token. A user may have pasted the whole URL.
    const found = JSON.stringify(text.replace(/\?.*$/s, '?…'));
    throw new UrlError(
      'BAD_URL',
      `${setting}: expected a URL such as ${schemes[0] ?? 'https:'}//host/path, found ${found}`,
    );
  }
  if (!schemes.includes(url.protocol)) {
    throw new UrlError('BAD_URL', `${setting}: expected ${schemes.join(' or ')}, found ${url.protocol}`);
  }
  const isPlain = url.protocol === 'http:' || url.protocol === 'ws:';
  if (isPlain && !LOOPBACK.test(url.hostname)) {
    throw new UrlError(
      'PLAIN_URL',
      `${setting}: plain ${url.protocol}// is accepted for loopback addresses only, found host ${url.hostname}`,
    );
  }
  return url;
}
