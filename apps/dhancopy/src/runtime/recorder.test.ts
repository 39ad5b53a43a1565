import { afterEach, expect, it, vi } from 'vitest';
import type { Notice } from '../engine/index.ts';
import { DatabaseError } from '../store/file/errors.ts';
import type { Store } from '../store/store.ts';
import { newLinkedStore, rawDatabase } from '../store/testing.ts';
import { Recorder } from './recorder.ts';
import type { RoomAside } from './recorder.ts';
import { systemClock } from './time/clock.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

function bench(aside?: RoomAside) {
  const store = newLinkedStore();
  opened.push(store);
  const notices: Notice[] = [];
  const fatal: unknown[] = [];
  let now = 0;
  const recorder = new Recorder(
    store,
    { ...systemClock, nowMs: () => now },
    (error) => fatal.push(error),
    (notice) => notices.push(notice),
    aside,
  );
  return { store, recorder, notices, fatal, at: (ms: number) => (now = ms) };
}

const note = (text: string) => (store: Store) => {
  store.errors.add({ error_type: 'X', error_message: text });
};
const noted = (store: Store) => store.errors.since(0).map((row) => row.error_message);

it('reports a record that the schema refuses, and writes the others', () => {
  const { store, recorder, notices, fatal } = bench();
  recorder.add(note('one'));
  recorder.add((to) => to.audit.add({ action: 'x', account_type: 'nobody' as 'leader', account_id: null }));
  recorder.add(note('two'));
  recorder.flush();
  expect(noted(store)).toEqual(['one', 'two']);
  expect(notices).toMatchObject([{ code: 'RECORD_REFUSED', severity: 'ERROR' }]);
  expect(fatal).toEqual([]);
});

it('holds records while another program locks the file, reports it once, and writes them in order when the file is free', async () => {
  const { store, recorder, notices, fatal } = bench();
  const other = rawDatabase(store.path);
  opened.push(other);
  other.exec('begin immediate');
  recorder.add(note('one'));
  // Waits for the busy timeout.
  recorder.flush();
  recorder.add(note('two'));
  expect(noted(store)).toEqual([]);
  expect(notices).toMatchObject([{ code: 'RECORDS_HELD', severity: 'CRITICAL' }]);
  expect(notices[0]?.text).toContain('another program has locked the database');
  other.exec('rollback');
  await vi.waitFor(() => expect(noted(store)).toEqual(['one', 'two']), 5_000);
  expect(notices.map(({ code }) => code)).toEqual(['RECORDS_HELD', 'RECORDS_WRITTEN']);
  expect(fatal).toEqual([]);
}, 20_000);

it('when it does not end, or at the end, what cannot be written is fatal', () => {
  const { store, recorder, fatal, at } = bench();
  vi.spyOn(store, 'transaction').mockImplementation(refuse);
  recorder.add(note('one'));
  recorder.flush();
  expect(fatal).toEqual([]);
  at(60_001);
  recorder.flush();
  expect(fatal).toHaveLength(1);
  recorder.flush(true);
  expect(fatal).toHaveLength(2);
});

/** Room that was set aside: gone once it is given up. */
function room(): RoomAside & { isShort: boolean; isThere: boolean } {
  return {
    isShort: false,
    isThere: true,
    giveUp() {
      [this.isShort, this.isThere] = [true, false];
      return true;
    },
  };
}

it('on a full disk, what was set aside is given up at once, and records wait as long as it takes', () => {
  const aside = room();
  const { store, recorder, fatal, notices, at } = bench(aside);
  const full = vi.spyOn(store, 'transaction').mockImplementation(refuse);
  recorder.add(note('one'));
  recorder.flush();
  expect(aside.isShort).toBe(true);
  at(600_000);
  recorder.flush();
  expect([fatal, notices]).toEqual([[], []]);
  full.mockRestore();
  aside.isShort = false;
  recorder.flush();
  expect(noted(store)).toEqual(['one']);
});

it('at the end, what was set aside is for what waits', () => {
  const aside = room();
  const { store, recorder, fatal, notices } = bench(aside);
  vi.spyOn(store, 'transaction').mockImplementationOnce(refuse);
  recorder.add(note('one'));
  recorder.flush(true);
  expect([fatal, notices]).toEqual([[], []]);
  expect(noted(store)).toEqual(['one']);
});

function refuse(): never {
  throw new DatabaseError('DISK_FULL', 'no room left for the database');
}
