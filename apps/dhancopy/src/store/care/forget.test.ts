import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { Connection } from '../file/connection.ts';
import type { Store } from '../store.ts';
import { newLinkedStore, OPENING, rawDatabase } from '../testing.ts';
import { forgetOldRows } from './forget.ts';

const DAY = 86_400;
const HEAD = { account_id: 'F1', account_type: 'follower' } as const;
let store: Store & { readonly path: string };
let db: Connection;
beforeEach(() => {
  store = newLinkedStore(1);
  db = new Connection({ path: store.path, readOnly: false, synchronous: 'full', now: () => OPENING * 1000 });
});
afterEach(() => db.close());

const forget = (): Promise<object> => forgetOldRows(db, OPENING * 1000);
const rows = (sql: string): object[] =>
  rawDatabase(store.path)
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));

describe('messages', () => {
  const frame = (days: number): number =>
    store.websockets.insertMessage({
      ...HEAD,
      connection_id: 'c',
      message_type: 'order_alert',
      payload: '{}',
      sequence_number: days,
      received_at: OPENING - days * DAY,
    });

  it('go after their days, those that were dealt with; connections go when they have ended', async () => {
    store.transaction(() => {
      for (let n = 0; n < 50; n += 1) store.websockets.markProcessed(frame(15));
      store.websockets.markProcessed(frame(13));
      frame(20);
      const connection = { ...HEAD, ws_url: 'wss://x', subscribed_events: 'order_alert' };
      const old = store.websockets.openConnection({ ...connection, connection_id: 'old' });
      store.websockets.updateConnection(old, { status: 'ERROR', disconnected_at: OPENING - 15 * DAY });
      store.websockets.openConnection({ ...connection, connection_id: 'open since' });
    });
    expect(await forget()).toEqual({ websocket_messages: 50, websocket_connections: 1 });
    expect(rows('select sequence_number as n from websocket_messages order by n')).toEqual([{ n: 13 }, { n: 20 }]);
    expect(rows('select connection_id as id from websocket_connections')).toEqual([{ id: 'open since' }]);
    expect(await forget()).toEqual({});
  });
});

it('postbacks and counts of requests go after their days; other programs keep their rows', async () => {
  const event = {
    ...HEAD,
    event_type: 'TRADED',
    payload: '{}',
    body_hash: null,
    signature: null,
    is_verified: null,
  } as const;
  for (const days of [91, 89]) {
    store.postbacks.markProcessed(store.postbacks.insertEvent({ ...event, received_at: OPENING - days * DAY }));
  }
  store.postbacks.insertEvent({ ...event, received_at: OPENING - 200 * DAY });
  const raw = rawDatabase(store.path);
  const sec = OPENING - 31 * DAY;
  raw.exec(`insert into rate_limit_tracking (account_type, endpoint, window_start, window_end, created_at, account_id)
            values ('follower', 'orders', ${sec}, ${sec}, 1, 'F1'), ('follower', 'orders', ${sec}, ${sec}, 1, null)`);
  expect(await forget()).toEqual({ postback_events: 1, rate_limit_tracking: 1 });
  expect(rows('select is_processed as p from postback_events order by p')).toEqual([{ p: 0 }, { p: 1 }]);
});

it('tokens that are not in use any more go after 30 days; the one in use stays, and so do those of other programs', async () => {
  const raw = rawDatabase(store.path);
  const token = (days: number, isActive: 0 | 1, account: string | null): void => {
    const sec = OPENING - days * DAY;
    raw
      .prepare(
        `insert into auth_tokens (account_type, access_token, is_active, created_at, updated_at, account_id)
         values ('follower', ?, ?, ?, ?, ?)`,
      )
      .run(`v1.${days}`, isActive, sec, sec, account);
  };
  token(31, 0, 'F1');
  token(29, 0, 'F1');
  token(400, 1, 'F1');
  token(31, 0, null);
  expect(await forget()).toEqual({ auth_tokens: 1 });
  expect(rows('select access_token as t from auth_tokens order by id')).toEqual([
    { t: 'v1.29' },
    { t: 'v1.400' },
    { t: 'v1.31' },
  ]);
});

