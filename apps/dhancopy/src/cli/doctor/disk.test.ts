import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { checkDisk } from './disk.ts';

it.each([
  [2e9, false, 'ok', `1.9 GiB free in ${tmpdir()}`],
  [400e6, false, 'warning', `381.5 MiB free in ${tmpdir()}`],
  [
    1e6,
    false,
    'failed',
    `976.6 KiB free in ${tmpdir()}: too little for an engine to start with, or to set anything aside for exits`,
  ],
  [400e6, true, 'failed', `381.5 MiB free in ${tmpdir()}: entries are not copied, exits are`],
])('%d bytes free, short: %s: %s', (bytes, isShort, verdict, found) => {
  const finding = checkDisk(tmpdir(), isShort, () => bytes);
  expect(finding).toMatchObject({ scope: 'machine', check: 'disk', verdict, found });
  expect(finding.fix === null).toBe(verdict === 'ok');
});

it('a folder that is not there is named, with what to do', () => {
  const finding = checkDisk('/nowhere/data', false);
  expect(finding).toMatchObject({
    verdict: 'failed',
    found: 'there is no folder /nowhere/data',
    fix: 'run "dhancopy init"',
  });
});
