import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { titleOf, type AnyCall, type Outcome } from './row.ts';

/** A request as the client sent it, with names in place of what changes from run to run. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** In their order and spelling. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** The messages of a socket that the request opened: text, or bytes. */
  readonly messages?: readonly (string | { readonly base64: string })[];
}

export interface RecordedCall {
  /** See {@link titleOf}. */
  readonly title: string;
  readonly outcome: Outcome;
  readonly requests: readonly RecordedRequest[];
}

/** Everything that the official Python client sent for {@link AnyCall} rows. Written by `npm run conformance:python -- --record`. */
export interface Recording {
  readonly versions: Readonly<Record<string, string>>;
  /** Every public function of each class of the client. */
  readonly functions: Readonly<Record<string, readonly string[]>>;
  readonly calls: readonly RecordedCall[];
}

export const RECORDING_FILE = join(import.meta.dirname, 'recording.json');

export function readRecording(): Recording {
  return JSON.parse(readFileSync(RECORDING_FILE, 'utf8')) as Recording;
}

/** One line a call, so that a difference shows which one. */
export function recordingText({ versions, functions, calls }: Recording): string {
  const lines = calls.map((call) => JSON.stringify(call)).join(',\n');
  return `{\n"versions": ${JSON.stringify(versions)},\n"functions": ${JSON.stringify(functions)},\n"calls": [\n${lines}\n]\n}\n`;
}

/** @throws Error for a row that was not recorded */
export function recordedOf({ calls }: Recording, row: AnyCall): RecordedCall {
  const found = calls.find(({ title }) => title === titleOf(row));
  if (found === undefined) throw new Error(`${titleOf(row)} is not recorded: npm run conformance:python -- --record`);
  return found;
}
