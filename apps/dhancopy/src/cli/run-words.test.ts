import { describe, expect, it } from 'vitest';
import type { TradingState } from '@dhancopy/domain/trading-state';
import type { AccountStatus, RuntimeStatus } from '../runtime/runtime-status.ts';
import { startedWords, startLine } from './run-words.ts';
import { aSession } from './status/testing/a-status.ts';

function account(accountId: string, role: AccountStatus['role'], changes: Partial<AccountStatus> = {}): AccountStatus {
  return aSession({ accountId, name: accountId === 'L' ? 'Asha' : 'Ravi', role, ...changes });
}

const link = (followerId: string, state: TradingState = 'ACTIVE') => ({ leaderId: 'L', followerId, state });

const FULL = 'the disk is full, or was: entries are not copied until 20 MiB are free, exits are; free some space';

function started(changes: Partial<RuntimeStatus>): string {
  return startedWords({
    startedMs: 0,
    atMs: 0,
    tradingState: 'ACTIVE',
    killSwitch: false,
    isCopyEnabled: true,
    accounts: [account('L', 'leader'), account('F1', 'follower'), account('F2', 'follower')],
    links: [link('F1'), link('F2')],
    copies: { known: 0, open: 0, copied: 0 },
    inbox: 0,
    behind: { nowMs: 0, worstMs: 0, worstAgoMs: 0 },
    diskShort: null,
    ...changes,
  });
}

describe('the first line of run', () => {
  it('counts links and accounts while everything is copied', () => {
    expect(started({})).toBe('copying: 2 links, 3 of 3 accounts live');
  });

  it('counts the links that copy, and names the others', () => {
    expect(started({ links: [link('F1'), link('F2', 'REDUCING')] })).toBe(
      "copying: 1 of 2 links, 3 of 3 accounts live; the link L → F2 is paused: the leader's new entries are not copied, exits are; " +
        'run "dhancopy link resume --leader L --follower F2"',
    );
  });

  it('says so when no link copies entries, and when none copies anything', () => {
    expect(started({ links: [link('F1', 'HALTED'), link('F2', 'REDUCING')] })).toMatch(
      /^NO ENTRY IS COPIED, ONLY EXITS; the link L → F1 is halted: .*; the link L → F2 is paused/,
    );
    expect(started({ links: [link('F1', 'HALTED')] })).toMatch(/^NOTHING IS COPIED; the link L → F1 is halted/);
    expect(started({ links: [] })).toMatch(/^NOTHING IS COPIED; there is no link, .*run "dhancopy link add /);
    expect(started({ links: [], accounts: [] })).toMatch(/^NOTHING IS COPIED; there is no account, .*--role leader /);
    expect(started({ links: [], accounts: [account('L', 'leader')] })).toMatch(/; there is no follower account, /);
  });

  it('takes the system, the follower and its connection into account', () => {
    expect(started({ tradingState: 'REDUCING', killSwitch: true })).toMatch(
      /^NO ENTRY IS COPIED, ONLY EXITS; the kill switch is on: /,
    );
    expect(started({ tradingState: 'HALTED', killSwitch: true })).toMatch(/^NOTHING IS COPIED; .*NOTHING IS SENT/);
    expect(started({ tradingState: 'REDUCING', diskShort: FULL })).toBe(`NO ENTRY IS COPIED, ONLY EXITS; ${FULL}`);
    const accounts = [account('L', 'leader'), account('F1', 'follower', { tradingState: 'REDUCING' })];
    expect(started({ accounts, links: [link('F1')] })).toBe(
      'NO ENTRY IS COPIED, ONLY EXITS; Ravi F1 is paused: entries are not copied, exits are; run "dhancopy account resume --client-id F1"',
    );
    const blocked = [account('L', 'leader'), account('F1', 'follower', { state: 'BLOCKED', why: 'no token' })];
    expect(started({ accounts: blocked, links: [link('F1')] })).toBe('NOTHING IS COPIED; Ravi F1 is BLOCKED: no token');
  });
});

describe('the start of a run is said once', () => {
  const server = 'local server on http://127.0.0.1:8420; stop with Ctrl-C';
  const line = (isStructured: boolean, isWatched: boolean) =>
    startLine('NOTHING IS COPIED', 8420, { isStructured, isWatched });

  it('on a terminal, which shows the log as well', () => {
    expect(line(false, true)).toEqual({ text: `NOTHING IS COPIED; ${server}`, isLogged: false });
  });

  it('in the log of a service', () => {
    expect(line(true, false)).toEqual({ text: server, isLogged: true });
  });

  it('to the log, and to whoever starts it with the log in a file', () => {
    expect(line(true, true)).toEqual({ text: `NOTHING IS COPIED; ${server}`, isLogged: true });
  });
});
