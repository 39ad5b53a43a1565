import { addOwnSettings, checkSetting, NOT_USED_YET } from './configuration.ts';
import { z } from 'zod';
import { ACCOUNT_ROLES } from '@dhancopy/domain/account';
import { isAccountId } from '@dhancopy/domain/ids';
import { EXCHANGE_SEGMENTS } from '@dhancopy/domain/instrument';
import { SIZING_STRATEGIES } from '@dhancopy/domain/link';
import { parseRatio } from '@dhancopy/domain/ratio';
import { TRADING_STATES } from '@dhancopy/domain/trading-state';
import type { TradingState } from '@dhancopy/domain/trading-state';
import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import { isin } from '@dhancopy/dhan/rest/edis/request';
import type { LinkRow } from '../store/accounts/links.ts';
import type { Store } from '../store/store.ts';
import { newPathSecret, postbackUrl } from './postback/postback-path.ts';
import { checkStoredSettings } from './link-rows.ts';
import { adoptedWords, heldWords, leftBehind } from './link-positions.ts';
import { changeLimits, dropLimits, MAX_RUPEES, MAX_UNITS } from './risk/change-limits.ts';
import { LOGIN_SECRETS } from './access/login-secret.ts';

const clientId = z.string().refine(isAccountId, 'expected a Dhan client id: 1 to 20 letters or digits');
const ratioText = z
  .string()
  .refine((text) => parseRatio(text) !== null, 'expected a decimal such as 0.5, at most six decimals');
const token = z.string().trim().min(20, 'expected an access token, found a shorter text');
const rupees = z
  .number()
  .positive('expected rupees above 0')
  .max(MAX_RUPEES)
  .refine((amount) => Number(amount.toFixed(2)) === amount, 'expected rupees with at most two decimals')
  .nullable();
const pair = { leader: clientId, follower: clientId };
const reason = { by: z.string().min(1), reason: z.string().min(1) };

function isGiven(value: unknown): boolean {
  return value !== undefined;
}

/** Units that a link holds when it is removed: left with the follower as his own, or closed at the market first. */
export const REMOVE_CHOICES = ['leave', 'close'] as const;
/** Units that an earlier link left: copied again, or the follower's own for good. */
export const ADD_CHOICES = ['adopt', 'leave'] as const;

/** What a person may ask of the system, running or not, and what only the database need know of. */
export const storedOperation = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('account.add'),
    clientId,
    role: z.enum(ACCOUNT_ROLES),
    name: z.string().min(1),
    // Without one it is to be made by a login that is stored next.
    token: token.optional(),
    localAddress: z.union([z.ipv4(), z.ipv6()]).optional(),
  }),
  z.object({ op: z.literal('account.token'), clientId, token }),
  z.object({ op: z.literal('account.remove'), clientId }),
  z.object({
    op: z.literal('account.login'),
    clientId,
    // How tokens are made from now on; web: a person pastes them, and what was stored is forgotten.
    login: z.discriminatedUnion('method', [
      z.object({ method: z.literal('web') }),
      z.object({ method: z.literal('totp'), secret: LOGIN_SECRETS.totp }),
      z.object({ method: z.literal('api_key'), secret: LOGIN_SECRETS.api_key }),
      z.object({ method: z.literal('partner'), secret: LOGIN_SECRETS.partner }),
    ]),
  }),
  z.object({ op: z.literal('account.state'), clientId, state: z.enum(TRADING_STATES) }),
  z.object({
    op: z.literal('link.add'),
    ...pair,
    sizing: z.enum(SIZING_STRATEGIES),
    ratio: ratioText.optional(),
    settings: z.record(z.string(), z.unknown()).default({}),
    // What becomes of units that an earlier link of the pair left.
    positions: z.enum(ADD_CHOICES).optional(),
  }),
  z.object({
    op: z.literal('link.set'),
    ...pair,
    sizing: z.enum(SIZING_STRATEGIES).optional(),
    ratio: ratioText.optional(),
    settings: z.record(z.string(), z.unknown()).default({}),
  }),
  z.object({ op: z.literal('link.state'), ...pair, state: z.enum(TRADING_STATES) }),
  // With what becomes of the units that it holds.
  z.object({ op: z.literal('link.remove'), ...pair, positions: z.enum(REMOVE_CHOICES).optional() }),
  z.object({
    op: z.literal('postback.set'),
    clientId,
    publicUrl: z.url({ protocol: /^https?$/ }).max(500),
    secret: z.string().min(16, 'expected at least 16 characters').max(200).optional(),
    events: z.array(z.string().regex(/^[A-Z_]{2,30}$/, 'expected words such as TRADED or REJECTED')).optional(),
  }),
  z.object({ op: z.literal('postback.remove'), clientId }),
  z.object({
    op: z.literal('config.set'),
    key: z.string().min(1).max(100),
    value: z.string().max(10_000),
    by: z.string().min(1),
  }),
  z
    .object({
      op: z.literal('risk.set'),
      // Without one: of every follower.
      clientId: clientId.optional(),
      // Null takes a limit off; what is not given stays as it is.
      dailyLoss: rupees.optional(),
      orderValue: rupees.optional(),
      positionSize: z.int().positive('expected units above 0').max(MAX_UNITS).nullable().optional(),
      by: z.string().min(1),
    })
    .refine(({ dailyLoss, orderValue, positionSize }) => [dailyLoss, orderValue, positionSize].some(isGiven), {
      path: ['limits'],
      message: 'expected a daily loss, an order value or a position size, and found none',
    }),
  z.object({ op: z.literal('risk.clear'), clientId: clientId.optional(), by: z.string().min(1) }),
  z.object({ op: z.literal('kill'), ...reason, all: z.boolean().default(false) }),
  z.object({ op: z.literal('resume'), ...reason }),
]);
export type StoredOperation = z.output<typeof storedOperation>;

