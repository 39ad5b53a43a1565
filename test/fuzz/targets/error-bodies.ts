import { ERROR_CLASSES } from '@dhancopy/dhan/errors';
import { turnedAway } from '@dhancopy/dhan/feed/refusal';
import { ERROR_BODIES } from '@dhancopy/dhan/testing/error-bodies';
import { authFaultOf, classify, errorIn, isEmptyList, isMintLock } from '@dhancopy/dhan/wire/error-body';
import { mutateJsonText } from '../mutate.ts';
import { Finding } from '../oracle.ts';
import type { Target } from '../target.ts';

const STATUSES = [101, 200, 202, 301, 400, 401, 403, 404, 408, 429, 499, 500, 503, 999] as const;

/** Every text and every key in a body. */
function wordsOf(body: unknown): Set<string> {
  const words = new Set<string>();
  const open: unknown[] = [body];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) {
      words.add(String(node));
      continue;
    }
    if (!Array.isArray(node)) for (const key of Object.keys(node)) words.add(key);
    open.push(...(Object.values(node) as unknown[]));
  }
  return words;
}

/** The five shapes of an error, and the client's result for them. */
export const ERROR_TARGET: Target = {
  name: 'error bodies',
  weight: 8,
  run(chance, note) {
    const [, body] = chance.pick(ERROR_BODIES);
    const text = mutateJsonText(typeof body === 'string' ? {} : body, chance);
    const status = chance.pick(STATUSES);
    note(`${status} ${text}`);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = undefined;
    }
    const error = errorIn(parsed);
    const kind = classify(status, error);
    if (!ERROR_CLASSES.includes(kind)) throw new Finding(`class ${kind}`);
    if ((kind === 'auth') !== (authFaultOf(status, error) !== null))
      throw new Finding(`class ${kind} without its fault`);
    if (error !== null) {
      const words = wordsOf(parsed);
      const isOurs = error.code === 'UNKNOWN' || /^HTTP-\d+(\.\d+)?(e\+\d+)?$/.test(error.code);
      if (!isOurs && !words.has(error.code)) throw new Finding(`code ${error.code} is not in the body`);
      if (error.message !== '' && !words.has(error.message))
        throw new Finding(`message ${error.message} is not in the body`);
      if (error.innerCode !== null && !words.has(error.innerCode))
        throw new Finding(`inner code ${error.innerCode} is not in the body`);
      // An "empty" answer may neither stop an account nor cause a wait.
      if (isEmptyList(error) && isMintLock(error)) throw new Finding('empty and locked at once');
    }
    const refused = turnedAway(status, chance.pick([null, '60', '-1', '1e9', 'x']) ?? undefined, text, 'feed');
    if (refused.retryAfterMs !== null && !(refused.retryAfterMs >= 0 && refused.retryAfterMs < 1e9))
      throw new Finding('a wait without end');
  },
};
