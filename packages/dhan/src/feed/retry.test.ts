import { describe, expect, it } from 'vitest';
import { DhanError } from '../errors.ts';
import { disconnected, turnedAway } from './refusal.ts';
import { FEED_WAITS, FeedRetry } from './retry.ts';
import type { Life } from './retry.ts';
import { socketError } from './socket-error.ts';

const never: Life = { livedMs: null, heard: false };
const closedAtOnce: Life = { livedMs: 20, heard: false };
const closed = socketError('SOCKET_CLOSED', 'closed by the server (1006)', 'market feed');
const lost = socketError('NOT_SENT', 'could not connect', 'market feed');
const tooMany = turnedAway(429, undefined, '', 'market feed');
const pushedOff = disconnected(805, 'market feed');
const retry = (random = 0) => new FeedRetry(() => random, FEED_WAITS);

describe('the reason of a refused or ended connection', () => {
  it.each([
    [800, 'unknown', null],
    [804, 'invalid', null],
    [805, 'rate', null],
    [806, 'auth', 'PLAN'],
    [807, 'auth', 'TOKEN'],
    [808, 'auth', 'TOKEN'],
    [809, 'auth', 'TOKEN'],
    [810, 'auth', 'TOKEN'],
    [811, 'invalid', null],
    [812, 'invalid', null],
    [813, 'invalid', null],
    [814, 'invalid', null],
    [999, 'unknown', null],
  ] as const)('%i is an error of the class %s', (reason, errorClass, authFault) => {
    const error = disconnected(reason, 'market feed');
    expect(error).toBeInstanceOf(DhanError);
    expect(error).toMatchObject({ code: String(reason), class: errorClass, authFault, request: 'market feed' });
  });

  it('contains the code in the body of a refusal, where there is one', () => {
    expect(turnedAway(429, '120', '', 'market feed')).toMatchObject({
      code: 'HTTP-429',
      class: 'rate',
      httpStatus: 429,
      retryAfterMs: 120_000,
    });
    expect(turnedAway(401, undefined, 'no', 'market feed')).toMatchObject({ class: 'auth', authFault: 'TOKEN' });
    expect(turnedAway(400, 'soon', '{"status":"failed","data":{"806":"not subscribed"}}', 'market feed')).toMatchObject(
      {
        code: '806',
        class: 'auth',
        authFault: 'PLAN',
        retryAfterMs: null,
      },
    );
  });
});

describe('another attempt', () => {
  it('is made with growing waits while no connection can be made', () => {
    const after = retry();
    expect([1, 2, 3].map(() => after.judge(lost, never).retryInMs)).toEqual([250, 500, 1_000]);
  });

  it('resets the waits only after a connection that stayed open for a minute', () => {
    const after = retry();
    after.judge(lost, never);
    expect(after.judge(closed, { livedMs: 59_999, heard: true }).retryInMs).toBe(500);
    expect(after.judge(closed, { livedMs: 60_000, heard: true }).retryInMs).toBe(250);
  });

  it.each([806, 807, 808, 809, 810, 804, 813, 814])('is not made after %i', (reason) => {
    const error = disconnected(reason, 'market feed');
    expect(retry().judge(error, { livedMs: 100_000, heard: true })).toEqual({ error, retryInMs: null });
  });

  it.each([
    ['HTTP 429', tooMany, never],
    ['805', pushedOff, { livedMs: 100_000, heard: true }],
  ])('is made a minute or more after %s, three times, and then no more', (_what, error, life) => {
    const after = retry();
    expect([1, 2, 3].map(() => after.judge(error, life))).toEqual([1, 2, 3].map(() => ({ error, retryInMs: 60_000 })));
    const last = after.judge(error, life);
    expect(last.retryInMs).toBeNull();
    expect(last.error).toMatchObject({ code: error.code, class: 'rate' });
    expect(last.error.message).toMatch(/given up after 4 refusals.*plan has ended or the client id is blocked/);
    // The caller that connects again has corrected the cause.
    expect(after.judge(error, life).retryInMs).toBe(60_000);
  });

  it('forgets refusals for too many connections after a quarter of an hour, not before', () => {
    const quarter = { livedMs: 900_000, heard: true };
    const after = retry();
    for (let round = 0; round < 10; round += 1) expect(after.judge(pushedOff, quarter).retryInMs).toBe(60_000);
    // Six sockets that replace each other in turn, each a minute after its end, stay open for about six minutes.
    const inTurn = { livedMs: 360_000, heard: true };
    const waits = [1, 2, 3, 4].map(() => after.judge(pushedOff, inTurn).retryInMs);
    expect(waits).toContain(null);
  });

  it('waits at least as long as the broker says, with a spread', () => {
    expect(retry().judge(turnedAway(429, '300', '', 'market feed'), never).retryInMs).toBe(300_000);
    expect(retry(1).judge(tooMany, never).retryInMs).toBe(90_000);
    expect(retry().judge(turnedAway(404, undefined, '', 'market feed'), never).retryInMs).toBe(60_000);
  });

  it('slows down when connections are accepted and closed without a frame, and reports the likely cause', () => {
    const after = retry();
    expect(after.judge(closed, closedAtOnce)).toEqual({ error: closed, retryInMs: 250 });
    expect(after.judge(closed, closedAtOnce)).toEqual({ error: closed, retryInMs: 500 });
    const third = after.judge(closed, closedAtOnce);
    expect(third.retryInMs).toBe(60_000);
    expect(third.error).toMatchObject({ code: 'CLOSED_UNHEARD', class: 'unknown', authFault: null });
    expect(third.error.message).toMatch(/3 times in a row: the token or the data plan is suspect/);
    expect(after.judge(closed, closedAtOnce).retryInMs).toBe(60_000);
  });

  it.each([
    ['a frame was heard', { livedMs: 20, heard: true }],
    ['it lived longer', { livedMs: 3_000, heard: false }],
  ])('is not slowed down when %s in between', (_what, life) => {
    const after = retry();
    after.judge(closed, closedAtOnce);
    after.judge(closed, closedAtOnce);
    after.judge(closed, life);
    expect(after.judge(closed, closedAtOnce).error).toBe(closed);
  });
});
