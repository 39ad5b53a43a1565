import { AssertionError, partialDeepStrictEqual as contains } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ID, openRig } from '../kit/rig.ts';
import { ClientError, type PythonClient } from './python-client.ts';
import type { Recorder } from './recorder.ts';
import type { RecordedCall, RecordedRequest } from './recording.ts';
import { filled, titleOf, type AnyCall, type ClientCall, type Names, type Outcome, type SocketCall } from './row.ts';

/** What came of one row with the real client. */
export interface Driven extends RecordedCall {
  /** What the client raised or reported, or what was not as the row says. */
  readonly said: string;
  /** False where the client's value is not the row's. */
  readonly isExpected: boolean;
}

/** Plays a row: an emulator of its own, and the client between it and the recorder. */
export async function drive(row: AnyCall, python: PythonClient, recorder: Recorder): Promise<Driven> {
  const rig = await openRig({
    ...(row.account && { account: row.account }),
    ...(row.emulator && { emulator: row.emulator }),
  });
  try {
    const isSocket = 'script' in row;
    const given = isSocket ? {} : ((await row.given?.(rig)) ?? {});
    const names: Names = { ...given, token: rig.token, host: recorder.host };
    recorder.pointTo(Number(new URL(rig.emulator.restUrl).port));
    recorder.take();
    await python.account(recorder.host, ID, rig.token);
    const ended = isSocket
      ? await played(row, python, recorder.host, async () => row.act?.(rig))
      : await called(row, python, names);
    // The last bytes of a socket that stays open may still be on their way to the recorder.
    if (isSocket) await sleep(20);
    const requests = recorder.take().map((request) => named(request, names));
    return { title: titleOf(row), requests, ...ended };
  } finally {
    await rig.close();
  }
}

type Ended = Pick<Driven, 'outcome' | 'said' | 'isExpected'>;

async function called(row: ClientCall, python: PythonClient, names: Names): Promise<Ended> {
  let value: unknown;
  try {
    value = await python.call(row.of, row.call, filled(row.args ?? {}, names));
  } catch (error) {
    return failed(row, error);
  }
  const outcome = outcomeOf(value, row.answer?.status ?? 200);
  const said = outcome === 'works' ? '' : JSON.stringify(value);
  if (outcome !== 'works') return { outcome, said, isExpected: outcome === (row.outcome ?? 'works') };
  // Functions of DhanLogin return the answer itself, the others wrap it.
  const answer = isRecord(value) && 'remarks' in value && 'data' in value ? value['data'] : value;
  try {
    if (row.returns !== undefined && row.returns !== null) contains(value, row.returns);
    else if (row.returns === undefined && row.answer?.body !== undefined)
      contains(answer, filled(row.answer.body, names));
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return { outcome, said: error.message, isExpected: false };
  }
  return { outcome, said, isExpected: (row.outcome ?? 'works') === 'works' };
}

async function played(row: SocketCall, python: PythonClient, host: string, act: () => Promise<void>): Promise<Ended> {
  try {
    await row.script(await python.socket(row, host), act);
    return { outcome: 'works', said: '', isExpected: (row.outcome ?? 'works') === 'works' };
  } catch (error) {
    if (error instanceof AssertionError) return { outcome: 'fails', said: error.message, isExpected: false };
    return failed(row, error);
  }
}

function failed(row: AnyCall, error: unknown): Ended {
  if (!(error instanceof ClientError)) throw error;
  return { outcome: 'fails', said: error.message, isExpected: row.outcome === 'fails' };
}

/** The client wraps what it gets: `status` is success or failure, and `remarks` has the broker's error. */
function outcomeOf(value: unknown, status: number): Outcome {
  if (!isRecord(value) || value['status'] !== 'failure') return 'works';
  if (status === 404) return 'absent';
  const { remarks } = value;
  return isRecord(remarks) && typeof remarks['error_code'] === 'string' ? 'refused' : 'fails';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A random number that each socket sends, as its RFC has it for an example. */
const SAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** The request with names in place of what changes from run to run. */
function named({ messages, ...request }: RecordedRequest, names: Names): RecordedRequest {
  const asNames = (text: string): string =>
    Object.entries(names).reduce((left, [name, value]) => left.replaceAll(value, `{${name}}`), text);
  const headers = request.headers.map(([name, value]) => {
    if (name.toLowerCase() === 'sec-websocket-key') return [name, SAMPLE_KEY] as const;
    const found = Object.entries(names).find(([, one]) => one === value);
    return [name, found === undefined ? value : `{${found[0]}}`] as const;
  });
  return {
    method: request.method,
    path: asNames(request.path),
    headers,
    body: asNames(request.body),
    ...(messages && { messages: messages.map((one) => (typeof one === 'string' ? asNames(one) : one)) }),
  };
}
