import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { CALLS, isCovered } from './calls.ts';
import { drive, type Driven } from './drive.ts';
import { findPython, PythonClient } from './python-client.ts';
import { startRecorder } from './recorder.ts';
import { readRecording, RECORDING_FILE, recordingText, type RecordedCall, type Recording } from './recording.ts';

/**
 * `npm run conformance:python`: calls every function of the official Python client against the emulator, and compares what it sends
 * with the recording that the tests replay. `--record` writes the recording. Without Python or the package it says so and ends well.
 */
const { record } = parseArgs({ options: { record: { type: 'boolean', default: false } } }).values;
const found = findPython();
if ('missing' in found) console.log(`skipped: ${found.missing}`);
else await run(found.python);

async function run(path: string): Promise<void> {
  const python = new PythonClient(path);
  const recorder = await startRecorder();
  const problems: string[] = [];
  const driven: Driven[] = [];
  let hello: Pick<Recording, 'versions' | 'functions'>;
  try {
    hello = (await python.hello()) as typeof hello;
    for (const row of CALLS) {
      const one = await drive(row, python, recorder);
      driven.push(one);
      console.log(`${one.outcome.padEnd(8)}${one.title}${one.said === '' ? '' : `: ${one.said}`}`);
      if (!one.isExpected) problems.push(`${one.title}: expected ${row.outcome ?? 'works'}`);
    }
  } finally {
    python.close();
    await recorder.close();
  }
  for (const [of, names] of Object.entries(hello.functions)) {
    problems.push(...names.filter((name) => !isCovered(of, name)).map((name) => `${of}.${name}: nothing calls it`));
  }
  const calls = driven.map(({ title, outcome, requests }): RecordedCall => ({ title, outcome, requests }));
  if (record) writeFileSync(RECORDING_FILE, recordingText({ ...hello, calls }));
  else problems.push(...differences(calls));
  console.log(`${hello.versions['dhanhq'] ?? ''}: ${calls.length} calls, ${problems.length} problems`);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

/** Calls that send something else than what is recorded. Other versions of the libraries send other headers. */
function differences(calls: readonly RecordedCall[]): string[] {
  const recorded = new Map(readRecording().calls.map((call) => [call.title, withoutVersions(call)]));
  return calls
    .filter((call) => !isDeepStrictEqual(withoutVersions(call), recorded.get(call.title)))
    .map(({ title }) => `${title}: it does not send what is recorded`);
}

function withoutVersions({ requests, ...call }: RecordedCall): object {
  const changing = new Set(['user-agent', 'accept-encoding']);
  return {
    ...call,
    requests: requests.map(({ headers, ...request }) => ({
      ...request,
      headers: headers.filter(([name]) => !changing.has(name.toLowerCase())),
    })),
  };
}
