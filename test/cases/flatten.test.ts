import { afterEach, describe, expect, it } from 'vitest';
import { flattensOf } from 'dhancopy/cli/status/flattens';
import type { LeftToClose } from 'dhancopy/cli/status/flattens';
import { reportedToday } from 'dhancopy/cli/status/reported';
import { openStore } from 'dhancopy/store/store';
import { FastClock } from '../kit/fast-clock.ts';
import { HDFC, LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

const OTHER = '2000000002';

let play: Case;
afterEach(() => play.rig.close());

const BY = { by: 'test' } as const;

/** What `status` says is left to close. */
function stands(): readonly LeftToClose[] {
  const store = openStore({ path: play.rig.settings.databasePath, readOnly: true });
  try {
    return flattensOf(store).flatMap(({ left }) => left);
  } finally {
    store.close();
  }
}

describe('flatten', () => {
  it("closes what was copied and cancels what rests; the follower's own units stay, and later exits sell nothing", async () => {
    play = await Case.open();
    await play.ready();
    play.byHand('BUY', { quantity: 30 });
    await play.has(30);
    await play.copied('BUY', { quantity: 100 });
    const resting = play.leader('BUY', { quantity: 50, orderType: 'LIMIT', price: 1500 });
    await play.rig.until('the copy to rest', () => play.resting().length === 1);

    await play.do({ op: 'flatten', ...BY });
    expect(play.units()).toBe(30);
    expect(play.resting()).toEqual([]);
    expect(play.rig.mapping(resting)?.reason_code).toBe('FLATTENED');

    // The leader's resting order fills, he buys more, and sells everything: none of it is copied.
    play.control.setPrice(HDFC.exchangeSegment, HDFC.securityId, 1499);
    await play.rig.until('the leader to fill', () => play.rig.order(LEADER, resting).status === 'TRADED');
    const more = play.leader('BUY', { quantity: 10 });
    await play.rig.until('it to be refused', () => play.rig.mapping(more)?.is_open === 0);
    expect(play.rig.mapping(more)?.reason_code).toBe('TRADING_PAUSED');
    play.leader('SELL', { quantity: 160 });
    await play.ends({ units: 30, resting: 0, sent: [100, 50, -100] });

    await play.do({ op: 'resume', ...BY });
    await play.copied('BUY', { quantity: 20 });
    await play.ends({ units: 50, resting: 0 });
  });

  it('of one follower leaves the others alone', async () => {
    play = await Case.open({
      followers: [
        { id: FOLLOWER, ratio: '1' },
        { id: OTHER, ratio: '1' },
      ],
    });
    await play.ready();
    const entry = await play.copied('BUY', { quantity: 100 });
    await play.rig.until('the other copy to fill', () => play.rig.mapping(entry, OTHER)?.reason_code === 'FILLED');
    await play.do({ op: 'flatten', ...BY, follower: FOLLOWER });
    expect([play.units(), play.units(HDFC, OTHER)]).toEqual([0, 100]);
    const next = play.leader('BUY', { quantity: 10 });
    await play.rig.until('the other copy to fill', () => play.rig.mapping(next, OTHER)?.reason_code === 'FILLED');
    await play.rig.until('the copy to be refused', () => play.rig.mapping(next)?.reason_code === 'LINK_REDUCING');
    await play.ends({ units: 0, resting: 0 });
  });

  it('goes on closing when the broker refuses at first', async () => {
    play = await Case.open();
    await play.ready();
    await play.copied('BUY', { quantity: 100 });
    play.control.addFault({ accounts: FOLLOWER, operations: 'place', effect: { kind: 'refuse' }, times: 1 });
    await play.do({ op: 'flatten', ...BY });
    await play.ends({ units: 0, resting: 0 });
  });

  it('names what it could not close in time, and closes it when the broker takes orders again', async () => {
    const clock = new FastClock();
    play = await Case.open({ clock });
    await play.ready();
    await play.copied('BUY', { quantity: 100 });
    play.control.addFault({ accounts: FOLLOWER, operations: 'place', effect: { kind: 'refuse' } });
    const left = `${FOLLOWER}: 100 INTRADAY of HDFCBANK`;
    await expect(clock.fasterUntil(play.do({ op: 'flatten', ...BY }))).rejects.toThrow(
      `not everything is closed after 20 s: ${left}`,
    );
    await play.rig.until('the notice', () => play.noticed('FLATTEN_INCOMPLETE').length > 0);
    const [notice] = play.noticed('FLATTEN_INCOMPLETE');
    expect(notice).toMatchObject({ severity: 'CRITICAL' });
    expect(notice?.text).toContain(`not everything is closed after 20 s: ${left}`);
    expect(play.units()).toBe(100);
    expect(stands()).toEqual([
      {
        held: '100 INTRADAY of HDFCBANK',
        order: expect.stringMatching(
          /^the closing order failed( \d+ times in a row)?: .+; the next try is at /,
        ) as string,
      },
    ]);
    // The engine goes on with the exit that it owes.
    play.control.clearFaults();
    await clock.fasterUntil(play.ends({ units: 0, resting: 0 }, HDFC, 70_000));
    await play.rig.until('the notice', () => play.noticed('FLATTENED').length > 0);
    expect(stands()).toEqual([]);
    expect(play.noticed('FLATTENED')).toHaveLength(1);
  });

  it('names the closing order that rests, and reports once that it has filled, also after a restart', async () => {
    const clock = new FastClock();
    play = await Case.open({ clock });
    await play.ready();
    await play.copied('BUY', { quantity: 100 });
    play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, true);
    await expect(clock.fasterUntil(play.do({ op: 'flatten', ...BY }))).rejects.toThrow(
      'not everything is closed after 20 s',
    );
    await play.rig.until('the notice', () => play.noticed('FLATTEN_INCOMPLETE').length > 0);
    const [resting] = play.resting();
    const left = [
      { held: '100 INTRADAY of HDFCBANK', order: `closing order ${resting?.orderId ?? ''} rests at the broker` },
    ];
    expect(stands()).toEqual(left);
    await play.rig.stop();
    expect(stands()).toEqual(left);
    await play.rig.start();
    expect(play.noticed('FLATTENED')).toEqual([]);
    play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, false);
    await play.ends({ units: 0, resting: 0 }, HDFC, 30_000);
    await play.rig.until('the notice', () => play.noticed('FLATTENED').length > 0);
    expect(stands()).toEqual([]);
    expect(play.noticed('FLATTENED')).toHaveLength(1);
  });

  it('leaves an exit that the follower took over, names it, and is done all the same', async () => {
    play = await Case.open();
    await play.ready();
    await play.copied('BUY', { quantity: 50 });
    play.leader('SELL', { quantity: 20, orderType: 'LIMIT', price: 1700 });
    await play.rig.until('the exit to rest', () => play.resting().length === 1);
    const edited = play.resting()[0]?.orderId ?? '';
    play.control.modifyAppOrder(FOLLOWER, edited, { price: 1710 });
    await play.rig.until('it to be taken over', () => play.noticed('EXIT_FOLLOWER_DETACHED').length > 0);

    expect(await play.do({ op: 'flatten', ...BY })).toMatch(/^everything that was copied is closed/);
    expect(play.units()).toBe(0);
    expect(play.resting().map(({ orderId }) => orderId)).toEqual([edited]);
    expect(play.noticed('OWN_ORDER_LEFT', /\(SELL 20\)/)).toMatchObject([{ venueOrderId: edited }]);
    const reported = (): readonly string[] => {
      const store = openStore({ path: play.rig.settings.databasePath, readOnly: true });
      try {
        return reportedToday(store, Date.now()).map(({ code, clientId }) => `${code} ${clientId ?? ''}`);
      } finally {
        store.close();
      }
    };
    await play.rig.until('status to name it', () => reported().includes(`OWN_ORDER_LEFT ${FOLLOWER}`));
  });

  it('that is withdrawn after its time is not reported as done', async () => {
    const clock = new FastClock();
    play = await Case.open({ clock });
    await play.ready();
    await play.copied('BUY', { quantity: 100 });
    play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, true);
    await expect(clock.fasterUntil(play.do({ op: 'flatten', ...BY }))).rejects.toThrow(
      'not everything is closed after 20 s',
    );
    expect(await play.do({ op: 'resume', ...BY })).toContain('is withdrawn');
    expect(stands()).toEqual([]);
    play.control.haltMatching(HDFC.exchangeSegment, HDFC.securityId, false);
    await play.ends({ units: 0, resting: 0 }, HDFC, 30_000);
    expect(play.noticed('FLATTENED')).toEqual([]);
  });

  it('is refused while nothing may be sent', async () => {
    play = await Case.open();
    await play.ready();
    await play.do({ op: 'kill', ...BY, all: true });
    await expect(play.do({ op: 'flatten', ...BY })).rejects.toThrow('trading is halted');
  });
});

describe('link remove --positions close', () => {
  it('also ends when an entry copy rests', async () => {
    play = await Case.open();
    await play.ready();
    await play.copied('BUY', { quantity: 100 });
    play.leader('BUY', { quantity: 50, orderType: 'LIMIT', price: 1500 });
    await play.rig.until('the copy to rest', () => play.resting().length === 1);
    await play.do({ op: 'link.remove', leader: LEADER, follower: FOLLOWER, positions: 'close' });
    await play.ends({ units: 0, resting: 0 });
  });
});
