import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { linkId } from '@dhancopy/domain/ids';
import { newLinkedStore, OPENING } from '../store/testing.ts';
import { flattenRequests, requestFlatten } from './flatten-requests.ts';
import { Flattener } from './flattener.ts';
import { ManualClock } from './testing/manual-clock.ts';

const NOW = OPENING * 1000;
const LINK = linkId(1);

/** A flattener that has begun with one link, an engine whose positions the test closes, and a way to make reads of the settings fail. */
function begun() {
  const store = newLinkedStore(1);
  const clock = new ManualClock(NOW);
  const notices: string[] = [];
  const posted: string[] = [];
  const book = { isFlat: false };
  const flattener = new Flattener({
    store,
    clock,
    notify: ({ code }) => notices.push(code),
    engine: {
      isFlat: () => book.isFlat,
      isStopping: () => false,
      post: ({ type }) => posted.push(type),
      record: (write) => {
        write(store);
      },
    },
  });
  const other = new DatabaseSync(store.path);
  const readable = (isReadable: boolean): void => {
    other.exec(isReadable ? 'ALTER TABLE aside RENAME TO config' : 'ALTER TABLE config RENAME TO aside');
  };
  requestFlatten(store, [LINK], NOW, 'test');
  expect(flattener.takeUp()).toEqual([LINK]);
  return { store, clock, notices, posted, book, flattener, readable };
}

it('closing goes on while the requests cannot be read, and a request that cannot be read is not withdrawn', async () => {
  const { store, clock, notices, posted, book, flattener, readable } = begun();
  await clock.advance(600);
  readable(false);
  const before = posted.length;
  expect(flattener.takeUp()).toEqual([]);
  await clock.advance(2_000);
  expect(posted.length).toBeGreaterThan(before);
  readable(true);
  book.isFlat = true;
  await clock.advance(600);
  expect(notices).toEqual(['FLATTENED']);
  expect(flattenRequests(store)).toEqual([]);
});

it('what is not closed in time is watched until it is, also past a read that fails', async () => {
  const { store, clock, notices, book, readable } = begun();
  await clock.advance(21_000);
  expect(notices).toEqual(['FLATTEN_INCOMPLETE']);
  readable(false);
  await clock.advance(5_000);
  readable(true);
  book.isFlat = true;
  await clock.advance(600);
  expect(notices).toEqual(['FLATTEN_INCOMPLETE', 'FLATTENED']);
  expect(flattenRequests(store)).toEqual([]);
});
