import { describe, expect, it } from 'vitest';
import type { Fault } from '../../runtime/account/account-state.ts';
import { refusedWords } from '../../runtime/words.ts';
import { formatStatus, statusToJson } from './format.ts';
import { needsOf } from './needs.ts';
import type { AccountLine } from './read.ts';
import { aSession, aStatus, NOW } from './testing/a-status.ts';

const KILLED = { by: 'asha', reason: null, sinceMs: NOW - 12_000 };
const link = (followerId: string, state: 'REDUCING' | 'HALTED') => ({ leaderId: '1100000001', followerId, state });

describe('what the state of the system stops', () => {
  it('is nothing while all is well', () => {
    expect(needsOf(aStatus(), NOW)).toEqual([]);
    expect(formatStatus(aStatus(), NOW)).toMatch(/^nothing needs you now/);
  });

  it('is entries alone after kill and after pause', () => {
    expect(needsOf(aStatus({ tradingState: 'REDUCING', killSwitch: KILLED }), NOW)).toEqual([
      'the kill switch is on (12 s ago): entries are not copied, exits are; run "dhancopy resume"',
    ]);
    expect(needsOf(aStatus({ tradingState: 'REDUCING' }), NOW)).toEqual([
      'copying is paused: entries are not copied, exits are; run "dhancopy resume"',
    ]);
  });

  it('is exits too after kill --all and pause --all, and what rests at the broker may fill', () => {
    const rest =
      'NOTHING IS SENT, exits included; entry copies that rest at the broker stay there, and may fill. ' +
      'To copy exits, run "dhancopy kill"; to copy everything, run "dhancopy resume"';
    expect(needsOf(aStatus({ tradingState: 'HALTED', killSwitch: KILLED }), NOW)).toEqual([
      `the kill switch is on with --all (12 s ago): ${rest}`,
    ]);
    expect(needsOf(aStatus({ tradingState: 'HALTED' }), NOW)).toEqual([`all trading is paused: ${rest}`]);
  });

  const stand = { leaderId: '1100000001', followerId: '1100000002', askedMs: NOW - 40_000, left: [] };

  it('is said while a flatten is not done, and while a command waits for the database', () => {
    expect(needsOf(aStatus({ flattens: [stand, stand], hasWaitingCommand: true }), NOW)).toEqual([
      expect.stringContaining('a command waits because the database was locked'),
      expect.stringContaining('what 2 links copied is not all closed yet; the engine goes on with it'),
    ]);
    const left = [
      { held: '5 INTRADAY of RELIANCE', order: 'closing order 112 rests at the broker' },
      { held: null, order: 'a copy of order 113: has no answer yet, and the broker is being asked' },
    ];
    expect(needsOf(aStatus({ flattens: [{ ...stand, left }] }), NOW)).toEqual([
      'flatten of 2026-01-05 09:14:20 IST (40 s ago): what 1 link copied is not all closed yet; the engine goes on with it. ' +
        'To withdraw that, run "dhancopy resume"; what it has begun to close is closed all the same',
      'flatten: left of the link 1100000001 → 1100000002: 5 INTRADAY of RELIANCE (closing order 112 rests at the broker), ' +
        'a copy of order 113: has no answer yet, and the broker is being asked',
    ]);
    const { engine } = aStatus({});
    expect(needsOf(aStatus({ flattens: [stand], engine: { ...engine, silentMs: 2_000 } }), NOW)).toContainEqual(
      expect.stringContaining('the engine begins with it as soon as it goes on'),
    );
    expect(needsOf(aStatus({ flattens: [stand], engine: { ...engine, running: false } }), NOW)).toContainEqual(
      expect.stringContaining('the next "dhancopy run" begins with it'),
    );
  });

  it('is not ended by resume where a setting says so', () => {
    const needs = needsOf(aStatus({ tradingState: 'REDUCING', isCopyEnabled: false }), NOW);
    expect(needs).toEqual([expect.stringContaining('run "dhancopy config set copy_enabled true"')]);
  });
});

