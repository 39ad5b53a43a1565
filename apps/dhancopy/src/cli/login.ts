import { setTimeout as sleep } from 'node:timers/promises';
import { operation } from '../runtime/operations.ts';
import { ConsentLogins } from '../runtime/access/consent-logins.ts';
import { createSecret } from '../server/run-file.ts';
import { startServer } from '../server/server.ts';
import type { Context } from './context.ts';
import { EngineClient } from './engine/client.ts';
import { needDatabase } from './engine/database.ts';
import { withOwnStore } from './engine/own-store.ts';
import { FailedError } from './errors.ts';
import { formatTime } from './format/time.ts';

interface Options {
  readonly clientId: string;
  readonly port: number;
}

/** The login page itself lets a person take so long, ms. */
const WITHIN_MS = 10 * 60_000;

/** Begins a login and waits for its end: in the running engine, or in a small server of this command. @throws {FailedError} */
export async function login(ctx: Context, options: Options): Promise<void> {
  needDatabase(ctx);
  const engine = await EngineClient.find(ctx.settings.home);
  if (engine) await loginByEngine(ctx, engine, options.clientId);
  else await loginAlone(ctx, options);
}

async function loginByEngine(ctx: Context, engine: EngineClient, clientId: string): Promise<void> {
  const tokenOf = async (): Promise<number | null> =>
    (await engine.status()).accounts.find(({ accountId }) => accountId === clientId)?.tokenExpiresMs ?? null;
  const before = await tokenOf();
  show(ctx, await engine.execute(operation.parse({ op: 'account.login.begin', clientId })));
  const endMs = Date.now() + WITHIN_MS;
  while (Date.now() < endMs) {
    await sleep(500);
    const now = await tokenOf();
    if (now === before) continue;
    const until = now === null ? '' : ` until ${formatTime(now)}`;
    ctx.print({ clientId, through: 'engine' }, `${clientId} is logged in${until} (applied by the running engine)`);
    return;
  }
  throw tooLate();
}

async function loginAlone(ctx: Context, { clientId, port }: Options): Promise<void> {
  await withOwnStore(ctx, true, async (store) => {
    const logins = new ConsentLogins(store, ctx.settings, Date.now);
    const finished = Promise.withResolvers<string>();
    const server = await startServer({
      port,
      secret: createSecret(),
      engine: () => null,
      finishLogin: async (id, tokenId) => finished.resolve(await logins.finish(id, tokenId)),
      edisPage: () => Promise.resolve(null),
    });
    try {
      show(ctx, await logins.begin(clientId));
      const done = await Promise.race([finished.promise, sleep(WITHIN_MS, null, { ref: false })]);
      if (done === null) throw tooLate();
      // The browser is still being sent on to the last page.
      await sleep(300);
      ctx.print({ clientId, through: 'database' }, done);
    } finally {
      await server.close();
    }
  });
}

function show(ctx: Context, url: string): void {
  ctx.progress(`Open this address in a browser, log in, and come back:\n  ${url}`);
}

function tooLate(): FailedError {
  return new FailedError('nobody logged in within ten minutes; nothing was changed. Start again with the same command');
}
