import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineClient } from 'dhancopy/cli/engine/client';
import { readSettings } from 'dhancopy/runtime/settings';
import type { Settings } from 'dhancopy/runtime/settings';
import { openStore } from 'dhancopy/store/store';
import { createKeyFile } from 'dhancopy/store/secrets/vault-key';
import { within } from '@dhancopy/simulation/within';
import { EngineProcess } from '../crash/engine-process.ts';
import { ListServer } from '../kit/list-server.ts';
import { detailed, market } from '../kit/scrip-list.ts';
import type { Listed } from '../kit/scrip-list.ts';

const MAIN = fileURLToPath(new URL('../../apps/dhancopy/bin/start.js', import.meta.url));
const TODAY = market(4_000, 8_000);
/** Every lot and name is different, some contracts are gone, and as many are new. */
const TOMORROW: Listed[] = [
  ...TODAY.slice(500).map((row) => ({ ...row, name: `${row.name ?? row.symbol} new`, lot: row.lot ? '30.0' : '1.0' })),
  ...Array.from({ length: 500 }, (_, n) => ({ id: String(900_000 + n), symbol: `NEW${n}` })),
];

let server: ListServer;
let settings: Settings;
let engine: EngineProcess | null = null;
beforeEach(async () => {
  server = await ListServer.start();
  settings = readSettings({
    DHANCOPY_HOME: mkdtempSync(join(tmpdir(), 'dhancopy-killed-')),
    DHAN_API_URL: 'http://127.0.0.1:9/v2',
    DHAN_ORDER_STREAM_URL: 'ws://127.0.0.1:9',
    DHAN_INSTRUMENTS_URL: server.url,
  });
  openStore({ path: settings.databasePath, key: createKeyFile(join(settings.home, 'key')) }).close();
  server.serves(detailed(TODAY));
  engine = new EngineProcess(settings);
  await engine.ready();
});
afterEach(async () => {
  await engine?.end();
  await server.close();
  rmSync(settings.home, { recursive: true, force: true });
});

function query<T>(sql: string): T[] {
  const db = new DatabaseSync(settings.databasePath, { timeout: 5_000 });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
}

async function untilTrue(what: string, condition: () => boolean): Promise<void> {
  if (!(await within(20_000, condition, 2))) throw new Error(`waited for: ${what}\n${engine?.output ?? ''}`);
}

/** Each row is today's or tomorrow's, complete. */
function states(): { old: number; new: number; neither: number } {
  const of = (rows: readonly Listed[]): Map<string, string> =>
    new Map(rows.map((row) => [row.id, `${row.name ?? row.symbol} ${Number(row.lot ?? '1')}`]));
  const [today, tomorrow] = [of(TODAY), of(TOMORROW)];
  const counts = { old: 0, new: 0, neither: 0 };
  for (const { security_id, name, lot_size } of query<{ security_id: string; name: string; lot_size: number }>(
    'select security_id, name, lot_size from instruments',
  )) {
    const found = `${name} ${lot_size}`;
    if (tomorrow.get(security_id) === found) counts.new += 1;
    else if (today.get(security_id) === found) counts.old += 1;
    else counts.neither += 1;
  }
  return counts;
}

it('an engine killed during an import leaves complete rows, and the next start imports the rest', async () => {
  expect(states()).toEqual({ old: 12_000, new: 0, neither: 0 });
  server.serves(detailed(TOMORROW));
  const client = await EngineClient.find(settings.home);
  const asked = client?.execute({ op: 'instruments.sync', acceptFewer: false });
  const failed = expect(asked).rejects.toThrow();
  await untilTrue('some rows are written', () => states().new > 0);
  await engine?.kill();
  await failed;
  expect(query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  const after = states();
  expect(after.neither).toBe(0);
  expect(after.new).toBeGreaterThan(0);
  expect(after.old).toBeGreaterThan(0);
  expect(query('select finished_at from instrument_syncs order by id')).toEqual([
    { finished_at: expect.any(Number) as number },
    { finished_at: null },
  ]);

  engine = new EngineProcess(settings);
  await engine.ready();
  expect(states()).toEqual({ old: 0, new: 12_000, neither: 0 });
  // The first record reports the rows written before the kill, the second the rest.
  expect(
    query("select count(*) as n, count(distinct security_id) as ids from instrument_changes where field = 'lot_size'"),
  ).toEqual([{ n: 8_000, ids: 8_000 }]);
});

it('a command killed during an import without an engine leaves the old table or the new one', async () => {
  await engine?.kill();
  server.serves(detailed(TOMORROW));
  for (const afterMs of [150, 450, 650, 750, 850, 950, 1_100]) {
    const child = spawn(process.execPath, [MAIN, 'instruments', 'sync'], {
      env: { PATH: process.env['PATH'] ?? '', DHANCOPY_HOME: settings.home, DHAN_INSTRUMENTS_URL: server.url },
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill('SIGKILL');
    await ended;
    const found = states();
    expect(query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    if (found.new > 0) expect(found).toEqual({ old: 0, new: 12_000, neither: 0 });
    else expect(found).toEqual({ old: 12_000, new: 0, neither: 0 });
  }
});
