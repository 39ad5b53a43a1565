import { expect, it } from 'vitest';
import { parseSecrets } from './secrets.ts';
import { stepsOf } from './steps.ts';

it('shows no PIN whose client id was forgotten', () => {
  const secrets = parseSecrets('# accounts\n246813 JBSWY3DPEHPK3PXP');
  expect(() => stepsOf([], secrets, 'test')).toThrow(
    'secrets, line 2: its client id is not in the file of the accounts',
  );
  expect(() => parseSecrets('246813 A\n246813 B')).toThrow('secrets, line 2: its client id is there twice');
});
