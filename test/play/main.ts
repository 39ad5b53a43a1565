import { parseArgs } from 'node:util';
import { KINDS } from 'dhancopy/engine/testing/play/kinds';
import type { Kind, Script } from 'dhancopy/engine/testing/play/kinds';
import { play, scriptOf } from 'dhancopy/engine/testing/play/run';
import { shrink } from 'dhancopy/engine/testing/play/shrink';
import { storyOf } from 'dhancopy/engine/testing/play/story';
import type { Oracle } from 'dhancopy/engine/testing/play/wrong';

const HELP = `Play random sessions against the engine and judge each by what happened at the broker.

  npm run play -- [options]

  --sessions N   play N sessions of each kind (500)
  --seed S       draw them from S (1)
  --kind KIND    play ${KINDS.join(', ')} or all (all)
  --session K    play only session K, shrink it if it is wrong, and print its story
  --without A,B  leave these steps out (hand, squareOff, night, restart, …)
  --whole        with --session: print the whole story, not shrunk
  --stories N    print the shrunk stories of the first N failures of each kind (1)
  --help         print this

Exit code: 0 nothing was wrong, 1 something was, 2 wrong use.
`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string', default: 'all' },
    session: { type: 'string' },
    without: { type: 'string', default: '' },
    whole: { type: 'boolean', default: false },
    stories: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  process.stderr.write(`--${name}: expected a whole number, found ${text}\n`);
  process.exit(2);
}

const leftOut = new Set(values.without.split(',').filter((name) => name !== ''));

function script(kind: Kind, seed: number, session: number): Script {
  const drawn = scriptOf(kind, seed, session);
  return { ...drawn, steps: drawn.steps.filter((step) => !leftOut.has(step.do)) };
}

function kinds(text: string): readonly Kind[] {
  if (text === 'all') return KINDS;
  const found = KINDS.filter((kind) => kind === text);
  if (found.length > 0) return found;
  process.stderr.write(`--kind: expected ${KINDS.join(', ')} or all, found ${text}\n`);
  process.exit(2);
}

/** Plays one session and prints its events. @returns whether there was an error */
function showOne(kind: Kind, seed: number, session: number): boolean {
  const drawn = script(kind, seed, session);
  const { wrong } = play(drawn);
  const shown = wrong && !values.whole ? shrink(drawn, wrong.oracle) : drawn;
  print(`${kind}, seed ${seed}, session ${session}`);
  print(storyOf(shown));
  print(
    `again: npm run play -- --kind ${kind} --seed ${seed} --session ${session}${leftOut.size > 0 ? ` --without ${values.without}` : ''}\n`,
  );
  return wrong !== null;
}

function playKind(kind: Kind, seed: number, sessions: number, stories: number): boolean {
  const started = performance.now();
  const found = new Map<Oracle, number[]>();
  let [failed, requests, shownMs] = [0, 0, started];
  for (let session = 0; session < sessions; session += 1) {
    const verdict = play(script(kind, seed, session));
    requests += verdict.requests;
    if (verdict.wrong) {
      failed += 1;
      found.set(verdict.wrong.oracle, [...(found.get(verdict.wrong.oracle) ?? []), session]);
    }
    if (performance.now() - shownMs < 5_000) continue;
    shownMs = performance.now();
    process.stderr.write(`${kind}: ${session + 1} of ${sessions}, ${failed} failed\n`);
  }
  const seconds = (performance.now() - started) / 1_000;
  const rate = Math.round(sessions / seconds);
  print(
    `${kind.padEnd(10)} ${sessions} sessions, ${failed} failed, ${rate} a second, ${(requests / sessions).toFixed(1)} requests each`,
  );
  const rows = [...found].sort(([, a], [, b]) => b.length - a.length);
  for (const [oracle, list] of rows) {
    print(`  ${String(list.length).padStart(6)}  ${oracle}  (session ${list.slice(0, 5).join(', ')})`);
  }
  for (const [, list] of rows.slice(0, stories)) showOne(kind, seed, list[0] ?? 0);
  return failed > 0;
}

if (values.help) print(HELP);
else {
  const seed = whole('seed', values.seed);
  const chosen = kinds(values.kind);
  const one = values.session === undefined ? null : whole('session', values.session);
  const isWrong = chosen.map((kind) => {
    if (one !== null) return showOne(kind, seed, one);
    return playKind(kind, seed, whole('sessions', values.sessions), whole('stories', values.stories));
  });
  process.exitCode = isWrong.includes(true) ? 1 : 0;
}
