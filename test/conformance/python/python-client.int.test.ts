import { partialDeepStrictEqual as contains } from 'node:assert/strict';
import { until } from '@dhancopy/dhan/testing/until';
import { describe, expect, it } from 'vitest';
import { openRig, type Rig } from '../kit/rig.ts';
import { CALLS, isCovered } from './calls.ts';
import type { Frame } from './frames.ts';
import { readRecording, recordedOf } from './recording.ts';
import { replay, replaySocket, type ReplayedAnswer } from './replay.ts';
import { filled, titleOf, type AnyCall, type ClientCall, type SocketCall } from './row.ts';

const recording = readRecording();
const rigOf = ({ account, emulator }: AnyCall): Promise<Rig> =>
  openRig({ ...(account && { account }), ...(emulator && { emulator }) });
const portOf = ({ emulator }: Rig): number => Number(new URL(emulator.restUrl).port);

describe('what the official Python client sends, byte for byte', () => {
  it.each(CALLS.map((row) => [titleOf(row), row] as const))('%s', (_title, row) =>
    'script' in row ? hears(row) : answers(row),
  );
});

async function answers(row: ClientCall): Promise<void> {
  const rig = await rigOf(row);
  try {
    const port = portOf(rig);
    const given = (await row.given?.(rig)) ?? {};
    const names = { ...given, token: rig.token, host: `127.0.0.1:${port}` };
    let answer: ReplayedAnswer | null = null;
    for (const request of recordedOf(recording, row).requests) answer = await replay(port, request, names);
    expect(answer?.status).toBe(row.answer?.status);
    if (row.answer?.body !== undefined) contains(answer?.body, filled(row.answer.body, names));
    else if (row.answer?.status === 202) expect(answer?.body).toBeUndefined();
  } finally {
    await rig.close();
  }
}

async function hears(row: SocketCall): Promise<void> {
  const rig = await rigOf(row);
  try {
    const port = portOf(rig);
    const [request] = recordedOf(recording, row).requests;
    if (request === undefined) throw new Error('it opened no socket');
    const socket = await replaySocket(port, request, { token: rig.token, host: `127.0.0.1:${port}` });
    try {
      const packets = (): (number | object)[] => socket.frames.flatMap((frame) => heardIn(frame, row));
      // After the last message of a feed its socket is closed, so that nothing that happens then is sent.
      if (row.of === 'OrderUpdate') await row.act?.(rig);
      await until(() => packets().length >= row.hears.length);
      expect(packets()).toMatchObject(row.hears);
    } finally {
      socket.close();
    }
  } finally {
    await rig.close();
  }
}

/** The codes of the packets in a binary frame, or the JSON of a text frame. */
function heardIn({ opcode, payload }: Frame, { of }: SocketCall): (number | object)[] {
  if (opcode === 1) return [JSON.parse(payload.toString('utf8')) as object];
  const isFeed = of === 'MarketFeed';
  const codes: number[] = [];
  for (let rest = payload; rest.length > 0; rest = rest.subarray(rest.readInt16LE(isFeed ? 1 : 0))) {
    codes.push(rest.readUInt8(isFeed ? 0 : 2));
  }
  return codes;
}

it('every function of the client has a row, or a reason for having none', () => {
  const functions = Object.entries(recording.functions).flatMap(([of, names]) => names.map((name) => ({ of, name })));
  expect(functions.length).toBeGreaterThan(80);
  expect(functions.filter(({ of, name }) => !isCovered(of, name))).toEqual([]);
});

it('the client ended every call as its row says', () => {
  expect(recording.calls.map(({ title, outcome }) => [title, outcome])).toEqual(
    CALLS.map((row) => [titleOf(row), row.outcome ?? 'works']),
  );
});

it('the recording has no token', () => {
  expect(JSON.stringify(recording)).not.toMatch(/eyJ[\w-]{10,}/);
});
