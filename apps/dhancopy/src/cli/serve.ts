import { flushCompileCache } from 'node:module';
import type { Logger } from 'pino';
import type { Notice } from '../engine/index.ts';
import { startEngine } from '../runtime/engine-handle.ts';
import type { EngineHandle } from '../runtime/engine-handle.ts';
import { AlreadyRunningError } from '../runtime/engine-lock.ts';
import { operation } from '../runtime/operations.ts';
import { needEngine } from '../server/routes/errors.ts';
import { createSecret, removeRunFile, writeRunFile } from '../server/run-file.ts';
import { startPostbackServer } from '../server/postback-server.ts';
import { startServer } from '../server/server.ts';
import type { LocalServer } from '../server/server.ts';
import { loadKey } from '../store/secrets/vault-key.ts';
import type { Settings } from '../runtime/settings.ts';
import type { Context } from './context.ts';
import { EngineClient } from './engine/client.ts';
import { needDatabase } from './engine/database.ts';
import { FailedError } from './errors.ts';
import { CopyReporter } from './copies/copy-reporter.ts';
import { createLog } from './log.ts';
import { startedWords, startLine } from './run-words.ts';
import type { RunOutput } from './run-words.ts';
import type { RunOptions } from './run-options.ts';
import { untilSignal } from './signals.ts';
import { checkUrls } from './urls.ts';

/** Runs the engine and the local server until a signal or the engine's end. @throws what ended it */
export async function serve(ctx: Context, options: RunOptions): Promise<void> {
  const { settings } = ctx;
  const stopAsked = untilSignal();
  // As the engine's thread does, and for the same reason.
  flushCompileCache();
  checkUrls(settings);
  needDatabase(ctx);
  await refuseSecond(settings);
  // Told here in one line, before anything is started; the engine reads its own.
  loadKey(ctx.io.env, settings.home);
  const { stdout, stderr } = ctx.io;
  const output = { isStructured: ctx.json || stdout.isTTY !== true, isWatched: stderr.isTTY === true };
  const log = createLog(ctx.io, output.isStructured);
  const secret = createSecret();
  let engine: EngineHandle | null = null;
  const server = await startServer({
    port: options.port,
    secret,
    engine: () => engine,
    finishLogin: async (clientId, tokenId) =>
      needEngine(engine).execute(operation.parse({ op: 'account.login.finish', clientId, tokenId })),
    edisPage: async (ticket) => (await needEngine(engine).execute({ op: 'edis.page', ticket })) || null,
  });
  let postbacks: LocalServer | null = null;
  const copies = new CopyReporter(log);
  try {
    if (options.postbackPort !== undefined) {
      const { postbackPort: port, postbackHost: host } = options;
      postbacks = await startPostbackServer({ port, host, engine: () => engine });
      ctx.progress(`postbacks are received on http://${host}:${postbacks.port}/postback/…`);
    }
    ctx.progress(`data folder ${settings.home}, broker ${settings.apiUrl}`);
    engine = startEngine({
      settings,
      env: ctx.io.env,
      onNotice: (notice) => {
        // Its end comes after the command and the fills, which are read from the database.
        if (FLATTEN_ENDS.has(notice.code)) copies.flush();
        logNotice(log, notice);
      },
      onProgress: (text) => ctx.progress(`  ${text}`),
      // From here on the folder is ours; before, the file may be another engine's.
      onOpened: () => {
        writeRunFile(settings.home, runFileOf(server, secret));
        copies.start(settings.databasePath, options.quiet === true);
      },
    });
    await untilEnd(ctx, { log, copies, output }, engine, server, stopAsked);
  } finally {
    removeRunFile(settings.home, secret);
    await Promise.all([server.close(), postbacks?.close(), copies.stop()]);
  }
}

/** The engine's own lock refuses it as well; checking first gives a clear error instead of "port in use". */
async function refuseSecond({ home, engineAnswersMs: answersMs }: Settings): Promise<void> {
  const other = await EngineClient.find(home, answersMs);
  if (!other) return;
  throw new AlreadyRunningError(
    `another dhancopy (process ${other.pid}) is using ${home}; stop it first, or choose another DHANCOPY_HOME`,
  );
}

async function untilEnd(
  ctx: Context,
  { log, copies, output }: { readonly log: Logger; readonly copies: CopyReporter; readonly output: RunOutput },
  engine: EngineHandle,
  server: LocalServer,
  stopAsked: ReturnType<typeof untilSignal>,
): Promise<void> {
  void engine.ready
    .then(() => engine.status())
    .then(
      (status) => {
        const words = startedWords(status);
        const { text, isLogged } = startLine(words, server.port, output);
        ctx.progress(text);
        if (isLogged) log.info({ event: 'started', port: server.port }, words);
      },
      () => undefined,
    );
  const ended = await Promise.race([stopAsked, engine.exited]);
  if (typeof ended === 'string') {
    log.info({ event: 'stopping', signal: ended }, `stopping (${ended}); repeat to stop at once`);
    await engine.stop();
  }
  const exit = await engine.exited;
  await copies.stop();
  if (exit.kind === 'fatal') {
    // A terminal shows the error of the command right below.
    if (output.isStructured) {
      log.fatal({ event: 'fatal', code: 'code' in exit.error ? exit.error.code : null }, exit.error.message);
    }
    throw exit.error;
  }
  if (typeof ended !== 'string') throw new FailedError('the engine stopped unexpectedly');
  log.info({ event: 'stopped' }, 'stopped; everything is saved');
}

function runFileOf(server: LocalServer, secret: string): Parameters<typeof writeRunFile>[1] {
  return { pid: process.pid, port: server.port, secret, startedMs: Date.now() };
}

/** How a flatten ends. */
const FLATTEN_ENDS: ReadonlySet<string> = new Set(['FLATTENED', 'FLATTEN_INCOMPLETE']);

const LEVELS = { INFO: 'info', WARNING: 'warn', ERROR: 'error', CRITICAL: 'fatal' } as const;

function logNotice(log: Logger, { severity, code, text, accountId, venueOrderId }: Notice): void {
  log[LEVELS[severity]]({ event: 'notice', code, account: accountId, order: venueOrderId }, `${code}: ${text}`);
}
