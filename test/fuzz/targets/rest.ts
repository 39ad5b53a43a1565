import { DhanError, ERROR_CLASSES } from '@dhancopy/dhan/errors';
import { ALL_SAMPLES } from '@dhancopy/dhan/testing/samples/all';
import type { Sample } from '@dhancopy/dhan/testing/samples/sample';
import { WireError } from '@dhancopy/dhan/wire/parse';
import { mutateJsonText } from '../mutate.ts';
import { Finding } from '../oracle.ts';
import type { Target } from '../target.ts';
import { JUDGES } from './rest-shapes.ts';
import { cannedRooms } from './rooms.ts';

const { rooms, answer } = cannedRooms();

const STATUSES = [200, 200, 201, 202, 204, 301, 400, 400, 401, 403, 404, 408, 429, 500, 502, 503] as const;
/** Maximum length of an error text: it must stay readable, and never grow with the broker's answer. */
const ERROR_TEXT_MAX = 6_000;

/** Calls that place, change or cancel. A WireError must never report their outcome, because no caller would look the order up after it. */
const isWrite = ({ endpoint }: Sample): boolean =>
  !/^GET |marketfeed|optionchain|charts|margincalculator|edis|auth:/.test(endpoint);

/** The reader of one sample's endpoint, fed with this status and text. @throws {Finding} */
export async function judge(sample: Sample, status: number, text: string): Promise<void> {
  const body = answer(status, text);
  let result: unknown;
  try {
    result = await sample.ask(rooms);
  } catch (error) {
    judgeError(sample, status, error);
    return;
  }
  const check = JUDGES[sample.endpoint];
  if (!check) throw new Finding(`${sample.endpoint} is not known to the oracle`);
  check(result, body);
}

function judgeError(sample: Sample, status: number, error: unknown): void {
  const isTyped = error instanceof DhanError || (error instanceof WireError && !isWrite(sample));
  if (!isTyped) throw error;
  if (String(error.stack ?? error).length > ERROR_TEXT_MAX)
    throw new Finding(`an error of ${String(error.stack).length} characters`);
  if (!(error instanceof DhanError)) return;
  if (!ERROR_CLASSES.includes(error.class)) throw new Finding(`class ${error.class}`);
  if ((error.class === 'auth') !== (error.authFault !== null))
    throw new Finding(`class ${error.class} with fault ${String(error.authFault)}`);
  // A failure of the server is never a refusal, unless it concerns the access or the rate.
  if (status >= 500 && isWrite(sample) && (error.class === 'refused' || error.class === 'invalid')) {
    throw new Finding(`HTTP ${status} was taken for a refusal`);
  }
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Bodies as JSON, also of samples that are text. */
const CORPUS = ALL_SAMPLES.map((sample) => ({
  sample,
  json: typeof sample.body === 'string' ? (readBody(sample.body) ?? {}) : sample.body,
}));

/** Answers of every endpoint, from its own sample or from another's. */
export const REST_TARGET: Target = {
  name: 'REST answers',
  weight: 50,
  async run(chance, note) {
    const { sample, json } = chance.pick(CORPUS);
    const status = chance.percent(75) ? (sample.status ?? 200) : chance.pick(STATUSES);
    const text = mutateJsonText(chance.percent(3) ? chance.pick(CORPUS).json : json, chance);
    note(`${sample.endpoint} ${status} ${text}`);
    await judge(sample, status, text);
  },
};
