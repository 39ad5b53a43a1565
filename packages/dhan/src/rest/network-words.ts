/** What a code of the operating system or of undici means to somebody who waits for a connection. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EADDRNOTAVAIL: 'this machine does not have the local address of the account',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no network',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'nobody answered in time',
  UND_ERR_CONNECT_TIMEOUT: 'nobody answered in time',
  UND_ERR_HEADERS_TIMEOUT: 'the answer did not come in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half way',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CLOSED: 'the client was closed',
};

/** In plain words, with the code for who looks further: `nothing listens at that address (ECONNREFUSED)`. */
export function networkWords(code: string): string {
  const words = WORDS[code];
  if (words === undefined) return code === '' ? 'for an unknown reason' : code;
  return `${words} (${code})`;
}