/** What the broker is asked for. */
const brokerOperation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('account.renew'), clientId }),
  z.object({ op: z.literal('account.login.begin'), clientId }),
  z.object({ op: z.literal('account.login.finish'), clientId, tokenId: z.string().regex(/^[\w.~-]{1,200}$/) }),
  z.object({
    op: z.literal('instruments.sync'),
    segment: z.enum(EXCHANGE_SEGMENTS).optional(),
    acceptFewer: z.boolean().default(false),
  }),
  z.object({
    op: z.literal('statement.fetch'),
    clientId,
    kind: z.enum(['ledger', 'trades']),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  }),
  z.object({ op: z.literal('edis.tpin'), clientId }),
  z
    .object({
      op: z.literal('edis.form'),
      clientId,
      isins: z.array(isin).min(1).max(100),
      qty: z.int().positive().nullable(),
      exchange: z.enum(['NSE', 'BSE']),
    })
    .refine(({ isins, qty }) => qty === null || isins.length === 1, {
      path: ['qty'],
      message: 'a quantity needs exactly one ISIN',
    }),
  z.object({ op: z.literal('edis.page'), ticket: z.string() }),
  z.object({ op: z.literal('edis.inquire'), clientId, isin: z.union([z.literal('ALL'), isin]) }),
]);
export type BrokerOperation = z.output<typeof brokerOperation>;

/** What concerns the file and its key, by the one process that writes secrets. */
const careOperation = z.object({ op: z.literal('key.rotate'), keyPath: z.string().min(1) });
export type CareOperation = z.output<typeof careOperation>;

/** The command line and the HTTP API both speak it. */
export const operation = z.discriminatedUnion('op', [storedOperation, brokerOperation, careOperation]);
export type Operation = StoredOperation | BrokerOperation | CareOperation;
export type OperationInput = z.input<typeof operation>;

export function isBrokerOperation(asked: Operation): asked is BrokerOperation {
  return brokerOperation.options.some(({ shape }) => shape.op.value === asked.op);
}

/** A request that cannot be carried out as things are; the text says what to do. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly code = 'OPERATION';
}

/** It has to be said what becomes of copied units, or that cannot be done as things are. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
  readonly code = 'REFUSED';
}

export const TRADING_STATE_KEY = 'trading_state';

/**
 * Carries an operation out in the database. A running engine takes the change up from there.
 * @param hasEngine - the caller has an engine that adopts what it is asked to
 * @returns what was done, in words
 * @throws {OperationError} {@link ChoiceError}
 */
export function applyOperation(store: Store, asked: StoredOperation, nowMs: number, hasEngine = false): string {
  return store.transaction(() => {
    const done = asked.op === 'link.add' ? addLink(store, asked, nowMs, hasEngine) : apply(store, asked, nowMs);
    audit(store, asked, done, nowMs);
    return done;
  });
}

