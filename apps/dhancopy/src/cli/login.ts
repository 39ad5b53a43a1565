import { setTimeout as sleep } from 'node:timers/promises';
import { accountLoginBegin, accountLoginFinish } from '../runtime/operations/account-login.ts';
import type { Context } from './context.ts';
import type { EngineClient } from './engine/client.ts';
import { askedOf } from './engine/operate.ts';
import type { Operated } from './engine/operate.ts';
import { operateWithPage } from './engine/operate-with-page.ts';
import { FailedError } from './errors.ts';
import { formatTime } from './format/time.ts';

interface Options {
  readonly clientId: string;
  readonly port: number;
}

/** The login page itself gives a user so long, ms. */
const WITHIN_MS = 10 * 60_000;
const TOO_LATE = 'nobody logged in within ten minutes; nothing was changed. Start again with the same command';

/** Begins a login and waits for its end: in the running engine, or with a small server of this command. @throws {FailedError} */
export async function login(ctx: Context, { clientId, port }: Options): Promise<void> {
  const asked = askedOf(accountLoginBegin, { clientId });
  const { done, through } = await operateWithPage<Operated>(ctx, {
    async byEngine(engine) {
      const before = await tokenOf(engine, clientId);
      show(ctx, await engine.execute(asked));
      return { done: await untilLoggedIn(engine, clientId, before), through: 'engine' };
    },
    begin: async (run) => show(ctx, await run(accountLoginBegin, asked)),
    pages: (run, done) => ({
      async finishLogin(id, tokenId) {
        const words = await run(accountLoginFinish, askedOf(accountLoginFinish, { clientId: id, tokenId }));
        done({ done: words, through: 'database' });
      },
    }),
    port,
    withinMs: WITHIN_MS,
    tooLate: TOO_LATE,
  });
  ctx.print({ clientId, through }, done);
}

/** @returns what was done, in words @throws {FailedError} */
async function untilLoggedIn(engine: EngineClient, clientId: string, before: number | null): Promise<string> {
  const endMs = Date.now() + WITHIN_MS;
  while (Date.now() < endMs) {
    await sleep(500);
    const now = await tokenOf(engine, clientId);
    if (now === before) continue;
    const until = now === null ? '' : ` until ${formatTime(now)}`;
    return `${clientId} is logged in${until} (applied by the running engine)`;
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
