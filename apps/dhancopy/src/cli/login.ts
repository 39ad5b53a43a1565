import { setTimeout as sleep } from 'node:timers/promises';
import { accountLoginBegin, accountLoginFinish } from '../runtime/operations/account-login.ts';
import type { Context } from './context.ts';
import { EngineClient } from './engine/client.ts';
import { needDatabase } from './engine/database.ts';
import { askedOf, withOperations } from './engine/operate.ts';
import { FailedError } from './errors.ts';
import { formatTime } from './format/time.ts';
import { withLocalPage } from './local-page.ts';

interface Options {
  readonly clientId: string;
  readonly port: number;
}

/** The login page itself gives a user so long, ms. */
const WITHIN_MS = 10 * 60_000;
const TOO_LATE = 'nobody logged in within ten minutes; nothing was changed. Start again with the same command';

/** Begins a login and waits for its end: in the running engine, or with a small server of this command. @throws {FailedError} */
export async function login(ctx: Context, { clientId, port }: Options): Promise<void> {
  needDatabase(ctx);
  const begin = askedOf(accountLoginBegin, { clientId });
  const engine = await EngineClient.find(ctx.settings.home);
  if (engine) {
    const before = await tokenOf(engine, clientId);
    show(ctx, await engine.execute(begin));
    await untilLoggedIn(ctx, engine, clientId, before);
    return;
  }
  const done = await withOperations(ctx, true, (run) =>
    withLocalPage<string>(
      port,
      (finished) => ({
        finishLogin: async (id, tokenId) =>
          finished(await run(accountLoginFinish, askedOf(accountLoginFinish, { clientId: id, tokenId }))),
      }),
      async () => show(ctx, await run(accountLoginBegin, begin)),
      WITHIN_MS,
      TOO_LATE,
    ),
  );
  ctx.print({ clientId, through: 'database' }, done);
}

async function untilLoggedIn(
  ctx: Context,
  engine: EngineClient,
  clientId: string,
  before: number | null,
): Promise<void> {
  const endMs = Date.now() + WITHIN_MS;
  while (Date.now() < endMs) {
    await sleep(500);
    const now = await tokenOf(engine, clientId);
    if (now === before) continue;
    const until = now === null ? '' : ` until ${formatTime(now)}`;
    ctx.print({ clientId, through: 'engine' }, `${clientId} is logged in${until} (applied by the running engine)`);
    return;
  }
  throw new FailedError(TOO_LATE);
}

/** When the account's token expires, epoch ms; null: unknown, or there is none. */
async function tokenOf(engine: EngineClient, clientId: string): Promise<number | null> {
  const { accounts } = await engine.status();
  return accounts.find(({ accountId }) => accountId === clientId)?.tokenExpiresMs ?? null;
}

function show(ctx: Context, url: string): void {
  ctx.progress(`Open this address in a browser, log in, and come back:\n  ${url}`);
}
