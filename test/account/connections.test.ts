import { afterEach, expect, it } from 'vitest';
import { EngineProcess } from '../crash/engine-process.ts';
import { Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';

interface Connection {
  readonly id: number;
  readonly account_id: string;
  readonly status: string;
  readonly connected_at: number | null;
  readonly disconnected_at: number | null;
}

let rig: Rig;
let engine: EngineProcess | null = null;
afterEach(async () => {
  await engine?.end();
  engine = null;
  await rig.close();
});

const connections = (account?: string): Connection[] =>
  rig.query(
    `select id, account_id, status, connected_at, disconnected_at from websocket_connections
     ${account === undefined ? '' : `where account_id = '${account}'`} order by id`,
  );
const statuses = (account?: string): string[] => connections(account).map(({ status }) => status);
const last = (account: string): Connection | undefined => connections(account).at(-1);

it('that a killed process left are closed at the next start, at their last sign of life', async () => {
  rig = await Rig.create({ start: false });
  engine = new EngineProcess(rig.settings);
  await engine.ready();
  await rig.until('connected', () => statuses().join() === 'CONNECTED,CONNECTED');
  await engine.kill();
  expect(statuses()).toEqual(['CONNECTED', 'CONNECTED']);

  await rig.start();
  await rig.until('connected again', () => statuses().filter((each) => each === 'CONNECTED').length === 2);
  const left = connections().slice(0, 2);
  expect(left.map(({ status }) => status)).toEqual(['ERROR', 'ERROR']);
  for (const { connected_at, disconnected_at } of left)
    expect(disconnected_at).toBeGreaterThanOrEqual(connected_at ?? Infinity);
  expect(rig.query('select * from v_active_websocket_connections')).toHaveLength(2);

  await rig.stop();
  expect(statuses()).toEqual(['ERROR', 'ERROR', 'DISCONNECTED', 'DISCONNECTED']);
  expect(rig.query('select * from v_active_websocket_connections')).toEqual([]);
});

it('of an account whose token is refused are closed while it rests, and the next has a row of its own', async () => {
  rig = await Rig.create();
  await rig.until('connected', () => last(FOLLOWER)?.status === 'CONNECTED');
  const { accessToken } = rig.emulator.control.mintToken(FOLLOWER);
  await rig.until('refused', () => rig.notices.some(({ code }) => code === 'ACCOUNT_BLOCKED'));
  // The account is read again, which is refused as well: the stream rests from then on.
  await rig.do({ op: 'account.state', clientId: FOLLOWER, state: 'HALTED' });
  await rig.do({ op: 'account.state', clientId: FOLLOWER, state: 'ACTIVE' });
  await rig.until('resting', () => last(FOLLOWER)?.status === 'DISCONNECTED');
  const ended = last(FOLLOWER);

  await rig.do({ op: 'account.token', clientId: FOLLOWER, token: accessToken });
  await rig.until('connected again', () => last(FOLLOWER)?.status === 'CONNECTED');
  const all = connections(FOLLOWER);
  expect(all.find(({ id }) => id === ended?.id)).toEqual(ended);
  expect(last(FOLLOWER)?.id).not.toBe(ended?.id);
  expect(last(FOLLOWER)?.disconnected_at).toBeNull();
  // No row of an ended connection says that it is open.
  expect(all.filter(({ status }) => status === 'CONNECTED')).toHaveLength(1);
});

it('that are not reopened have a row again when they may be', async () => {
  rig = await Rig.create();
  await rig.until('connected', () => last(FOLLOWER)?.status === 'CONNECTED');
  await rig.do({ op: 'config.set', key: 'ws_reconnect_enabled', value: 'false', by: 'a test' });
  rig.emulator.control.resetStream(FOLLOWER);
  await rig.until('off', () => rig.notices.some(({ code }) => code === 'STREAM_OFF'));
  await rig.until('closed', () => last(FOLLOWER)?.status === 'ERROR');
  const ended = last(FOLLOWER);
  await rig.do({ op: 'config.set', key: 'ws_reconnect_enabled', value: 'true', by: 'a test' });
  await rig.until('open again', () => last(FOLLOWER)?.status === 'CONNECTED');
  expect(connections(FOLLOWER).at(-2)).toEqual(ended);
});
