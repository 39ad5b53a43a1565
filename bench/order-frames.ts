/**
 * Order updates a second, from the text of a message to the copier's report, and to the update for users of the client. The floor is a
 * bare JSON.parse of the same texts. See README.md.
 *
 *   node bench/order-frames.ts
 */
import { reportFromFrame } from '@dhancopy/dhan/mapping';
import { openEnvelope } from '@dhancopy/dhan/stream/order-frame';
import { readOrderUpdate } from '@dhancopy/dhan/stream/order-update';
import { machine } from './kit/machine.ts';
import { orderFrames } from './kit/order-frames.ts';
import { median, spreadOf } from './kit/spread.ts';

const FRAMES = 20_000;
const RUNS = 7;

type Read = (text: string) => unknown;

const READERS: readonly (readonly [name: string, read: Read])[] = [
  ['for the copier (OrderReport)', (text) => reportFromFrame(openEnvelope(JSON.parse(text) as unknown) ?? {})],
  ['for users (OrderUpdate)', readOrderUpdate],
];
const floor: Read = (text) => JSON.parse(text) as unknown;

const texts = orderFrames(FRAMES);
const bytes = texts.reduce((sum, text) => sum + text.length, 0) / FRAMES;
console.log(
  `${machine()}\nmedian of ${RUNS} runs over ${FRAMES} messages of ${Math.round(bytes)} characters; µs of single messages\n`,
);
for (const [name, read] of READERS) compare(name, read);

function compare(name: string, read: Read): void {
  const ours: number[] = [];
  const bare: number[] = [];
  // The first run of each is the warm-up.
  for (let run = 0; run <= RUNS; run += 1) {
    const [mine, theirs] = [perSecond(read), perSecond(floor)];
    if (run === 0) continue;
    ours.push(mine);
    bare.push(theirs);
  }
  const [a, b] = [median(ours), median(bare)];
  const number = (value: number): string => Math.round(value).toLocaleString('en-US');
  console.log(`${name}\n  a second  dhancopy ${number(a)}   floor ${number(b)}   ratio ${(b / a).toFixed(2)}`);
  const [mine, theirs] = [spreadOf(each(read)), spreadOf(each(floor))];
  const us = (value: number): string => (value * 1_000).toFixed(1);
  console.log(
    `  p50 / p99  dhancopy ${us(mine.p50)} / ${us(mine.p99)} µs   floor ${us(theirs.p50)} / ${us(theirs.p99)} µs\n`,
  );
}

/** Messages a second. @throws when one was not read: a benchmark without work looks fast. */
function perSecond(read: Read): number {
  let done = 0;
  const started = performance.now();
  for (const text of texts) if (read(text) !== null) done += 1;
  const seconds = (performance.now() - started) / 1_000;
  if (done !== texts.length) throw new Error(`expected ${texts.length} messages, found ${done}`);
  return done / seconds;
}

/** Milliseconds of each message. */
function each(read: Read): number[] {
  return texts.map((text) => {
    const started = performance.now();
    read(text);
    return performance.now() - started;
  });
}
