import { once } from 'node:events';
import { Pool } from 'undici';
import { WebSocket } from 'ws';
import type { DataFolder } from './data-folder.ts';

/** As in apps/dhancopy/src/runtime/runtime.ts: followers first, with this concurrency. */
const AT_ONCE = 40;
/** As apps/dhancopy/src/runtime/account/account-session.ts reads an account: one after the other, except those of one line. */
const FOLLOWER_READS = [['/profile'], ['/fundlimit', '/positions', '/orders', '/profile'], ['/orders'], ['/positions']];
const LEADER_READS = [...FOLLOWER_READS, ['/holdings'], ['/orders']];

/** Every account's reads and its order stream, by undici and ws alone. */
export async function bareStart(folder: DataFolder): Promise<void> {
  const closers: (() => void)[] = [];
  const followers = folder.teams.flatMap((team) => [...team.followers]);
  const open = (id: string, reads: readonly string[][]): Promise<void> => openAccount(folder, id, reads, closers);
  const worker = async (): Promise<void> => {
    for (let id = followers.shift(); id !== undefined; id = followers.shift()) await open(id, FOLLOWER_READS);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await Promise.all(folder.teams.map(({ leader }) => open(leader, LEADER_READS)));
  for (const close of closers) close();
}

async function openAccount(
  { settings, tokens }: DataFolder,
  id: string,
  reads: readonly string[][],
  closers: (() => void)[],
): Promise<void> {
  const { origin, pathname } = new URL(settings.apiUrl);
  const token = tokens.get(id) ?? '';
  const pool = new Pool(origin, { connections: 4, pipelining: 1, allowH2: false });
  const headers = { 'access-token': token, 'client-id': id, accept: 'application/json' };
  const socket = new WebSocket(settings.orderStreamUrl, { perMessageDeflate: false });
  closers.push(
    () => void pool.destroy(),
    () => socket.terminate(),
  );
  const read = async (path: string): Promise<unknown> => {
    const { body } = await pool.request({ method: 'GET', path: pathname + path, headers });
    return JSON.parse((await body.text()) || 'null') as unknown;
  };
  const all = async (): Promise<void> => {
    for (const together of reads) await Promise.all(together.map(read));
  };
  await Promise.all([all(), once(socket, 'open')]);
  socket.send(JSON.stringify({ LoginReq: { MsgCode: 42, ClientId: id, Token: token }, UserType: 'SELF' }));
}
