import { formatCount } from '@dhancopy/domain/rupees';
import { maskTokens } from '../../store/secrets/redact.ts';

/** What was found in place of what was expected. A value in the wrong place may be a secret: a token, or an address with a password. */
export function foundWords(text: string): string {
  if (maskTokens(text) !== text || /:\/\/[^/]*@/.test(text)) return ', and found a text that may be a secret';
  if (text.length > 60) return `, and found ${formatCount(text.length)} characters`;
  return `, and found ${JSON.stringify(text)}`;
}
