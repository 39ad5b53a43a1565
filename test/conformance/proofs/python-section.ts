import { CALLS, NOT_CALLED } from '../python/calls.ts';
import { readRecording, recordedOf, type RecordedRequest } from '../python/recording.ts';
import type { AnyCall, Outcome } from '../python/row.ts';

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  works: 'the client returns the answer',
  refused: "the emulator refuses the call, and the client reports the broker's code",
  fails: 'the client cannot read a good answer, or raises an error of its own',
  absent: 'the emulator does not offer it',
};

/** The part of the page about the official Python client. */
export function pythonSection(): string {
  const { versions } = recording;
  const libraries = ['python', 'requests', 'websockets', 'pandas'].map((name) => `${name} ${versions[name] ?? '?'}`);
  const counts = Object.keys(OUTCOMES).map(
    (outcome) => `${outcome} ${CALLS.filter((row) => of(row) === outcome).length}`,
  );
  return [
    '## The official Python client',
    '',
    `Every function of \`dhanhq\` ${versions['dhanhq'] ?? '?'} against the emulator (${libraries.join(', ')}).`,
    '`npm run conformance:python` makes these calls where Python and the package are there (`DHANHQ_PYTHON` names another Python), and with',
    '`-- --record` keeps what the client sends in `test/conformance/python/recording.json`. `python-client.int.test.ts` next to it sends the',
    'recording byte for byte as part of `npm test`, and checks the answers.',
    '',
    ...Object.entries(OUTCOMES).map(([outcome, what]) => `- **${outcome}**: ${what}.`),
    '',
    `${CALLS.length} calls: ${counts.join(', ')}.`,
    '',
    '| Function | Call | Sends | HTTP | In the client |',
    '|---|---|---|---|---|',
    ...CALLS.map(line),
    '',
    'Not called:',
    '',
    ...NOT_CALLED.map(({ of: name, names, why }) => `- \`${name}\`, ${names === 'all' ? names : list(names)}: ${why}.`),
    '',
  ].join('\n');
}

const recording = readRecording();

const of = ({ outcome = 'works' }: AnyCall): Outcome => outcome;

function line(row: AnyCall): string {
  const request = recordedOf(recording, row).requests.at(-1);
  const status = 'script' in row ? 101 : row.answer?.status;
  const cells = [
    `\`${row.of}.${row.call}\``,
    row.with ?? '',
    request === undefined ? 'nothing' : `\`${sentTo(request)}\``,
    status?.toString() ?? '',
    row.note === undefined ? of(row) : `${of(row)}: ${row.note}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** The queries of sockets have only the login. */
function sentTo({ method, path, messages }: RecordedRequest): string {
  return messages === undefined ? `${method} ${path}` : `WS ${path.split('?')[0] ?? ''}`;
}