/** Makes a new key. Not within a transaction: it has one of its own, and files that follow it. @throws {KeyError} {@link SecretError} */
export function rotateKey(store: Store, { op, keyPath }: CareOperation): string {
  const rotated = store.rotateKey(keyPath);
  const { oldKey, newKey, sealed, neverSealed } = rotated;
  store.audit.add({
    action: op,
    module: 'operator',
    account_type: 'follower',
    account_id: null,
    response_data: { oldKey, newKey, sealed, neverSealed },
  });
  return [
    `${sealed} secrets are encrypted with the new key ${newKey}`,
    ...(neverSealed > 0
      ? [`${neverSealed} values were not encrypted before and are unchanged: store those secrets again`]
      : []),
    `the old key is kept as ${rotated.oldKeyFile}, because earlier backups need it. Back up the new key now`,
  ].join('\n');
}

/** What a person asked for is in the log beside what the broker was asked for. */
function audit(store: Store, asked: StoredOperation, done: string, nowMs: number): void {
  const accountId = 'clientId' in asked ? (asked.clientId ?? null) : 'follower' in asked ? asked.follower : null;
  const role = accountId === null ? undefined : store.accounts.get(accountId)?.role;
  store.audit.add({
    action: asked.op,
    module: 'operator',
    account_type: role ?? 'follower',
    account_id: accountId,
    // The value of a setting may be a secret, which its name need not tell.
    request_data: asked.op === 'config.set' ? { ...asked, value: '(in config_changes)' } : asked,
    response_data: { done },
    ts: Math.floor(nowMs / 1000),
    ts_us: Math.round(nowMs * 1000),
  });
}

