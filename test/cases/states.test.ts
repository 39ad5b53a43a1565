import { afterEach, it } from 'vitest';
import { definitionOf, operation } from 'dhancopy/runtime/operations';
import { stateChangeOf } from 'dhancopy/runtime/operations/perform';
import type { OperationInput } from 'dhancopy/runtime/operations';
import { openStore } from 'dhancopy/store/store';
import { Case } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

/** A command writes next to the engine, and is ended before it can ask the engine to look. */
function writes(asked: OperationInput, nowMs: number): void {
  const { settings, key } = play.rig;
  const store = openStore({ path: settings.databasePath, key });
  const given = operation.parse(asked);
  stateChangeOf(definitionOf(given), given)?.(store, nowMs);
  store.close();
}

it('each change of a trading state counts, also when the clock stands still or goes back', async () => {
  play = await Case.open();
  await play.ready();
  const atMs = Date.now();
  const refused = async (...reasons: readonly string[]): Promise<void> => {
    const order = play.leader('BUY', { quantity: 10 });
    await play.rig.until('it to be refused', () => reasons.includes(play.rig.mapping(order)?.reason_code ?? ''));
  };
  writes({ op: 'kill', by: 'test' }, atMs);
  await refused('KILL_SWITCH');
  writes({ op: 'resume', by: 'test' }, atMs);
  await play.copied('BUY', { quantity: 20 });
  writes({ op: 'flatten', by: 'test' }, atMs);
  await refused('TRADING_PAUSED', 'FLATTENED');
  await play.has(0);
  writes({ op: 'resume', by: 'test' }, atMs - 60_000);
  await play.copied('BUY', { quantity: 30 });
  writes({ op: 'flatten', by: 'test' }, atMs);
  await refused('TRADING_PAUSED', 'FLATTENED');
  await play.ends({ units: 0, resting: 0, sent: [20, -20, 30, -30] });
});
