/**
 * `node test/simulation/canary-run.ts NAME [options of the simulation]`: plays with the canary of that name in the product. Modules are
 * changed when they are loaded, so this comes before all of them.
 */
import { registerHooks } from 'node:module';
import { spoiled } from '../kit/spoiled.ts';
import { CANARIES } from './canary-table.ts';

const [name] = process.argv.splice(2, 1);
const canary = CANARIES.find((each) => each.name === name);
if (!canary) throw new Error(`expected the name of a canary, found ${name ?? 'nothing'}`);
let isIn = false;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.startsWith('file:') || loaded.source === undefined) return loaded;
    const { source } = loaded;
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
    const withBug = spoiled(canary, url, text);
    if (withBug === null) return loaded;
    isIn = true;
    return { ...loaded, source: withBug };
  },
});
process.on('exit', () => {
  if (!isIn) throw new Error(`${canary.name}: the simulation does not load ${canary.file}`);
});

await import('./main.ts');