function apply(store: Store, asked: Exclude<StoredOperation, { op: 'link.add' }>, nowMs: number): string {
  switch (asked.op) {
    case 'account.add': {
      const expiresAtMs = asked.token === undefined ? null : checkToken(asked.token, asked.clientId, nowMs);
      store.accounts.add({
        account_id: asked.clientId,
        role: asked.role,
        name: asked.name,
        local_address: asked.localAddress ?? null,
      });
      const done = `${asked.role} ${asked.clientId} (${asked.name}) is registered`;
      if (asked.token === undefined) {
        return `${done}, without a token; next: dhancopy account login-method --client-id ${asked.clientId} --method totp`;
      }
      store.tokens.saveToken(asked.clientId, asked.role, asked.token, toSec(expiresAtMs));
      return done;
    }
    case 'account.token': {
      const account = needAccount(store, asked.clientId);
      const expiresAtMs = checkToken(asked.token, asked.clientId, nowMs);
      store.tokens.saveToken(asked.clientId, account.role, asked.token, toSec(expiresAtMs));
      return `the token of ${asked.clientId} was replaced`;
    }
    case 'account.login': {
      needAccount(store, asked.clientId);
      const { login } = asked;
      if (login.method === 'web') {
        store.accountLogins.remove(asked.clientId);
        return `from now on, make the tokens of ${asked.clientId} by hand at web.dhan.co; the stored login data was deleted`;
      }
      store.accountLogins.save(asked.clientId, login.method, JSON.stringify(login.secret));
      return `from now on, tokens of ${asked.clientId} are made with ${LOGIN_WORDS[login.method]}`;
    }
    case 'account.remove':
      needAccount(store, asked.clientId);
      store.accounts.remove(asked.clientId);
      store.accountLogins.remove(asked.clientId);
      return `${asked.clientId} is removed; its positions and orders at the broker are unchanged`;
    case 'account.state':
      needAccount(store, asked.clientId);
      store.accounts.setState(asked.clientId, asked.state);
      return `${asked.clientId} is ${asked.state}`;
    case 'link.set':
      return setLink(store, asked);
    case 'link.state': {
      const link = needLink(store, asked.leader, asked.follower);
      store.links.update(link.id, { state: asked.state });
      return `${asked.leader} → ${asked.follower} is ${asked.state}${STATE_WORDS[asked.state]}`;
    }
    case 'link.remove': {
      const link = needLink(store, asked.leader, asked.follower);
      const held = store.copyPositions.held(link.id);
      const name = `${asked.leader} → ${asked.follower}`;
      if (held.length > 0 && asked.positions !== 'leave') {
        throw new ChoiceError(
          asked.positions === 'close'
            ? `${name} holds ${heldWords(held)}, and no engine is running to close them. Start the engine, or remove the link with --positions leave`
            : `${name} holds ${heldWords(held)}. Choose what happens to them: --positions leave (they become the follower's own) or --positions close (they are closed at the market)`,
        );
      }
      store.links.remove(link.id);
      return held.length > 0
        ? `${name} is removed; ${heldWords(held)} are the follower's own now`
        : `${name} is removed; it held nothing`;
    }
    case 'postback.set': {
      const account = needAccount(store, asked.clientId);
      const { hostname, protocol } = new URL(asked.publicUrl);
      if (protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) {
        throw new OperationError(
          'publicUrl: expected https, because postbacks reveal trades; plain http is allowed on this machine only',
        );
      }
      const url = postbackUrl(asked.publicUrl, newPathSecret());
      store.postbackConfigs.set({
        account_type: account.role,
        account_id: asked.clientId,
        webhook_url: url,
        webhook_secret: asked.secret ?? null,
        event_types: asked.events?.join(',') ?? null,
      });
      store.config.set('postback_enabled', true);
      return `postbacks of ${asked.clientId} are received at ${url}`;
    }
    case 'postback.remove':
      needAccount(store, asked.clientId);
      if (!store.postbackConfigs.remove(asked.clientId)) {
        throw new OperationError(`account ${asked.clientId} does not receive postbacks`);
      }
      if (store.postbackConfigs.listSealed().length === 0) store.config.set('postback_enabled', false);
      return `postbacks of ${asked.clientId} are no longer received`;
    case 'config.set': {
      const { key, by } = asked;
      addOwnSettings(store);
      checkSetting(store, key, asked.value);
      const row = store.config.find(key);
      const isSensitive = row?.is_sensitive === 1;
      store.config.set(key, row?.data_type === 'json' ? parseJson(key, asked.value) : asked.value, {}, by);
      const use = NOT_USED_YET.has(key) ? '; this version does not use it' : '';
      return `${key} is ${isSensitive ? 'set' : asked.value} now${use}`;
    }
    case 'risk.set': {
      const { clientId: id, by, dailyLoss, orderValue, positionSize } = asked;
      if (id !== undefined) needFollower(store, id);
      return changeLimits(store, id ?? null, { dailyLoss, orderValue, positionSize }, by);
    }
    case 'risk.clear':
      if (asked.clientId !== undefined) needFollower(store, asked.clientId);
      return dropLimits(store, asked.clientId ?? null, asked.by);
    case 'kill': {
      const { by, reason: why } = asked;
      store.tradersControl.activateKillSwitch({ account_type: 'follower', account_id: null, by, reason: why });
      store.config.set('kill_switch_enabled', true, {}, by);
      setTradingState(store, asked.all ? 'HALTED' : 'REDUCING', by);
      return asked.all
        ? 'the kill switch is on: nothing is sent, not even exits'
        : 'the kill switch is on: entries are refused, resting entry copies are cancelled, exits continue';
    }
    case 'resume': {
      const { by, reason: why } = asked;
      store.tradersControl.deactivateKillSwitch({ account_type: 'follower', account_id: null, by, reason: why });
      store.config.set('kill_switch_enabled', false, {}, by);
      setTradingState(store, 'ACTIVE', by);
      return 'the kill switch is off: everything is copied again';
    }
  }
}

const LOGIN_WORDS = {
  totp: 'PIN and one-time code, automatically',
  api_key: 'an API key: log in each day with "dhancopy account login"',
  partner: 'the partner key: log in each day with "dhancopy account login"',
} as const;

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OperationError(`config ${key}: not valid JSON`);
  }
}

const STATE_WORDS: Readonly<Record<TradingState, string>> = {
  ACTIVE: ': everything is copied',
  REDUCING: ': exits only',
  HALTED: ': nothing is sent',
};

