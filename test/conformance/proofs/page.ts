import { ALL_ENDPOINTS, ENDPOINTS } from '@dhancopy/dhan/testing/endpoints';
import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';
import { PROOF_KINDS } from '@dhancopy/dhan/testing/proves';
import type { ProofKind } from '@dhancopy/dhan/testing/proves';
import type { ProvenTest } from './proven.ts';
import { pythonSection } from './python-section.ts';
import { UNCAPTURED } from './uncaptured.ts';

const HEADER = `# What is proved of each endpoint

<!-- Made by \`npm run coverage:dhan\`. Do not edit: the next run would undo it, and a test fails when it is out of date. -->

One row for everything that DhanHQ v2 offers, global stocks excepted: REST, login host, sockets, files. Each cell names the first test that
proves it, and how many more do.

- **documented**: a sample of the broker's page is read by the client.
- **observed**: a recorded answer, or one built from a published description, is read by the client. Where nothing was published the cell says so.
- **error**: a refusal becomes the error that it should, most of them made by the emulator over a real connection.
- **emulator**: client and emulator understand each other over a real connection, and what the client reads is in the emulator's books.

How it is made: a test says in its options what it proves, \`proves('GET /orders', 'observed')\`. \`npm run coverage:dhan\` runs the tests of
\`packages/dhan/src\` and \`test/conformance\` and makes the page of vitest's report, from those that passed. A test that says so and never sends a request
to its endpoint fails (\`test/setup/witness.ts\`; what is read from text is excepted: frames, files, a page for the account owner). The list of endpoints
is \`packages/dhan/src/testing/endpoints.ts\`, and every call of the client has to be one of it.
`;

/** The expected content of the page. */
export function coveragePage(tests: readonly ProvenTest[]): string {
  const counts = PROOF_KINDS.map((kind) => {
    const proved = ALL_ENDPOINTS.filter((endpoint) => testsOf(tests, endpoint, kind).length > 0).length;
    return `${kind} ${proved}`;
  });
  const sections = Object.entries(ENDPOINTS).map(([module, endpoints]) => {
    const rows = endpoints.map((endpoint) => row(tests, endpoint));
    return [
      `## ${module}`,
      '',
      `| Endpoint | ${PROOF_KINDS.join(' | ')} |`,
      `|${'---|'.repeat(PROOF_KINDS.length + 1)}`,
      ...rows,
      '',
    ].join('\n');
  });
  return [
    HEADER,
    `${ALL_ENDPOINTS.length} endpoints; proved: ${counts.join(', ')}.`,
    '',
    ...sections,
    pythonSection(),
  ].join('\n');
}

/** Cells without a proof and without an excuse, as `endpoint: kind`. */
export function emptyCells(tests: readonly ProvenTest[]): string[] {
  return ALL_ENDPOINTS.flatMap((endpoint) =>
    PROOF_KINDS.filter(
      (kind) => testsOf(tests, endpoint, kind).length === 0 && !(kind === 'observed' && endpoint in UNCAPTURED),
    ).map((kind) => `${endpoint}: ${kind}`),
  );
}

/** Endpoints with an excuse although a capture of them exists. */
export function excusedInVain(tests: readonly ProvenTest[]): string[] {
  return Object.keys(UNCAPTURED).filter((endpoint) => testsOf(tests, endpoint as Endpoint, 'observed').length > 0);
}

function row(tests: readonly ProvenTest[], endpoint: Endpoint): string {
  const cells = PROOF_KINDS.map((kind) => cell(testsOf(tests, endpoint, kind), endpoint, kind));
  return `| \`${endpoint}\` | ${cells.join(' | ')} |`;
}

function cell(tests: readonly ProvenTest[], endpoint: Endpoint, kind: ProofKind): string {
  const [first, ...more] = tests;
  if (!first)
    return kind === 'observed' && endpoint in UNCAPTURED
      ? `no capture published: ${UNCAPTURED[endpoint] ?? ''}`
      : '**nothing**';
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `[${shortName(first.name, endpoint)}](../${first.file})${others}`;
}

/** Without the endpoint, which is already in the row. */
function shortName(name: string, endpoint: Endpoint): string {
  const rest = name.replace(`: ${endpoint}`, '').replace(endpoint, '').trim();
  return rest.replaceAll('|', '\\|').replaceAll('[', '\\[').replaceAll(']', '\\]');
}

/** Tests of the endpoint's own module come before those for all endpoints. */
function testsOf(tests: readonly ProvenTest[], endpoint: Endpoint, kind: ProofKind): ProvenTest[] {
  const found = tests.filter(({ proofs }) =>
    proofs.some((proof) => proof.endpoint === endpoint && proof.kind === kind),
  );
  const isOfAll = ({ file }: ProvenTest): number => (file.endsWith('refusals.int.test.ts') ? 1 : 0);
  return found.toSorted((one, other) => isOfAll(one) - isOfAll(other));
}
