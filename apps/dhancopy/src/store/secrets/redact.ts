/** What stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Deeper than any payload of the broker; beyond it a value is cut, because what is not read cannot be redacted. */
const DEPTH_MAX = 32;

/** Names as compared: lower case, letters and digits only (`access-token`, `accessToken` and `ACCESS_TOKEN` are one). */
const SECRET_NAME =
  /(?:token|tokenid|pin|totp|otp|secret|authorization|password|passphrase|apikey|privatekey|cookie|consentid|consentappid)$/;

/** Three base64url parts that start with `{"`: the shape of every access token of the broker. A header is below 1,000. */
const JWT = /eyJ[\w-]{5,1000}\.[\w-]{5,}\.?[\w-]*/g;

/** `Bearer abc`, wherever it stands. */
const BEARER = /\b(bearer|basic)\s+(?!\[redacted\])[\w.~+/=-]{6,}/gi;

/** The address of an account's postbacks: whoever knows its last part may post. */
const POSTBACK = /(\/postback\/)[\w-]{20,}/g;

/** How a secret's name ends; no run of letters before it is matched, so that long text costs one pass. */
const NAME = /(?:token|token_?id|pin|otp|secret|password|passphrase|(?:api|private)[_-]?key|consent(?:app)?_?id)/
  .source;

/** The sign between a name and its value, quotes and escapes included; not where the value is masked already. */
const SIGN = /\\*["']?\s*[:=](?!\s*\\*["']?\[redacted\])\s*/.source;

/** A header whose whole value is secret, up to the end of its line or string. */
const HEADER = new RegExp(`(authorization|cookie)(${SIGN}\\\\*["']?)[^"'\\\\\\r\\n}]+`, 'gi');

/** `"name":"value"`, also with escaped quotes, as in JSON inside text: the value ends at the same quote. */
const QUOTED = new RegExp(`(${NAME})(${SIGN})(\\\\*["'])(?:(?!\\3)[^])+`, 'gi');

/** `name: value` and `name=value` without quotes, as in headers and URLs. */
const BARE = new RegExp(`(${NAME})(${SIGN})[^\\s"'&,;}\\]\\\\]+`, 'gi');

/**
 * A copy without secrets: tokens, PINs, one-time codes, secrets and authorisation headers are masked wherever they are
 * nested, by their name, and anything that looks like a JWT by its look. Applying it twice changes nothing more.
 *
 * Source: the seed's "Log Redaction", and `authentication.md` for how the broker spells its secrets.
 */
export function redact(value: unknown): unknown {
  return redactNested(value, 0, []);
}

/** Masks whatever looks like an access token, and leaves every other word: for text for the operator. */
export function maskTokens(text: string): string {
  return text.replace(JWT, REDACTED);
}

/** `redact` for text: headers, URLs, JSON, error messages. */
export function redactText(text: string): string {
  const json = parseJson(text);
  if (json !== undefined) return JSON.stringify(redact(json));
  return text
    .replace(HEADER, `$1$2${REDACTED}`)
    .replace(JWT, REDACTED)
    .replace(POSTBACK, `$1${REDACTED}`)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(QUOTED, `$1$2$3${REDACTED}`)
    .replace(BARE, `$1$2${REDACTED}`);
}

/** The redacted value as text for a TEXT column: text as it is, everything else as JSON; null for nothing. */
export function redactedColumn(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return redactText(value);
  return JSON.stringify(redact(value));
}

function redactNested(value: unknown, depth: number, above: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH_MAX) return '[too deep]';
  if (above.includes(value)) return '[circular]';
  const path = [...above, value];
  const inside = (part: unknown): unknown => redactNested(part, depth + 1, path);
  if (value instanceof Date) return value.toJSON();
  if (value instanceof URL) return redactText(value.href);
  if (Array.isArray(value)) return value.map(inside);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Set) return [...value].map(inside);
  const entries: (readonly [unknown, unknown])[] =
    value instanceof Map ? [...value] : [...Object.entries(value), ...errorEntries(value)];
  return Object.fromEntries(
    entries.map(([name, part]) => [String(name), isSecret(String(name), part) ? REDACTED : inside(part)]),
  );
}

/** What an error says is not enumerable, and is what a log is for. */
function errorEntries(value: object): [string, unknown][] {
  if (!(value instanceof Error)) return [];
  return Object.entries({ name: value.name, message: value.message, stack: value.stack, cause: value.cause }).filter(
    ([, part]) => part !== undefined,
  );
}

function isSecret(name: string, part: unknown): boolean {
  if (part === null || part === undefined || typeof part === 'boolean') return false;
  const compared = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return SECRET_NAME.test(compared);
}

function parseJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
