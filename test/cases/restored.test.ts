import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOpen } from '@dhancopy/simulation/books';
import { copyDatabase } from 'dhancopy/store/care/copy-database';
import { restoreDatabase } from 'dhancopy/store/care/restore';
import { Case } from './case.ts';

let play: Case;
beforeEach(async () => {
  play = await Case.open();
  await play.ready();
});
afterEach(() => play.rig.close());

const backupPath = (): string => join(play.rig.home, 'earlier.db');

async function backUp(): Promise<void> {
  await copyDatabase(play.rig.settings.databasePath, backupPath());
}

/** The engine is stopped, the backup takes the place of the database, and the engine starts again. */
async function restore(): Promise<void> {
  await play.rig.stop();
  await restoreDatabase({ backup: backupPath(), path: play.rig.settings.databasePath, key: play.rig.key });
  await play.rig.start();
  await play.ready();
}

describe('a backup that is older than what the broker has', () => {
  it('an exit that was copied since counts once', async () => {
    await play.copied('BUY', { quantity: 100 });
    await backUp();
    await play.copied('SELL', { quantity: 40 });
    await restore();
    await play.copied('SELL', { quantity: 60 });
    await play.ends({ units: 0, resting: 0, sent: [100, -40, -60] });
    expect(play.noticed('RELEASED')).toEqual([]);
  });

  it('an entry that was copied since is closed by the exit', async () => {
    await backUp();
    await play.copied('BUY', { quantity: 100 });
    await restore();
    await play.copied('SELL', { quantity: 100 });
    await play.ends({ units: 0, resting: 0, sent: [100, -100] });
  });

  it('an exit that the follower sold by hand since is released', async () => {
    await play.copied('BUY', { quantity: 100 });
    await backUp();
    play.byHand('SELL', { quantity: 40 });
    await play.has(60);
    await restore();
    await play.rig.until('the release', () => play.noticed('RELEASED').length > 0);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, resting: 0, sent: [100, -60] });
  });

  it('a resting exit that was changed since stays a copy', async () => {
    await play.copied('BUY', { quantity: 100 });
    const exit = play.leader('SELL', { quantity: 40, orderType: 'LIMIT', price: 1650 });
    await play.rig.until('the exit to rest', () => play.resting().length === 1);
    await backUp();
    play.control.modifyAppOrder('1000000001', exit, { price: 1645 });
    await play.rig.until('the change', () => play.resting()[0]?.priceRupees === 1645);
    await restore();
    play.control.cancelAppOrder('1000000001', exit);
    await play.rig.until('the cancel', () => play.resting().length === 0);
    await play.copied('SELL', { quantity: 100 });
    await play.ends({ units: 0, resting: 0, sent: [100, -40, -100] });
    expect(play.noticed('EXIT_FOLLOWER_DETACHED')).toEqual([]);
  });

  it('a resting exit that was made smaller since, and then filled, stays a copy', async () => {
    await play.copied('BUY', { quantity: 100 });
    const exit = play.leader('SELL', { quantity: 40, orderType: 'LIMIT', price: 1650 });
    await play.rig.until('the exit to rest', () => play.resting().length === 1);
    await backUp();
    play.control.modifyAppOrder('1000000001', exit, { quantity: 30 });
    await play.rig.until('the change', () => play.resting()[0]?.quantity === 30);
    play.control.setPrice('NSE_EQ', '1333', 1651);
    await play.has(70);
    await restore();
    await play.copied('SELL', { quantity: 70 });
    await play.ends({ units: 0, resting: 0 });
    expect(play.ours().every((order) => !isOpen(order))).toBe(true);
  });

  it('a resting entry that was cancelled since is not taken for a cancel by the follower', async () => {
    const entry = play.leader('BUY', { quantity: 50, orderType: 'LIMIT', price: 1600 });
    await play.rig.until('the entry to rest', () => play.resting().length === 1);
    await backUp();
    play.control.cancelAppOrder('1000000001', entry);
    await play.rig.until('the cancel', () => play.resting().length === 0);
    await restore();
    await play.copied('BUY', { quantity: 10 });
    await play.copied('SELL', { quantity: 10 });
    await play.ends({ units: 0, resting: 0, sent: [50, 10, -10] });
    expect(play.noticed('FOLLOWER_DETACHED')).toEqual([]);
  });
});
