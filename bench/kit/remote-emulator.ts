import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import type { AppOrder, AppOrderChanges } from '@dhancopy/emulator/control/app-order';
import type { AccountBook } from '@dhancopy/emulator/control/books';
import type { EmulatorOptions } from '@dhancopy/emulator/options';
import type { Where } from '@dhancopy/simulation/instruments';

interface Urls {
  readonly restUrl: string;
  readonly orderStreamUrl: string;
  readonly instrumentsUrl: string;
  readonly controlUrl: string;
}

/** An emulator in another process, and its control interface over HTTP. */
export class RemoteEmulator {
  readonly urls: Urls;
  readonly #child: ChildProcess;
  readonly #pool: Pool;

  private constructor(child: ChildProcess, urls: Urls) {
    this.#child = child;
    this.urls = urls;
    this.#pool = new Pool(new URL(urls.controlUrl).origin, { connections: 4 });
  }

  /** Of its process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  static async start(options: EmulatorOptions): Promise<RemoteEmulator> {
    const child = fork(fileURLToPath(new URL('./emulator-process.ts', import.meta.url)), [JSON.stringify(options)]);
    const [urls] = (await once(child, 'message')) as [Urls];
    return new RemoteEmulator(child, urls);
  }

  async addAccount(dhanClientId: string): Promise<string> {
    const { accessToken } = (await this.#call('addAccount', { dhanClientId, fundsRupees: 1_000_000_000 })) as {
      accessToken: string;
    };
    return accessToken;
  }

  /** Last price, rupees. */
  async price({ exchangeSegment, securityId }: Where): Promise<number> {
    return ((await this.#call('price', { exchangeSegment, securityId })) as { rupees: number }).rupees;
  }

  async placeAppOrder(dhanClientId: string, order: AppOrder): Promise<string> {
    const { orderId } = (await this.#call('placeAppOrder', { dhanClientId, order })) as { orderId: string };
    return orderId;
  }

  async modifyAppOrder(dhanClientId: string, orderId: string, changes: AppOrderChanges): Promise<void> {
    await this.#call('modifyAppOrder', { dhanClientId, orderId, changes });
  }

  async cancelAppOrder(dhanClientId: string, orderId: string): Promise<void> {
    await this.#call('cancelAppOrder', { dhanClientId, orderId });
  }

  async fill(dhanClientId: string, orderId: string, quantity: number): Promise<void> {
    await this.#call('fill', { dhanClientId, orderId, quantity });
  }

  async book(dhanClientId: string): Promise<AccountBook> {
    return (await this.#call('book', { dhanClientId })) as AccountBook;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }

  async #call(operation: string, parameters: object): Promise<unknown> {
    const { statusCode, body } = await this.#pool.request({
      method: 'POST',
      path: `${new URL(this.urls.controlUrl).pathname}/${operation}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    });
    const text = await body.text();
    if (statusCode >= 300) throw new Error(`${operation}: ${text}`);
    return JSON.parse(text) as unknown;
  }
}
