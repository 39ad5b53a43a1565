import { expect, it } from 'vitest';
import { linkFromRow } from './link-rows.ts';
import { storedLinkSettings } from './link-settings.ts';
import { operation } from './operations.ts';
import { newLinkedStore } from '../store/testing.ts';

const SET = { op: 'link.set', leader: '1000000001', follower: '2000000001' } as const;

it.each([
  [{ fillTimeoutMs: 99 }, 'fillTimeoutMs: expected a time from 100ms to 1h'],
  [{ lateEntryMs: 86_400_001 }, 'lateEntryMs: expected a time from 0s to 24h'],
  [{ priceBandBps: -1 }, 'priceBandBps: expected a percentage from 0% to 100%'],
  [
    { products: { CNC: 'INTRADAY' } },
    'products: expected delivery (CNC, MTF) copied as delivery, such as CNC=MTF; CNC',
  ],
  [{ products: { GOLD: 'CNC' } }, "products: expected <leader's>=<follower's>"],
  [{}, ': expected a setting to change'],
])('a request that asks for %j is refused', (setting, words) => {
  const issue = operation.safeParse({ ...SET, ...setting }).error?.issues[0];
  expect(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`).toContain(words);
});

it('a link of an older version may have any pair of products', () => {
  const [row] = newLinkedStore(1).links.list();
  if (!row) throw new Error('a link is in the store');
  const { settings } = linkFromRow({ ...row, settings: { products: { CNC: 'INTRADAY' }, lateEntryMs: 300 } });
  expect(settings).toMatchObject({ products: { CNC: 'INTRADAY' }, lateEntryMs: 300, fillTimeoutMs: 5_000 });
});

it('each setting of a link has its words', () => {
  for (const [key, { description }] of Object.entries(storedLinkSettings.shape)) {
    expect({ key, words: description?.length ?? 0 }).not.toEqual({ key, words: 0 });
  }
});
