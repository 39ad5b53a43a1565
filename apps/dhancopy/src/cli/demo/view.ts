import { createLogUpdate } from 'log-update';
import type { Moment } from '@dhancopy/simulation/leader';
import type { Context } from '../context.ts';
import { formatTable } from '../format/table.ts';
import { istClock } from '@dhancopy/domain/indian-time';
import { sizingWords } from './cast.ts';
import type { Tally } from './tally.ts';

/** Shows the demo while it plays. Always on stderr: stdout belongs to the report. */
export interface View {
  moment(moment: Moment): void;
  phase(text: string): void;
  close(): void;
}

/** Often enough to look alive, rarely enough to leave both cores to the engine and the emulator. */
const REFRESH_MS = 250;
const LINES_SHOWN = 12;

/** On a terminal a picture that renews itself; otherwise one line for each thing that happens. */
export function createView(ctx: Context, tally: () => readonly Tally[]): View {
  const { stderr } = ctx.io;
  return stderr.isTTY && !ctx.json ? liveView(ctx, tally) : plainView(ctx);
}

function plainView(ctx: Context): View {
  return {
    moment: (moment) => ctx.progress(line(moment)),
    phase: (text) => ctx.progress(`-- ${text}`),
    close: () => undefined,
  };
}

function liveView({ io, colors }: Context, tally: () => readonly Tally[]): View {
  const update = createLogUpdate(io.stderr);
  const moments: Moment[] = [];
  let phase = '';
  let actions = 0;
  let faults = 0;
  const paint = { leader: colors.bold, market: colors.dim, fault: colors.yellow };
  const draw = (): void =>
    update(
      [
        `${colors.bold('dhancopy demo')}  ${phase}  ·  ${actions} leader actions, ${faults} faults`,
        '',
        ...moments.slice(-LINES_SHOWN).map((moment) => paint[moment.kind](line(moment))),
        '',
        tallyTable(tally()),
      ].join('\n'),
    );
  const timer = setInterval(draw, REFRESH_MS);
  return {
    moment(moment) {
      moments.push(moment);
      if (moment.kind === 'leader') actions += 1;
      if (moment.kind === 'fault') faults += 1;
    },
    phase(text) {
      phase = text;
      draw();
    },
    close() {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}

const HEADS = { leader: 'leader', market: 'market', fault: 'FAULT ' } as const;

function line({ kind, text, atMs }: Moment): string {
  return `${istClock(atMs)} ${HEADS[kind]}  ${text}`;
}

function tallyTable(tallies: readonly Tally[]): string {
  return formatTable(
    ['FOLLOWER', 'SIZING', 'ORDERS', 'OPEN', 'FILLED', 'REJECTED', 'SKIPPED', 'LEADER SEEN → SENT'],
    tallies.map(({ follower, orders, open, filled, rejected, skipped, sent }) => [
      follower.name,
      sizingWords(follower),
      ...[orders, open, filled, rejected, skipped].map(String),
      sent.count === 0 ? '-' : `p50 ${sent.p50.toFixed(1)} ms, max ${sent.max.toFixed(1)} ms`,
    ]),
  );
}
