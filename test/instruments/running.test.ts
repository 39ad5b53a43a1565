import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { operation, runOperation } from 'dhancopy/runtime/operations';
import { withoutEngine } from 'dhancopy/runtime/operations/without-engine';
import { openStore } from 'dhancopy/store/store';
import type { SyncRow } from 'dhancopy/store/instruments/instrument-syncs';
import { ListServer } from '../kit/list-server.ts';
import { HDFC, Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
const CALL = { exchangeSegment: 'NSE_FNO', securityId: '52345' } as const;
const PUT = { exchangeSegment: 'NSE_FNO', securityId: '52346' } as const;

let server: ListServer;
let rig: Rig;
/** The emulated broker's own list. The server serves it with the edits of a test. */
let list: string;
beforeEach(async () => {
  server = await ListServer.start();
  rig = await Rig.create({
    start: false,
    instrumentsUrl: server.url,
    emulator: { extraInstruments: 1_000 },
    followers: [{ id: FOLLOWER, ratio: '1' }],
  });
  list = await (await fetch(rig.emulator.instrumentsUrl)).text();
});
afterEach(async () => {
  await rig.close();
  await server.close();
});

/** Lines of the list, edited or left out. */
function edited(edit: (line: string, key: string) => string | null): string {
  const [header = '', ...lines] = list.trimEnd().split('\n');
  const kept = lines
    .map((line) => {
      const [exchange, segment, id] = line.split(',');
      return edit(line, `${exchange}/${segment}/${id}`);
    })
    .filter((line) => line !== null);
  return `${[header, ...kept].join('\n')}\n`;
}

function shares(from: number, count: number): string {
  return Array.from(
    { length: count },
    (_, n) =>
      `NSE,E,${from + n},INX${n},EQUITY,,NEW${n},NEW LIMITED,New ${n},ES,EQ,1.0,,,,5.0000,NA,N,N,N,NA,A,0,0,0,0,0,0,1,2,1,0,\n`,
  ).join('');
}

function lastSync(): SyncRow | undefined {
  return rig.query<SyncRow>('select * from instrument_syncs order by id desc limit 1')[0];
}

it('copies every order of the leader once while thousands of rows are written', async () => {
  server.serves(list);
  await rig.start();
  server.serves(list + shares(5_000_000, 6_000));
  const sync = { isDone: false };
  const synced = rig.do({ op: 'instruments.sync' }).finally(() => (sync.isDone = true));
  let placed = 0;
  while (!sync.isDone || placed < 5) {
    rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
    placed += 1;
    await rig.until('copied', () => rig.net(FOLLOWER) === placed * 10);
    await sleep(20);
  }
  expect(await synced).toMatch(/6,000 added, 0 removed, 0 changed/);
  expect(lastSync()).toMatchObject({ added: 6_000, finished_at: expect.any(Number) as number });
  expect(rig.query("select count(*) as n from instruments where symbol like 'NEW%'")).toEqual([{ n: 6_000 }]);
  expect(rig.orders(FOLLOWER)).toHaveLength(placed);
  expect(rig.notices).toEqual([]);
});

it('finds a contract that is listed today as soon as it is in the list', async () => {
  server.serves(edited((line, key) => (key === 'NSE/D/52345' ? null : line)));
  await rig.start();
  const buy = { ...CALL, transactionType: 'BUY', productType: 'MARGIN', quantity: 65 } as const;
  const early = rig.leaderPlaces(buy);
  await rig.until('refused', () => rig.mapping(early)?.reason_code === 'UNKNOWN_INSTRUMENT');
  server.serves(list);
  await rig.do({ op: 'instruments.sync' });
  rig.leaderPlaces(buy);
  await rig.until('copied', () => rig.net(FOLLOWER, CALL) === 65);
});

it('fetches the list by itself for a missing contract, but not repeatedly', async () => {
  server.serves(edited((line, key) => (key === 'NSE/D/52345' || key === 'NSE/D/52346' ? null : line)));
  await rig.start();
  const before = server.asked.length;
  server.serves(edited((line, key) => (key === 'NSE/D/52346' ? null : line)));
  const rests = { transactionType: 'BUY', productType: 'MARGIN', orderType: 'LIMIT', price: 10, quantity: 65 } as const;
  const listed = rig.leaderPlaces({ ...CALL, ...rests });
  await rig.until('the copy to rest', () => rig.mapping(listed)?.status === 'placed');
  expect(server.asked.length - before).toBe(1);
  for (let times = 0; times < 3; times += 1) {
    const unlisted = rig.leaderPlaces({ ...PUT, ...rests });
    await rig.until('the refusal', () => rig.mapping(unlisted)?.reason_code === 'UNKNOWN_INSTRUMENT');
  }
  await sleep(1_000);
  expect(server.asked.length - before).toBe(1);
});

it('sizes by the new lot at once, and warns of held contracts', async () => {
  server.serves(list);
  await rig.start();
  rig.leaderPlaces({ ...CALL, transactionType: 'BUY', productType: 'MARGIN', quantity: 130 });
  await rig.until('copied', () => rig.net(FOLLOWER, CALL) === 130);
  rig.leaderPlaces({ ...PUT, transactionType: 'BUY', productType: 'MARGIN', quantity: 65 });
  await rig.until('copied', () => rig.net(FOLLOWER, PUT) === 65);
  rig.leaderPlaces({ ...PUT, transactionType: 'SELL', productType: 'MARGIN', quantity: 65 });
  await rig.until('out again', () => rig.net(FOLLOWER, PUT) === 0 && rig.mappings().every((row) => row.is_open === 0));

  // Rests far from the market: an open copy without a fill.
  const far = { productType: 'MARGIN', orderType: 'LIMIT', price: 10, quantity: 65 } as const;
  const resting = rig.leaderPlaces({ ...CALL, securityId: '52347', transactionType: 'BUY', ...far });
  await rig.until('the copy rests', () => rig.mapping(resting)?.status === 'placed');

  server.serves(edited((line, key) => (/NSE\/D\/5234[567]/.test(key) ? line.replace(',65.0,', ',130.0,') : line)));
  await rig.do({ op: 'instruments.sync' });
  const warning = (contract: RegExp): object => ({
    severity: 'WARNING',
    code: 'HELD_INSTRUMENT_CHANGED',
    text: expect.stringMatching(contract) as string,
    accountId: FOLLOWER,
    venueOrderId: null,
  });
  expect(rig.notices).toEqual([
    warning(/^NSE_FNO 52345 NIFTY-\w+-25000-CE: lot size 65 → 130; held by 2000000001; orders already copied/),
    warning(/^NSE_FNO 52347 NIFTY-\w+-25100-CE: lot size 65 → 130; held by 2000000001/),
  ]);
  await rig.until('in the error log', () =>
    rig
      .query<{ severity: string; account_id: string }>('select * from error_log')
      .some((row) => row.severity === 'WARNING' && row.account_id === FOLLOWER),
  );
  rig.leaderPlaces({ ...PUT, transactionType: 'BUY', productType: 'MARGIN', quantity: 195 });
  // One lot of 130, where three of 65 would have been 195.
  await rig.until('copied in whole new lots', () => rig.net(FOLLOWER, PUT) === 130);
});

it('keeps an unlisted contract while it is held, so that its exit is copied', async () => {
  server.serves(list);
  await rig.start();
  rig.leaderPlaces({ ...CALL, transactionType: 'BUY', productType: 'MARGIN', quantity: 65 });
  await rig.until('copied', () => rig.net(FOLLOWER, CALL) === 65);
  const without = edited((line, key) => (/NSE\/D\/5234[58]/.test(key) ? null : line));
  server.serves(without);
  expect(await rig.do({ op: 'instruments.sync' })).toMatch(/1 removed.*1 no longer listed but kept/);
  expect(rig.notices.map(({ text }) => text)).toEqual([expect.stringContaining("no longer in the broker's list")]);
  rig.leaderPlaces({ ...CALL, transactionType: 'SELL', productType: 'MARGIN', quantity: 65 });
  await rig.until('out', () => rig.net(FOLLOWER, CALL) === 0 && rig.mappings().every((row) => row.is_open === 0));
  expect(await rig.do({ op: 'instruments.sync' })).toMatch(/1 removed/);
  expect(rig.query("select 1 from instruments where security_id = '52345'")).toEqual([]);
});

it('writes the warning as a row of the error log without an engine', async () => {
  server.serves(list);
  await rig.start();
  rig.leaderPlaces({ ...CALL, transactionType: 'BUY', productType: 'MARGIN', quantity: 65 });
  await rig.until('copied', () => rig.net(FOLLOWER, CALL) === 65);
  await rig.stop();
  server.serves(edited((line, key) => (key === 'NSE/D/52345' ? line.replace(',1800.0,', ',900.0,') : line)));
  const store = openStore({ path: rig.settings.databasePath });
  const asked = operation.parse({ op: 'instruments.sync' });
  const done = await withoutEngine(
    store,
    rig.settings,
    () => undefined,
    (ctx) => runOperation(ctx, asked),
  );
  store.close();
  expect(done).toMatch(/1 changed/);
  expect(
    rig.query("select error_type, severity, account_type, account_id from error_log where severity = 'WARNING'"),
  ).toEqual([
    { error_type: 'HELD_INSTRUMENT_CHANGED', severity: 'WARNING', account_type: 'follower', account_id: FOLLOWER },
  ]);
  expect(rig.query('select field, old_value, new_value, held_by from instrument_changes')).toEqual([
    { field: 'freeze_qty', old_value: '1800', new_value: '900', held_by: `["${FOLLOWER}"]` },
  ]);
});

/** As if the list was imported long ago. */
function age(): void {
  rig.query('update instrument_syncs set finished_at = 1 returning id', 'write');
}

it('imports the list by itself when it is of an earlier day, while it copies', async () => {
  server.serves(list);
  await rig.start();
  server.serves(list + shares(5_000_000, 10));
  age();
  await rig.until('taken', () => lastSync()?.added === 10 && lastSync()?.finished_at !== null, 15_000);
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('copied', () => rig.net(FOLLOWER) === 10);
});

it("starts with the list of an earlier day when today's is not available, and reports it", async () => {
  server.serves(list);
  await rig.start();
  await rig.stop();
  age();
  server.status(503);
  await rig.start();
  expect(rig.notices).toMatchObject([{ severity: 'WARNING', code: 'INSTRUMENTS_NOT_SYNCED', accountId: null }]);
  expect(rig.notices[0]?.text).toContain('the list of 1970-01-01 05:30:01 IST is used');
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('copied', () => rig.net(FOLLOWER) === 10);
  await rig.until('in the error log', () => rig.query('select 1 from error_log where account_id is null').length === 1);
});

it('a broken list changes nothing, and the engine keeps copying', async () => {
  server.serves(list);
  await rig.start();
  server.serves('<html>maintenance</html>');
  await expect(rig.do({ op: 'instruments.sync' })).rejects.toMatchObject({ code: 'INSTRUMENTS_BROKEN' });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 10 });
  await rig.until('copied', () => rig.net(FOLLOWER, HDFC) === 10);
  expect(lastSync()?.added).toBeGreaterThan(1_000);
});

it('a stop during an import leaves complete rows, and the next start imports the rest', async () => {
  server.serves(list);
  await rig.start();
  server.serves(list + shares(5_000_000, 20_000));
  const ended = expect(rig.do({ op: 'instruments.sync' })).rejects.toThrow();
  await rig.until('being written', () => lastSync()?.finished_at === null, 20_000);
  await rig.stop();
  await ended;
  const { n } = rig.query<{ n: number }>("select count(*) as n from instruments where symbol like 'NEW%'")[0] ?? {
    n: -1,
  };
  expect(n).toBeGreaterThanOrEqual(0);
  expect(n).toBeLessThan(20_000);
  await rig.start();
  expect(lastSync()).toMatchObject({ added: 20_000 - n, finished_at: expect.any(Number) as number });
  expect(rig.query("select count(*) as n from instruments where symbol like 'NEW%'")).toEqual([{ n: 20_000 }]);
});
