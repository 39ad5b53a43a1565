import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../store/store.ts';
import { createKeyFile } from '../store/secrets/vault-key.ts';
import { startEngine } from './engine-handle.ts';
import type { EngineHandle } from './engine-handle.ts';
import { operation } from './operations.ts';
import { readSettings } from './settings.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dhancopy-handle-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Nothing listens on the discard port: the engine comes up without accounts and without a list of instruments. */
function start(onOpened = (): void => undefined): EngineHandle {
  const settings = readSettings({
    DHANCOPY_HOME: home,
    DHAN_API_URL: 'http://127.0.0.1:9/v2',
    DHAN_INSTRUMENTS_URL: 'http://127.0.0.1:9/',
  });
  return startEngine({ settings, env: {}, onNotice: () => undefined, onProgress: () => undefined, onOpened });
}

function makeDatabase(): void {
  openStore({ path: join(home, 'dhancopy.db'), key: createKeyFile(join(home, 'key')) }).close();
}

it('answers, keeps the code of an error across the threads, and stops in order', async () => {
  makeDatabase();
  let opened = 0;
  const engine = start(() => (opened += 1));
  // Asked before the engine is up: it waits for the start.
  await expect(
    engine.execute(operation.parse({ op: 'link.remove', leader: '1', follower: '2' })),
  ).rejects.toMatchObject({ name: 'OperationError', code: 'OPERATION' });
  expect(await engine.execute(operation.parse({ op: 'kill', by: 'me', reason: 'test' }))).toContain('kill switch');
  expect(await engine.status()).toMatchObject({ tradingState: 'REDUCING', killSwitch: true });
  expect(opened).toBe(1);
  await engine.stop();
  expect(await engine.exited).toEqual({ kind: 'stopped' });
  await expect(engine.status()).rejects.toThrow('stop');
});

it('reports why it could not start, with the code of the error in its thread', async () => {
  const engine = start();
  await expect(engine.ready).rejects.toMatchObject({ name: 'KeyError', code: 'KEY_MISSING' });
  expect(await engine.exited).toMatchObject({ kind: 'fatal', error: { code: 'KEY_MISSING' } });
  await expect(engine.status()).rejects.toMatchObject({ code: 'KEY_MISSING' });
});

it('refuses a second engine on the same folder, which leaves the first as it is', async () => {
  makeDatabase();
  const first = start();
  await first.ready;
  let opened = 0;
  const second = start(() => (opened += 1));
  await expect(second.ready).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
  expect(opened).toBe(0);
  expect(await first.status()).toMatchObject({ tradingState: 'ACTIVE' });
  await first.stop();
});
