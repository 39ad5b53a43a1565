import { inputException } from '../orders/refusal.ts';

/**
 * The JSON of a request, whatever its content type is: the official client sends JSON, the pages say form. A field that is null counts
 * as a field that was left out: the official client sends several with every order, and so do other live users.
 *
 * @param text - the body as received
 * @returns undefined for no body
 * @throws Refusal DH-905 for text that is not JSON
 */
export function jsonBody(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    return JSON.parse(text, (_field, value: unknown) => value ?? undefined);
  } catch {
    throw inputException('body: is not JSON');
  }
}