it('synchronisations go after 90 days and after their changes; the last whole one stays, and what came after it', async () => {
  const raw = rawDatabase(store.path);
  const sync = (days: number, isWhole: boolean): number =>
    Number(
      raw
        .prepare(
          `insert into instrument_syncs
             (source, started_at, finished_at, rows_before, rows_after, added, changed, removed, segments, left_out)
           values (?, ?, ?, 0, 0, 0, 0, 0, '[]', '{}')`,
        )
        .run(`${days}`, OPENING - days * DAY, isWhole ? OPENING - days * DAY : null).lastInsertRowid,
    );
  const changed = sync(120, true);
  sync(110, true);
  sync(100, true);
  sync(95, false);
  raw
    .prepare(
      `insert into instrument_changes (sync_id, exchange_segment, security_id, field) values (?, 'NSE_EQ', '1333', 'lot_size')`,
    )
    .run(changed);
  expect(await forget()).toEqual({ instrument_syncs: 1 });
  const left = 'select source as s from instrument_syncs order by id';
  expect(rows(left)).toEqual([{ s: '120' }, { s: '100' }, { s: '95' }]);
  raw.exec('delete from instrument_changes');
  expect(await forget()).toEqual({ instrument_syncs: 1 });
});

describe('snapshots', () => {
  /** Five a day, at 00:10, 09:15, 12:00, 15:20 and 23:50 Indian time, of the days before. */
  const TIMES = [10, 555, 720, 920, 1_430];
  const today = istDayStart(OPENING * 1000) / 1000;
  const at = (days: number, minute: number): number => today - days * DAY + minute * 60;

  function record(days: number): void {
    for (const minute of TIMES) {
      const head = { ...HEAD, snapshot_ts: at(days, minute) };
      store.positions.record(
        head,
        ['1', '2', '3'].map((security_id) => ({
          security_id,
          exchange_segment: 'NSE_EQ',
          product: 'CNC',
          net_qty: minute,
        })),
      );
      store.holdings.record(head, [
        { security_id: '1', exchange_segment: 'NSE_EQ', total_qty: 1, available_qty: minute },
      ]);
      store.funds.record(head, { available_balance: minute });
    }
  }

  it('of old days are thinned to the last one of each Indian day, and the younger stay whole', async () => {
    for (const days of [400, 33, 32, 31, 30, 29, 1]) record(days);
    expect(await forget()).toEqual({
      // Four of five, of the four days that are wholly older than thirty.
      positions: 4 * 4 * 3,
      holdings: 4 * 4,
      funds: 4 * 4,
    });
    for (const table of ['positions', 'holdings', 'funds']) {
      const days = rows(`select distinct snapshot_ts as ts from ${table} order by ts`) as { ts: number }[];
      expect(days.map(({ ts }) => ts)).toEqual([
        ...[400, 33, 32, 31].map((day) => at(day, 1_430)),
        ...[30, 29, 1].flatMap((day) => TIMES.map((minute) => at(day, minute))),
      ]);
    }
    expect(rows(`select net_qty as q from positions where snapshot_ts = ${at(400, 1_430)}`)).toHaveLength(3);
    expect(await forget()).toEqual({});
  });
});

it.each(['0', '-5', '', 'thirty'])('nothing is removed when any of the days is "%s"', async (days) => {
  store.postbacks.markProcessed(
    store.postbacks.insertEvent({
      ...HEAD,
      event_type: 'TRADED',
      payload: '{}',
      body_hash: null,
      signature: null,
      is_verified: null,
      received_at: 1,
    }),
  );
  rawDatabase(store.path).prepare("update config set value = ? where key = 'snapshot_retention_days'").run(days);
  await expect(forget()).rejects.toThrow(/snapshot_retention_days: expected a whole number from 1/);
  expect(rows('select 1 from postback_events')).toHaveLength(1);
});
