import { expect, it } from 'vitest';
import { printable, printableCell } from './printable.ts';
import { formatTable } from './table.ts';

it.each([
  ['a name that clears the screen', 'Ravi\u001b[2J\u001b[1;1H', 'Ravi[2J[1;1H'],
  ['a bell and a backspace', 'R\u0007a\u0008vi', 'Ravi'],
  ['an eight-bit escape', 'R\u009b2Javi', 'R2Javi'],
  ['text that runs the other way', 'Ravi\u202etxt', 'Ravitxt'],
  ['lines and tabs stay', 'a\tb\nc', 'a\tb\nc'],
  ['our own colours stay', '\u001b[32m✓\u001b[39m', '\u001b[32m✓\u001b[39m'],
  ['Indian names stay', 'आशा ரவி', 'आशा ரவி'],
])('%s', (_what, text, expected) => {
  expect(printable(text)).toBe(expected);
});

it('keeps a row of a table in one line', () => {
  expect(printableCell('two\nlines\u001b[31m')).toBe('two lines[31m');
  expect(formatTable(['NAME'], [['a\nb\u001b[2J']])).toBe('NAME\na b[2J');
});