it('what the engine reported today and does not settle is named, with its age; many are counted', () => {
  const report = {
    code: 'OWN_ORDER_LEFT',
    clientId: '1100000002',
    text: 'Cancel it at the broker',
    atMs: NOW - 60_000,
  };
  expect(needsOf(aStatus({ reported: [report] }), NOW)).toEqual([
    'reported at 2026-01-05 09:14:00 IST (60 s ago): OWN_ORDER_LEFT 1100000002: Cancel it at the broker',
  ]);
  const many = Array.from({ length: 12 }, () => report);
  expect(needsOf(aStatus({ reported: many }), NOW).at(-1)).toBe(
    'reported today: 4 more; with --json, status lists all of them',
  );
});

it('without an engine, a full disk is named', () => {
  const { engine } = aStatus();
  const needs = needsOf(aStatus({ engine: { ...engine, running: false }, freeBytes: 0 }), NOW);
  expect(needs[0]).toMatch(/none may be able to start: 0 B are free on the disk/);
});

describe('an account', () => {
  const account = (changes: Partial<AccountLine>): AccountLine => ({
    clientId: '1100000002',
    name: 'Ravi',
    role: 'follower',
    tradingState: 'ACTIVE',
    session: null,
    token: { expiresMs: NOW + 8 * 3_600_000 },
    login: 'web',
    funds: null,
    ...changes,
  });
  const { engine } = aStatus();
  const off = { ...engine, running: false };
  const needsOfOne = (changes: Partial<AccountLine>) =>
    needsOf(aStatus({ engine: off, accounts: [account(changes)] }), NOW).slice(1);

  it('shows what is known of its token without an engine', () => {
    const shown = (changes: Partial<AccountLine>) => formatStatus(aStatus({ accounts: [account(changes)] }), NOW);
    expect(shown({})).toMatch(/1100000002 .* until 2026-01-05 17:15 IST$/m);
    expect(shown({ token: { expiresMs: NOW - 1 } })).toMatch(/1100000002 .* EXPIRED 2026-01-05 09:14 IST$/m);
    expect(shown({ token: { expiresMs: null } })).toMatch(/1100000002 .* stored, end unknown$/m);
    expect(shown({ token: null })).toMatch(/1100000002 .* NONE$/m);
  });

  it('is the same for a program', () => {
    const status = aStatus({ accounts: [account({}), account({ session: aSession(), token: null })] });
    expect(statusToJson(status, NOW)).toEqual(status);
  });

  it('needs a token where it has none, and nobody makes one', () => {
    const run = 'make one at web.dhan.co, then run "dhancopy account token --client-id 1100000002 --token-stdin"';
    expect(needsOfOne({})).toEqual([]);
    expect(needsOfOne({ token: null })).toEqual([`Ravi 1100000002 has no token: ${run}`]);
    expect(needsOfOne({ token: null, login: 'totp' })).toEqual([]);
    expect(needsOfOne({ token: { expiresMs: NOW - 60_000 } })).toEqual([
      `the token of Ravi 1100000002 ended 60 s ago: ${run}`,
    ]);
    expect(needsOfOne({ token: { expiresMs: NOW + 3_600_000 }, login: 'api_key' })).toEqual([
      'the token of Ravi 1100000002 ends in 60 min: run "dhancopy account login --client-id 1100000002"',
    ]);
  });

  it('that is blocked has its reason above, and keeps the table narrow', () => {
    const why = `the broker refuses the token (DH-901: ${'x'.repeat(150)}); store a new one with "dhancopy account token"`;
    const session = { ...aSession(), state: 'BLOCKED', blockedBy: 'TOKEN', why } as const;
    const lines = formatStatus(aStatus({ accounts: [account({ session })] }), NOW).split('\n');
    expect(lines).toContain(`  Ravi 1100000002 is BLOCKED: ${why}`);
    const table = lines.slice(lines.findIndex((line) => line.startsWith('CLIENT ID')));
    expect(table.join('\n')).toMatch(/1100000002 .*BLOCKED .*REFUSED$/m);
    expect(Math.max(...table.map(({ length }) => length))).toBeLessThan(130);
  });
});

