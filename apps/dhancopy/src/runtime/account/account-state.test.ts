import { describe, expect, it } from 'vitest';
import { afterAligned, afterFault, afterResumed, readinessOf } from './account-state.ts';
import type { AccountState } from './account-state.ts';

const STARTING: AccountState = { is: 'starting' };
const LIVE: AccountState = { is: 'live' };
const STOPPED: AccountState = { is: 'stopped' };
const ADDRESS: AccountState = { is: 'blocked', by: 'ADDRESS', why: 'the address is refused' };
const TOKEN: AccountState = { is: 'blocked', by: 'TOKEN', why: 'the token is refused' };
const BOOKS: AccountState = { is: 'blocked', by: 'BOOKS', why: 'no answer' };

describe('an account', () => {
  it.each([STARTING, TOKEN, BOOKS, LIVE])('is live once its books were read: $is $by', (state) => {
    expect(afterAligned(state)).toEqual(LIVE);
  });

  it('stays blocked by its address, whatever can be read, until the operator resumes it', () => {
    expect(afterAligned(ADDRESS)).toBe(ADDRESS);
    expect(afterFault(ADDRESS, 'BOOKS', 'no answer')).toBe(ADDRESS);
    expect(afterFault(ADDRESS, 'TOKEN', 'the token is refused')).toBe(ADDRESS);
    const resumed = afterResumed(ADDRESS);
    // Its books are read first.
    expect(readinessOf(resumed)).toEqual({ ready: false, why: 'the address is refused' });
    expect(afterAligned(resumed)).toEqual(LIVE);
  });

  it('is blocked by what is refused last, where that is not less than before', () => {
    expect(afterFault(LIVE, 'TOKEN', 'the token is refused')).toEqual(TOKEN);
    expect(afterFault(BOOKS, 'TOKEN', 'the token is refused')).toEqual(TOKEN);
    expect(afterFault(TOKEN, 'ADDRESS', 'the address is refused')).toEqual(ADDRESS);
  });

  it('is not touched by a resume where its address was not refused', () => {
    for (const state of [STARTING, LIVE, TOKEN, BOOKS, STOPPED]) expect(afterResumed(state)).toBe(state);
  });

  it('has stopped for good', () => {
    expect(afterAligned(STOPPED)).toBe(STOPPED);
    expect(afterFault(STOPPED, 'TOKEN', 'x')).toBe(STOPPED);
    expect(readinessOf(STOPPED).ready).toBe(false);
  });

  it('may trade when it is live, and only then', () => {
    const all = [STARTING, LIVE, STOPPED, ADDRESS, TOKEN, BOOKS];
    expect(all.filter((state) => readinessOf(state).ready)).toEqual([LIVE]);
    for (const state of all) expect(readinessOf(state).why === null).toBe(state === LIVE);
  });
});
