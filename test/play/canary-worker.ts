import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Canary } from './canary-table.ts';
import type { Kind } from '../../src/engine/testing/play/kinds.ts';

/** What a worker is to play, with the bug. */
export interface CanaryWork {
  readonly canary: Canary;
  readonly seed: number;
}

/** A session that went wrong with the bug. */
export interface Suspect {
  readonly kind: Kind;
  readonly session: number;
  readonly oracle: string;
}

const { canary, seed } = workerData as CanaryWork;
let replaced = 0;

/** The text of a file, with the bug in it where it is the canary's. */
function spoil(url: string, source: string): string {
  if (!url.endsWith(`/src/engine/${canary.file}`)) return source;
  const parts = source.split(canary.find);
  if (parts.length !== 2) {
    throw new Error(`${canary.name}: expected its text once in ${canary.file}, found it ${parts.length - 1} times`);
  }
  replaced += 1;
  return parts.join(canary.replace);
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.includes('/src/engine/') || loaded.source === undefined) return loaded;
    const { source } = loaded;
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
    return { ...loaded, source: spoil(url, text) };
  },
});

const { play, scriptOf } = await import('../../src/engine/testing/play/run.ts');
if (replaced === 0) throw new Error(`${canary.name}: the engine does not load ${canary.file}`);

for (let session = 0; session < canary.within; session += 1) {
  for (const kind of canary.kinds) {
    const { wrong } = play(scriptOf(kind, seed, session));
    if (wrong) parentPort?.postMessage({ kind, session, oracle: wrong.oracle } satisfies Suspect);
  }
}
parentPort?.postMessage(null);