function addLink(
  store: Store,
  asked: Extract<StoredOperation, { op: 'link.add' }>,
  nowMs: number,
  hasEngine: boolean,
): string {
  if (asked.sizing === 'fixed_ratio' && asked.ratio === undefined) {
    throw new OperationError('ratio: fixed_ratio needs one, for example --ratio 0.5');
  }
  const settings = settingsOf(asked.settings);
  const { linkIds, positions } = leftBehind(store, asked.leader, asked.follower, nowMs);
  if (positions.length > 0 && asked.positions === undefined) {
    throw new ChoiceError(
      `an earlier link from ${asked.leader} to ${asked.follower} left ${adoptedWords(positions)}. Choose what happens to them: ` +
        "--positions adopt (they are copied again, and the leader's exits trade them) or --positions leave (they stay the follower's own)",
    );
  }
  if (positions.length > 0 && asked.positions === 'adopt' && !hasEngine) {
    throw new ChoiceError(
      `${adoptedWords(positions)}: no engine is running to adopt them. Start the engine, or add the link with --positions leave`,
    );
  }
  for (const id of linkIds) store.copyPositions.remove(id);
  store.links.add({
    leader_account_id: asked.leader,
    follower_account_id: asked.follower,
    sizing_strategy: asked.sizing,
    ratio: asked.ratio ?? '1',
    settings,
  });
  return `${asked.follower} copies ${asked.leader} by ${asked.sizing}${asked.ratio === undefined ? '' : ` ${asked.ratio}`}`;
}

function setLink(store: Store, asked: Extract<StoredOperation, { op: 'link.set' }>): string {
  const link = needLink(store, asked.leader, asked.follower);
  const settings = settingsOf({ ...link.settings, ...asked.settings });
  store.links.update(link.id, {
    ...(asked.sizing !== undefined && { sizing_strategy: asked.sizing }),
    ...(asked.ratio !== undefined && { ratio: asked.ratio }),
    settings,
  });
  return `${asked.leader} → ${asked.follower} is changed; orders already copied keep their ratio`;
}

function settingsOf(settings: Record<string, unknown>): Record<string, unknown> {
  try {
    return checkStoredSettings(settings);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issue = error.issues[0];
    throw new OperationError(`${issue?.path.join('.') || 'settings'}: ${issue?.message ?? 'invalid'}`);
  }
}

/** `copy_enabled` off means close-only, like a paused link. */
export function tradingStateOf(store: Store): { state: TradingState; byKillSwitch: boolean } {
  const byKillSwitch = store.config.getBoolean('kill_switch_enabled');
  const kept = store.config.find(TRADING_STATE_KEY)?.value;
  const state = TRADING_STATES.find((each) => each === kept) ?? (byKillSwitch ? 'REDUCING' : 'ACTIVE');
  if (state === 'ACTIVE' && byKillSwitch) return { state: 'REDUCING', byKillSwitch };
  if (state === 'ACTIVE' && !store.config.getBoolean('copy_enabled')) return { state: 'REDUCING', byKillSwitch };
  return { state, byKillSwitch };
}

function setTradingState(store: Store, state: TradingState, by: string): void {
  store.config.set(
    TRADING_STATE_KEY,
    state,
    {
      data_type: 'string',
      category: 'risk',
      description: 'ACTIVE, REDUCING (exits only) or HALTED (nothing is sent)',
    },
    by,
  );
}

/** What can be told of a token without asking the broker. @throws {OperationError} */
function checkToken(text: string, client: string, nowMs: number): number | null {
  const claims = readTokenClaims(text);
  if (!claims)
    throw new OperationError(
      'token: expected a JWT as web.dhan.co shows it (three parts with dots), found something else',
    );
  if (claims.dhanClientId !== null && claims.dhanClientId !== client) {
    throw new OperationError(`token: it belongs to client ${claims.dhanClientId}, not to ${client}`);
  }
  if (claims.expiresAtMs !== null && claims.expiresAtMs <= nowMs) {
    throw new OperationError('token: it has expired; make a new one at web.dhan.co');
  }
  return claims.expiresAtMs;
}

function toSec(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1000);
}

function needAccount(store: Store, id: string): { readonly role: 'leader' | 'follower' } {
  const account = store.accounts.get(id);
  if (account?.removed_at === null) return account;
  throw new OperationError(`account ${id} is not registered; see "dhancopy account list"`);
}

function needFollower(store: Store, id: string): void {
  const { role } = needAccount(store, id);
  if (role === 'follower') return;
  throw new OperationError(`limits stop copies: expected a follower, but ${id} is a ${role}`);
}

/** @throws {OperationError} */
export function needLink(store: Store, leader: string, follower: string): LinkRow {
  const link = store.links.get(leader, follower);
  if (link) return link;
  throw new OperationError(`there is no link from ${leader} to ${follower}; see "dhancopy link list"`);
}
