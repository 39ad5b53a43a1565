/** Characters that move the cursor, colour, ring or turn the direction of text: control characters, and Unicode's of the same kind. */
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** Text from anywhere, safe for a terminal: a name or a broker's message cannot move the cursor or colour. Lines and tabs stay. */
export function plainText(text: string): string {
  return text.replaceAll(CONTROL, '');
}

/** The same in one line. */
export function plainLine(text: string): string {
  return plainText(text.replaceAll(/\s+/gu, ' ')).trim();
}
