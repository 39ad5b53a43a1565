import { describe, expect, it } from 'vitest';
import { accountId, venueOrderId } from '@dhancopy/domain/ids';
import type { Command } from '../engine/index.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { ManualClock } from './testing/manual-clock.ts';

const TICK = { type: 'Tick' } as const;

function command(order: string): Command {
  return { type: 'cancelGhost', accountId: accountId('F'), venueOrderId: venueOrderId(order) };
}

describe('the inbox', () => {
  it('gives events in the order they came, those that were put back first', () => {
    const inbox = new Inbox(new ManualClock(5));
    let posted = 0;
    inbox.onPosted(() => (posted += 1));
    inbox.post(TICK);
    inbox.post({ type: 'DayEnded', beforeMs: 1 }, { receivedUs: 9 });
    const first = inbox.take(1);
    expect(first).toEqual([{ event: TICK, receivedUs: 5_000 }]);
    inbox.putBack(first);
    expect(inbox.take(10).map(({ event, receivedUs }) => [event.type, receivedUs])).toEqual([
      ['Tick', 5_000],
      ['DayEnded', 9],
    ]);
    expect(posted).toBe(2);
  });

  it('takes nothing once it is closed, and lets go whoever waits', async () => {
    const inbox = new Inbox(new ManualClock());
    inbox.post(TICK);
    const decided = inbox.decided();
    inbox.close();
    inbox.post(TICK);
    await decided;
    expect(inbox.length).toBe(0);
  });
});

describe('the outbox', () => {
  it('gives everything that is in it at once, and waits for more', async () => {
    const outbox = new Outbox();
    outbox.put(command('1'));
    outbox.put(command('2'));
    expect(await outbox.take()).toEqual([command('1'), command('2')]);
    const next = outbox.take();
    outbox.put(command('3'));
    expect(await next).toEqual([command('3')]);
  });

  it('gives what is left after it was closed, and then ends', async () => {
    const outbox = new Outbox();
    outbox.put(command('1'));
    outbox.close();
    expect(await outbox.take()).toEqual([command('1')]);
    expect(await outbox.take()).toBeNull();
    const waiting = new Outbox();
    const end = waiting.take();
    waiting.close();
    expect(await end).toBeNull();
  });
});
