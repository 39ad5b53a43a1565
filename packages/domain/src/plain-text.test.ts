import { expect, it } from 'vitest';
import { plainLine, plainText } from './plain-text.ts';

it.each([
  ['a name that clears the screen', 'Ravi\u001b[2J\u001b[1;1H', 'Ravi[2J[1;1H'],
  ['a reason that colours what follows', 'a\u001b[31mb', 'a[31mb'],
  ['a bell and a backspace', 'R\u0007a\u0008vi', 'Ravi'],
  ['an eight-bit escape', 'R\u009b2Javi', 'R2Javi'],
  ['text that runs the other way', 'Ravi\u202etxt', 'Ravitxt'],
  ['lines and tabs stay', 'a\tb\nc', 'a\tb\nc'],
  ['Indian names stay', 'आशा ரவி', 'आशा ரவி'],
])('%s', (_what, text, expected) => {
  expect(plainText(text)).toBe(expected);
});

it('makes one line of several', () => {
  expect(plainLine(' two\nlines\u001b[31m\r\n')).toBe('two lines[31m');
});
