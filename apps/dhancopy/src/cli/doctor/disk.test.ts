import { expect, it } from 'vitest';
import { checkDisk } from './disk.ts';

it.each([
  [2e9, false, 'ok', '1.9 GiB free in /data'],
  [400e6, false, 'warning', '381.5 MiB free in /data'],
  [400e6, true, 'failed', '381.5 MiB free in /data: entries are not copied, exits are'],
])('%d bytes free, short: %s: %s', (bytes, isShort, verdict, found) => {
  const finding = checkDisk('/data', isShort, () => bytes);
  expect(finding).toMatchObject({ scope: 'machine', check: 'disk', verdict, found });
  expect(finding.fix === null).toBe(verdict === 'ok');
});