describe('a blocked account', () => {
  const blocked = (blockedBy: Fault, why: string): string[] => {
    const session = aSession({ state: 'BLOCKED', blockedBy, why });
    const follower = { clientId: '1100000002', name: 'Ravi', role: 'follower', tradingState: 'ACTIVE' } as const;
    const line = { ...follower, session, token: { expiresMs: null }, login: 'web', funds: null } as const;
    return needsOf(aStatus({ accounts: [line] }), NOW);
  };

  it('says what is refused and what to do', () => {
    const token = refusedWords('TOKEN', 'DH-901: invalid', '1100000002');
    expect(blocked('TOKEN', token)).toEqual([
      'Ravi 1100000002 is BLOCKED: the broker refuses the token (DH-901: invalid); ' +
        'store a new one with "dhancopy account token --client-id 1100000002 --token-stdin"',
    ]);
    expect(blocked('ADDRESS', refusedWords('ADDRESS', 'DH-905: Invalid IP', '1100000002'))).toEqual([
      "Ravi 1100000002 is BLOCKED: the broker refuses this machine's address (DH-905: Invalid IP); " +
        'register it as static IP at web.dhan.co; then run "dhancopy account resume --client-id 1100000002"',
    ]);
    expect(blocked('BOOKS', 'GET /orders: no answer')).toEqual([
      'Ravi 1100000002 is BLOCKED: GET /orders: no answer; run "dhancopy doctor"',
    ]);
  });
});

describe('what is missing before anything can be copied', () => {
  const links = { active: 0, paused: 0, halted: 0, stopped: [] };
  const account = (role: 'leader' | 'follower'): AccountLine => {
    const name = { clientId: '1100000001', name: 'Asha', role, tradingState: 'ACTIVE' } as const;
    return { ...name, session: null, token: { expiresMs: null }, login: 'web', funds: null };
  };

  it.each([
    ['an account', [], 'there is no account, so nothing is copied: run "dhancopy account add --role leader '],
    [
      'a follower',
      ['leader'],
      'there is no follower account, so nothing is copied: run "dhancopy account add --role f',
    ],
    [
      'a leader',
      ['follower'],
      'there is no leader account, so nothing is copied: run "dhancopy account add --role leader ',
    ],
    ['a link', ['leader', 'follower'], 'there is no link, so nothing is copied: run "dhancopy link add '],
  ] as const)('is %s', (_what, roles, words) => {
    const status = aStatus({ accounts: roles.map(account), links });
    expect(needsOf(status, NOW)).toEqual([expect.stringContaining(words)]);
    expect(formatStatus(status, NOW)).not.toContain('nothing needs you now');
  });
});

it('a reason of any text stays one line without escapes', () => {
  const killSwitch = { ...KILLED, reason: 'a\u001b[31mb\nnothing needs you now' };
  const shown = formatStatus(aStatus({ tradingState: 'REDUCING', killSwitch }), NOW);
  expect(shown).toContain('by asha: a[31mb nothing needs you now\n');
});

describe('links that do not copy everything', () => {
  it('are named with the command that resumes each, those whose exits are not sent first', () => {
    const stopped = [link('1100000002', 'REDUCING'), link('1100000003', 'HALTED')];
    const status = aStatus({ links: { active: 1, paused: 1, halted: 1, stopped } });
    expect(needsOf(status, NOW)).toEqual([
      'the link 1100000001 → 1100000003 is halted: nothing is sent for it, exits included; ' +
        'run "dhancopy link resume --leader 1100000001 --follower 1100000003"',
      "the link 1100000001 → 1100000002 is paused: the leader's new entries are not copied, exits are; " +
        'run "dhancopy link resume --leader 1100000001 --follower 1100000002"',
    ]);
    expect(formatStatus(status, NOW)).toContain('links: 1 active, 1 paused, 1 halted');
  });

  it('are counted where they are many', () => {
    const stopped = Array.from({ length: 7 }, (_, n) => link(`110000000${n}`, 'REDUCING'));
    const needs = needsOf(aStatus({ links: { active: 0, paused: 7, halted: 0, stopped } }), NOW);
    expect(needs).toHaveLength(6);
    expect(needs.at(-1)).toBe('paused too: 2 more links; see "dhancopy link list"');
  });
});

it('names an exit that fails, with its units and the next try', () => {
  const order = 'the closing order failed 5 times in a row: margin; the next try is at 10:15:00 IST';
  const owed = { leaderId: '1', followerId: '2', held: '10 INTRADAY of TCS', order };
  expect(needsOf(aStatus({ owedExits: [owed] }), NOW)).toEqual([
    `2: 10 INTRADAY of TCS are still to be closed, for 1: ${order}. If the broker keeps refusing, close them in the account's own app`,
  ]);
});
