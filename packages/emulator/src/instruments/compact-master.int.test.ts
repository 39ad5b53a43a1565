import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../emulator.ts';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ now: () => Date.parse('2026-11-20T05:00:00Z') });
});
afterEach(() => emulator.close());

it('serves the compact file with its sixteen columns, without a token', async () => {
  const answer = await fetch(emulator.compactInstrumentsUrl);
  expect(answer.headers.get('content-type')).toMatch(/text\/csv/);
  const lines = (await answer.text()).trimEnd().split('\n');
  expect(lines[0]?.split(',')).toHaveLength(16);
  expect(lines).toContain(
    'NSE,E,2885,EQUITY,0,RELIANCE,1.0,Reliance Industries,,,,10.0000,NA,ES,EQ,RELIANCE INDUSTRIES',
  );
  expect(lines).toContain('NSE,I,13,INDEX,0,NIFTY,1.0,Nifty 50,0001-01-01,,XX,0.0500,,INDEX,X,NIFTY');
  expect(lines).toContain(
    'NSE,D,52345,OPTIDX,0,NIFTY-Nov2026-25000-CE,65.0,NIFTY 24 NOV 25000 CALL,2026-11-24 14:30:00,25000.00000,CE,5.0000,W,OP,,',
  );
  expect(lines.find((line) => line.startsWith('MCX,M,'))).toMatch(/ 23:30:00,0\.00000,XX,100\.0000,M,FUT,,$/);
});

it('serves one segment by redirect, in the detailed columns', async () => {
  const url = `${emulator.restUrl}/instrument/NSE_FNO`;
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
  const rows: Record<string, string>[] = parse(await (await fetch(url)).text(), { columns: true });
  expect(rows.length).toBeGreaterThan(5);
  expect(new Set(rows.map((row) => `${row['EXCH_ID']} ${row['SEGMENT']}`))).toEqual(new Set(['NSE D']));
  expect((await fetch(`${emulator.restUrl}/instrument/NYSE`)).status).toBe(400);
});
