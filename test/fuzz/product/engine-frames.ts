import { isDeepStrictEqual } from 'node:util';
import type { OrderReport } from '@dhancopy/domain/order';
import { reportFromFrame } from '@dhancopy/dhan/mapping';
import { openEnvelope } from '@dhancopy/dhan/stream/order-frame';
import { FILLED_FRAME, FOREVER_CHILD_FRAME, LEG_FRAME, REJECTED_FRAME } from '@dhancopy/dhan/testing/samples/stream';
import type { Chance } from '../chance.ts';
import { mutateBytes, mutateJsonText } from '../mutate.ts';
import type { Target } from '../target.ts';
import { isJournaled, isJustified, noSecrets } from './world/judge.ts';
import { baselineOf, pickVariant, playDay, sameCopies } from './world/play.ts';
import { FOLLOWERS, LEADER, TOKEN } from './world/world.ts';

const ACCOUNTS = [LEADER, ...Object.keys(FOLLOWERS)];
/** Spoilt frames next to each good one, at most. */
const NEXT_TO_ONE_MAX = 24;
/** Frames of other orders, which the accounts' own frames are mixed with. */
const OTHERS = [FILLED_FRAME, REJECTED_FRAME, FOREVER_CHILD_FRAME, LEG_FRAME];

/** What the client makes of a frame, which its own targets check. Null for what is no report. */
function read(text: string): OrderReport | null {
  try {
    const alert = openEnvelope(JSON.parse(text) as unknown);
    return alert && reportFromFrame(alert);
  } catch {
    return null;
  }
}

/** What a copy depends on. */
function meaning(report: OrderReport): object {
  const {
    text: _text,
    lastPrice: _last,
    tradingSymbol: _symbol,
    exchangeOrderId: _number,
    facts: _facts,
    ...rest
  } = report;
  return rest;
}

/** A frame of this account, or of another account or order. */
function spoiltFrame(chance: Chance, good: readonly object[]): string {
  const base = chance.percent(95) ? chance.pick(good) : chance.pick(OTHERS);
  const text = mutateJsonText(base, chance);
  // A broker that repeats the login in an answer.
  return chance.percent(1) ? text.replace(/"(\d{10})"/, `"${TOKEN}"`) : text;
}

/**
 * Days of a leader with spoilt frames on all streams, through the sockets and the whole engine. In half of the runs each spoilt frame is one
 * that says nothing new: then the same is copied as without it. In the others, frames that are still reports may have an effect, within what
 * they say.
 */
export const ENGINE_FRAME_TARGET: Target = {
  name: 'engine-frames',
  weight: 4,
  async run(chance, note) {
    const variant = pickVariant(chance);
    const expected = await baselineOf(variant);
    const isHarmless = chance.percent(50);
    const delivered: { account: string; text: string }[] = [];
    const frames: object[] = [];
    const reports: OrderReport[] = [];
    const ofFollowers: OrderReport[] = [];
    const meanings = new Map<string, object[]>();
    const learn = (account: string, report: OrderReport | null): void => {
      if (!report) return;
      if (account === LEADER) reports.push(report);
      meanings.set(account, [...(meanings.get(account) ?? []), meaning(report)]);
    };
    const saysNothing = (account: string, report: OrderReport | null): boolean => {
      if (report?.accountId !== account) return true;
      return (meanings.get(account) ?? []).some((known) => isDeepStrictEqual(known, meaning(report)));
    };
    let hasToken = false;
    const writes = await playDay(
      variant,
      {
        afterFrame({ broker }, account, frame) {
          const good = JSON.stringify(frame);
          delivered.push({ account, text: good });
          frames.push(frame);
          learn(account, read(good));
          for (let count = chance.below(NEXT_TO_ONE_MAX + 1); count > 0; count -= 1) {
            const to = chance.percent(80) ? account : chance.pick(ACCOUNTS);
            const text = spoiltFrame(chance, chance.percent(70) ? [frame] : frames);
            const report = read(text);
            if (isHarmless && !saysNothing(to, report)) continue;
            note(`${to} ${text}`);
            if (!broker.frame(to, text)) continue;
            hasToken ||= text.includes(TOKEN);
            delivered.push({ account: to, text });
            if (isHarmless) continue;
            learn(to, report);
            if (report && to !== LEADER) ofFollowers.push(report);
          }
        },
        async atEnd(world) {
          if (!chance.percent(20)) return;
          const bytes = mutateBytes(Buffer.from([0x81, 0x7e, 0x01, 0x00, 0x88, 0x02, 0x03, 0xe8]), chance);
          note(bytes);
          world.broker.raw(chance.pick(ACCOUNTS), bytes);
          await world.pass(100);
        },
      },
      (world) => {
        noSecrets(world, hasToken);
        isJournaled(world, delivered);
      },
    );
    if (isHarmless) sameCopies(expected, writes);
    isJustified(writes, reports, ofFollowers);
  },
};
