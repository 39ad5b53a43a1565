import { copyFileSync, existsSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '@dhancopy/emulator';
import { InstrumentSync } from 'dhancopy/runtime/instruments/instrument-sync';
import { systemClock } from 'dhancopy/runtime/time/clock';
import { openStore } from 'dhancopy/store/store';
import { putDatabase } from 'dhancopy/store/testing';

let template: Promise<string> | undefined;

/**
 * Puts a database with today's list of instruments at a path where there is none yet: the list of an emulator as it is without options. An
 * engine that starts on an empty one downloads and reads it first.
 */
export async function putListedDatabase(path: string, emulator: Emulator): Promise<void> {
  if (existsSync(path)) return;
  template ??= makeTemplate(emulator);
  copyFileSync(await template, path);
}

/** One for all processes of a run: the scratch folder is of the run. */
async function makeTemplate({ instrumentsUrl, restUrl }: Emulator): Promise<string> {
  const path = join(tmpdir(), 'dhancopy-listed.db');
  if (existsSync(path)) return path;
  const home = mkdtempSync(join(tmpdir(), 'dhancopy-listed-'));
  const databasePath = join(home, 'made.db');
  putDatabase(databasePath);
  const store = openStore({ path: databasePath });
  const sync = new InstrumentSync({
    clock: systemClock,
    settings: { home, databasePath, instrumentsUrl, apiUrl: restUrl },
    store,
    onCommitted: () => undefined,
    holders: () => new Map(),
    isTrading: () => false,
    notify: () => undefined,
    onProgress: () => undefined,
  });
  await sync.run();
  await sync.stop();
  store.close();
  renameSync(databasePath, path);
  return path;
}
