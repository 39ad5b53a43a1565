import type { RuntimeStatus } from '../../runtime/runtime-status.ts';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { ActiveToken } from '../../store/accounts/tokens.ts';
import { isRefusal, unreadableWords } from '../../store/file/file-words.ts';
import { loadKey } from '../../store/secrets/vault-key.ts';
import type { VaultKey } from '../../store/secrets/vault-key.ts';
import type { Context } from '../context.ts';
import { readDatabase } from '../engine/database.ts';
import { EngineClient } from '../engine/client.ts';
import { counted } from '../format/counted.ts';
import { EngineSilentError } from '../errors.ts';
import { checkBroker } from './broker.ts';
import { checkClock } from './clock.ts';
import { databaseFix } from './fixes.ts';
import { about, wordsOf } from './finding.ts';
import type { Finding } from './finding.ts';
import { checkInstruments, checkLinks } from './database.ts';
import { checkDisk } from './disk.ts';
import { checkStream } from './stream.ts';
import { checkToken, refusedToken } from './token.ts';

interface Patient {
  readonly account: AccountRow;
  readonly token: ActiveToken | undefined;
}

/** Accounts that are looked at side by side: each costs a few reads and one socket. */
const AT_ONCE = 8;

/** Looks at everything, from the machine to each account; a failure never keeps the next check from running. */
export async function examine(ctx: Context): Promise<Finding[]> {
  const findings: Finding[] = [];
  const patients = readAccounts(ctx, findings);
  findings.push(await checkClock(ctx.settings.apiUrl));
  const live = await liveStatus(ctx, findings);
  findings.push(checkDisk(ctx.settings.home, live !== null && live.diskShort !== null));
  const queue = patients.map((patient, index) => ({ patient, index }));
  const results: Finding[][] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      results[next.index] = await examineAccount(ctx, next.patient, live);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...findings, ...results.flat()];
}

function readKey(ctx: Context, findings: Finding[]): VaultKey | undefined {
  const { ok, failed } = about('machine', 'key');
  try {
    const key = loadKey(ctx.io.env, ctx.settings.home);
    findings.push(ok(`readable, for its owner only (${key.id})`));
    return key;
  } catch (error) {
    // What to do is in the words of the error.
    findings.push(failed(wordsOf(error)));
    return undefined;
  }
}

/** Key, database, instruments, links. @returns the accounts with their tokens, none when the tokens cannot be read */
function readAccounts(ctx: Context, findings: Finding[]): Patient[] {
  const key = readKey(ctx, findings);
  try {
    return readDatabase(
      ctx,
      (store) => {
        findings.push(about('database', 'opens').ok(ctx.settings.databasePath));
        findings.push(checkInstruments(store, Date.now()), checkLinks(store));
        const accounts = store.accounts.list();
        if (key !== undefined || accounts.length === 0)
          return accounts.map((account) => ({ account, token: store.tokens.activeToken(account.account_id) }));
        const { warning } = about('database', 'accounts');
        findings.push(
          warning(`${counted(accounts.length, 'account')}, not checked: their tokens need the key`, 'restore the key'),
        );
        return [];
      },
      key,
    );
  } catch (error) {
    findings.push(about('database', 'opens').failed(wordsOf(error), databaseFix(error)));
    return [];
  }
}

async function liveStatus({ settings }: Context, findings: Finding[]): Promise<RuntimeStatus | null> {
  const engine = about('machine', 'engine');
  try {
    const client = await EngineClient.find(settings.home, settings.engineAnswersMs);
    const live = client && (await client.status(settings.engineAnswersMs));
    findings.push(
      live
        ? engine.ok(
            `running, ${counted(live.accounts.length, 'account')}, ${counted(live.copies.open, 'open copy', 'open copies')}`,
          )
        : engine.ok('not running; accounts are checked from here'),
    );
    return live;
  } catch (error) {
    if (isRefusal(error)) {
      findings.push(
        engine.failed(`its file run.json: expected a file that can be read, found ${unreadableWords(error)}`),
      );
      return null;
    }
    if (!(error instanceof EngineSilentError)) throw error;
    const fix = `"dhancopy kill" works all the same. If it stays silent, end it and start it again: kill -9 ${error.pid}`;
    findings.push(engine.failed(error.message, fix));
    return null;
  }
}

async function examineAccount(
  ctx: Context,
  { account, token }: Patient,
  live: RuntimeStatus | null,
): Promise<Finding[]> {
  const scope = `${account.account_id} ${account.name} (${account.role})`;
  if (!token) {
    const fix = `dhancopy account token --client-id ${account.account_id} --token-stdin`;
    return [about(scope, 'token').failed('none is stored', fix)];
  }
  const claims = checkToken(scope, account, token, Date.now());
  const session = live?.accounts.find(({ accountId }) => accountId === account.account_id) ?? null;
  const { findings: broker, isTokenRefused } = await checkBroker(ctx.settings, scope, account, token);
  const [profile] = broker;
  // An invalid token fails everything after it; one cause is reported once.
  if (profile && isTokenRefused) return [refusedToken(claims, profile)];
  if (profile?.verdict === 'failed') return [claims, ...broker];
  return [claims, ...broker, await checkStream(ctx.settings, scope, account, token, session)];
}
