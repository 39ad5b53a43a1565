import { afterEach, expect, it, vi } from 'vitest';
import type { Notice } from '../engine/index.ts';
import { DatabaseError } from '../store/file/errors.ts';
import type { Store } from '../store/store.ts';
import { newLinkedStore, rawDatabase } from '../store/testing.ts';
import { Recorder } from './recorder.ts';
import { systemClock } from './time/clock.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

function bench() {
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

function refuse(): never {
  throw new DatabaseError('DISK_FULL', 'no room left for the database');
}
