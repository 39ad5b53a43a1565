import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliBench } from './testing/cli.ts';

const LEADER = '1100000001';
const FOLLOWER = '1100000002';
const OTHER = '1100000003';

let bench: CliBench;
beforeAll(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  await bench.addAccount('leader', LEADER);
  await bench.addAccount('follower', FOLLOWER);
  await bench.addAccount('follower', OTHER);
  await bench.run(`link add --leader ${LEADER} --follower ${FOLLOWER} --sizing same_quantity`);
});
afterAll(() => bench.close());

describe('an account in the wrong role', () => {
  const isFollower = `--leader: expected a leader, and ${FOLLOWER} is a follower; type --follower ${FOLLOWER}; the leaders are ${LEADER}`;
  const isLeader = `--follower: expected a follower, and ${LEADER} is a leader; type --leader ${LEADER}; the followers are ${FOLLOWER}, ${OTHER}`;

  it.each([
    [`copies --leader ${FOLLOWER}`, isFollower],
    [`copies --follower ${LEADER}`, isLeader],
    [`flatten --plan --leader ${FOLLOWER}`, isFollower],
    [`flatten --plan --follower ${LEADER}`, isLeader],
    [`link pause --leader ${FOLLOWER} --follower ${LEADER}`, isFollower],
    [`link set --leader ${LEADER} --follower ${LEADER} --ratio 1`, isLeader],
    // This command has no --leader.
    [
      `positions --follower ${LEADER}`,
      `--follower: expected a follower, and ${LEADER} is a leader; the followers are ${FOLLOWER}, ${OTHER}`,
    ],
  ])('is named: %s', async (command, words) => {
    expect(await bench.run(command)).toMatchObject({ code: 1, stderr: `dhancopy: ${words}\n` });
  });

  it('is not named where only the link is missing', async () => {
    expect((await bench.run(`flatten --plan --follower ${OTHER}`)).stderr).toContain(`${OTHER} copies no leader`);
    const pair = `--leader ${LEADER} --follower ${OTHER}`;
    expect((await bench.run(`flatten --plan ${pair}`)).stderr).toContain(`no link from ${LEADER} to ${OTHER}`);
  });
});

const EVERYWHERE = [
  'positions --follower',
  'copies --leader',
  'copies --follower',
  'flatten --plan --leader',
  'account pause --client-id',
  'risk violations --client-id',
  'pnl',
  'margin',
  'orders forever',
  'statement ledger',
];

describe.each(EVERYWHERE)('%s', (command) => {
  it('knows a text that is no client id from an account that is not registered', async () => {
    for (const id of ['abc', '1'.repeat(30), 'a.b']) {
      const refused = await bench.run(`${command} ${id}`);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/[Ee]xpected a Dhan client id: 6 to 15 digits, such as 1100000001/);
    }
    const unknown = await bench.run(`${command} 1199999999`);
    expect(unknown).toMatchObject({ code: 1 });
    expect(unknown.stderr).toContain('account 1199999999 is not registered; see "dhancopy account list"');
  });
});
