import { expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import type { StatementsApi } from '@dhancopy/dhan/rest/statements/api';
import { newLinkedStore } from '../../../store/testing.ts';
import { systemClock } from '../../time/clock.ts';
import { Recorder } from '../../recorder.ts';
import { StatementSync } from './statement-sync.ts';

it('a stop in the middle of several accounts is the end of it: the database may be closed', async () => {
  const store = newLinkedStore(6);
  const asked: string[] = [];
  const api = (id: string) =>
    ({
      getLedger: async () => {
        asked.push(id);
        await systemClock.sleep(30);
        return [];
      },
      getTradeHistory: () => Promise.resolve([]),
    }) as unknown as StatementsApi;
  const sync = new StatementSync({
    clock: systemClock,
    store,
    recorder: new Recorder(store, systemClock, (error) => expect.fail(String(error))),
    sources: () =>
      [1, 2, 3, 4, 5, 6].map((n) => ({
        account: { id: accountId(`F${n}`), role: 'follower' },
        api: api(`F${n}`),
        turn: () => Promise.resolve(),
      })),
    firstMs: 0,
    gapMs: 0,
  });
  sync.start();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await sync.stop();
  store.close();
  const before = asked.length;
  // What went on would find the database closed.
  await systemClock.sleep(150);
  expect(asked).toHaveLength(before);
  expect(new Set(asked).size).toBeLessThan(6);
});
