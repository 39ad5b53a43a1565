import { afterEach, expect, it } from 'vitest';
import { istAt, istDate, istToMs } from '@dhancopy/domain/indian-time';
import { weekdayAfter } from '@dhancopy/emulator/time/clock';
import { FastClock } from '../kit/fast-clock.ts';
import { HDFC } from '../kit/rig.ts';
import { Case, FOLLOWER } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const CNC = { productType: 'CNC' } as const;
function split(from: number, to: number): void {
  play.control.scaleShare(HDFC.exchangeSegment, HDFC.securityId, from, to);
}

interface Morning {
  readonly clock: FastClock;
  readonly roll: () => void;
}

/** The broker's books go on to the next day without its clock, so that the product sees one day. @param atMs - when the product begins */
async function openAt(atMs: number): Promise<Morning> {
  const clock = new FastClock(atMs - Date.now());
  let backMs = 0;
  play = await Case.open({ clock, emulator: { now: () => clock.nowMs() - backMs } });
  await play.ready();
  const roll = (): void => {
    const nowMs = clock.nowMs();
    play.control.nextDay();
    backMs += (istToMs(`${weekdayAfter(istDate(nowMs))} 09:15`) ?? nowMs) - nowMs;
  };
  return { clock, roll };
}

it.each([
  ['runs through the night', false, 1, 2, 20, 0],
  ['starts at 08:29', true, 1, 2, 20, 0],
  ['starts at 08:29, reverse split', true, 10, 1, 1, 0],
] as const)(
  'a split comes into the books before 08:30; the product %s',
  async (_what, restarts, from, to, sold, left) => {
    const opensMs = istAt(Date.now(), 8, 30);
    const { roll, clock } = await openAt(opensMs - 22_000);
    await play.copied('BUY', { quantity: 10, ...CNC });
    await play.allow(() => false, 3_500);
    if (restarts) await play.rig.stop();
    roll();
    split(from, to);
    if (restarts) {
      await play.rig.start();
      await play.ready();
    }
    await play.rig.later('the reads of the morning', () => clock.nowMs() > opensMs + 4_000);
    await play.has(sold);
    play.leader('SELL', { quantity: sold, ...CNC });
    await play.ends({ units: left, sent: [-sold], resting: 0 }, HDFC, 12_000);
    expect(play.noticed('POSITION_DOUBT')).toEqual([]);
    expect(play.noticed('RELEASED')).toEqual([]);
  },
);

it('a reverse split with own units: what the link holds becomes a tenth, and the own units are not sold', async () => {
  const account = { holdings: [{ ...HDFC, quantity: 95 }] };
  play = await Case.open({ followers: [{ id: FOLLOWER, ratio: '1', account }] });
  await play.ready();
  await play.copied('BUY', { quantity: 50, ...CNC });
  await play.night(() => split(10, 1));
  await play.has(14);
  await play.rig.until('the notice', () => play.noticed('CORPORATE_ACTION', /50 copied units .* to 5\b/).length === 1);
  play.leader('SELL', { quantity: 5, ...CNC });
  await play.ends({ units: 9, sent: [-5], resting: 0 });
});

it('a link that a clock ahead of the broker made copies entries and keeps them', async () => {
  play = await Case.open({ start: false });
  play.rig.query('update links set created_at = created_at + 3600', 'write');
  await play.rig.start();
  await play.ready();
  await play.copied('BUY', { quantity: 10, ...CNC });
  await play.ends({ units: 10, sent: [10], resting: 0 });
});

it('raises a doubt and an alarm, not a release, for a holdings figure that contradicts the data of the day', async () => {
  const { roll } = await openAt(istAt(Date.now(), 12, 0));
  await play.copied('BUY', { quantity: 10, ...CNC });
  roll();
  // Into the demat account.
  roll();
  const delivered = (): unknown[] =>
    play.rig.query(`select json_extract(state, '$.delivered.units') as units from own_positions`);
  await play.rig.later('the delivered shares to be read', () => JSON.stringify(delivered()) === '[{"units":10}]');
  play.control.transferUnits(FOLLOWER, { ...HDFC, quantity: -10 });
  await play.rig.later('the alarm', () => play.noticed('POSITION_DOUBT').length > 0);
  await play.ends({ sent: [], resting: 0 });
  expect(play.noticed('RELEASED')).toEqual([]);
  expect(play.noticed('POSITION_DOUBT')).toHaveLength(1);
});
