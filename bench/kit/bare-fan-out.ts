import { once } from 'node:events';
import { Pool } from 'undici';
import { WebSocket } from 'ws';
import { systemClock } from 'dhancopy/runtime/time/clock';
import type { DataFolder, Team } from './data-folder.ts';

/** As in packages/dhan/src/rest/http.ts. */
const POOL_OPTIONS = { connections: 4, pipelining: 1, allowH2: false, keepAliveTimeout: 50_000 } as const;

/** The floor: a frame arrives, and the same requests are sent by undici alone, without any work in between. */
export class BareFanOut {
  readonly #folder: DataFolder;
  readonly #prefix: string;
  readonly #pools = new Map<string, Pool>();
  readonly #sockets: WebSocket[] = [];
  #round = 0;
  /** Arrival of the last frame of a new order, epoch µs. */
  receivedUs = 0;
  /** Work between the frame and the first request; none for the plain floor. */
  beforeSending: () => void = () => undefined;
  #answers: Promise<unknown>[] = [];

  private constructor(folder: DataFolder) {
    this.#folder = folder;
    this.#prefix = new URL(folder.settings.apiUrl).pathname;
  }

  static async start(folder: DataFolder): Promise<BareFanOut> {
    const bare = new BareFanOut(folder);
    for (const team of folder.teams) {
      for (const follower of team.followers) await bare.#openPool(follower);
      await bare.#listen(team);
    }
    return bare;
  }

  /** Resolves when every request of this round was answered. */
  async answered(): Promise<void> {
    await Promise.all(this.#answers);
    this.#answers = [];
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  /** All four connections are made before the first order, as the engine's are. */
  async #openPool(follower: string): Promise<void> {
    const pool = new Pool(new URL(this.#folder.settings.apiUrl).origin, POOL_OPTIONS);
    this.#pools.set(follower, pool);
    const headers = this.#headers(follower);
    const path = `${this.#prefix}/profile`;
    const read = async (): Promise<string> => (await pool.request({ method: 'GET', path, headers })).body.text();
    await Promise.all([read(), read(), read(), read()]);
  }

  async #listen({ leader, followers }: Team): Promise<void> {
    const socket = new WebSocket(this.#folder.settings.orderStreamUrl, { perMessageDeflate: false });
    this.#sockets.push(socket);
    await once(socket, 'open');
    const token = this.#folder.tokens.get(leader);
    socket.send(JSON.stringify({ LoginReq: { MsgCode: 42, ClientId: leader, Token: token }, UserType: 'SELF' }));
    let requests = this.#prepare(followers);
    socket.on('message', (data) => {
      const receivedUs = systemClock.nowUs();
      if (!(data as Buffer).toString('utf8').includes('"status":"Pending"')) return;
      this.receivedUs = receivedUs;
      this.beforeSending();
      this.#answers = requests.map((send) => send());
      requests = this.#prepare(followers);
    });
  }

  /** Bodies and headers are ready before the frame arrives. */
  #prepare(followers: readonly string[]): (() => Promise<string>)[] {
    this.#round += 1;
    const round = this.#round.toString(36);
    return followers.map((follower) => {
      const headers = { ...this.#headers(follower), 'content-type': 'application/json' };
      const body = JSON.stringify(orderBody(follower, `bare_${follower}_${round}`));
      const pool = this.#pools.get(follower);
      return async () => {
        const answer = await pool?.request({
          method: 'POST',
          path: `${this.#prefix}/orders`,
          headers,
          body,
          headersTimeout: 10_000,
          bodyTimeout: 10_000,
        });
        return answer?.body.text() ?? '';
      };
    });
  }

  #headers(follower: string): Record<string, string> {
    return {
      'access-token': this.#folder.tokens.get(follower) ?? '',
      'client-id': follower,
      accept: 'application/json',
    };
  }
}

/** The order that packages/dhan/src/mapping.ts makes of the leader's order. */
function orderBody(dhanClientId: string, correlationId: string): object {
  return {
    dhanClientId,
    correlationId,
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    productType: 'INTRADAY',
    orderType: 'MARKET',
    validity: 'DAY',
    securityId: '1333',
    quantity: 10,
    price: 0,
    afterMarketOrder: false,
  };
}
