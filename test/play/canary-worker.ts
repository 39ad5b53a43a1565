import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { PlayedCanary } from './canary-table.ts';
import type { Kind } from 'dhancopy/engine/testing/play/kinds';
import { spoiled } from './spoiled.ts';

/** The sessions that a worker plays with the bug. */
export interface CanaryWork {
  readonly canary: PlayedCanary;
  readonly seed: number;
}

/** A session that failed with the bug. */
export interface Suspect {
  readonly kind: Kind;
  readonly session: number;
  readonly oracle: string;
}

const { canary, seed } = workerData as CanaryWork;
let replaced = 0;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.includes('/src/engine/') || loaded.source === undefined) return loaded;
    const { source } = loaded;
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
    const withBug = spoiled(canary, url, text);
    if (withBug === null) return loaded;
    replaced += 1;
    return { ...loaded, source: withBug };
  },
});

const { play, scriptOf } = await import('dhancopy/engine/testing/play/run');
if (replaced === 0) throw new Error(`${canary.name}: the engine does not load ${canary.file}`);

for (let session = 0; session < canary.within; session += 1) {
  for (const kind of canary.kinds) {
    const { wrong } = play(scriptOf(kind, seed, session));
    if (wrong) parentPort?.postMessage({ kind, session, oracle: wrong.oracle } satisfies Suspect);
  }
}
parentPort?.postMessage(null);
