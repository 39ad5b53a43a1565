/** Characters that move the cursor, colour, ring or turn the direction of text: control characters, and Unicode's of the same kind. */
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;
/** What our own colours are made of. */
const COLOUR = /(\u001B\[[0-9;]*m)/u;

/** Text from anywhere, safe for a terminal: a name or a broker's message cannot move the cursor. Lines, tabs and colours stay. */
export function printable(text: string): string {
  return text
    .split(COLOUR)
    .map((part) => (COLOUR.test(part) ? part : part.replaceAll(CONTROL, '')))
    .join('');
}

/** The same for one cell of a table: in one line, and without colours. */
export function printableCell(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll(CONTROL, '').trim();
}
