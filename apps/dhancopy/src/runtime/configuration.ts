import { isAbsolute } from 'node:path';
import type { ConfigMeta } from '../store/config/config.ts';
import { RowError } from '../store/file/errors.ts';
import type { Store } from '../store/store.ts';

/** What the configuration rows say to the running system. Source: the seed's "Initial Configuration". */
export interface Configuration {
  /** False: only exits are copied. */
  readonly copyEnabled: boolean;
  /** False: an order stream that closes stays closed, and the order book is polled instead. */
  readonly streamReconnect: boolean;
  /** After so many failed attempts in a row, a lost stream is reported as an error. The attempts go on. */
  readonly streamAttemptsMax: number;
  /** Positions, holdings and funds are read this often, ms. */
  readonly snapshotMs: number;
  /** The broker is asked what margin our orders need. */
  readonly marginRequirements: boolean;
  /** False: daily loss limits that are set do not count. */
  readonly dailyLossLimit: boolean;
  /** False: position size limits that are set do not count. */
  readonly positionSizeLimit: boolean;
}

/** Rows beyond the seed's, with their defaults. */
const OWN_ROWS: readonly (ConfigMeta & { readonly key: string; readonly value: string })[] = [
  {
    key: 'snapshot_interval_seconds',
    value: '60',
    data_type: 'integer',
    category: 'portfolio',
    description: 'Seconds between two snapshots of positions, holdings and funds; a fill is followed by one anyway',
  },
  {
    key: 'last_restore_ts',
    value: '0',
    data_type: 'integer',
    category: 'copy_trading',
    description: 'Time of the last "db restore": what is in the file may be older than what the brokers have',
  },
  {
    key: 'margin_requirements_enabled',
    value: 'true',
    data_type: 'boolean',
    category: 'funds',
    description: 'Ask the broker what margin each order of ours needs, after it was placed and in calm moments only',
  },
];

/** Makes the rows of ours that are not there yet: the schema of a fresh file has the seed's only. */
export function addOwnSettings({ config, transaction }: Store): void {
  const there = new Set(config.list().map(({ key }) => key));
  const missing = OWN_ROWS.filter(({ key }) => !there.has(key));
  if (missing.length === 0) return;
  transaction(() => {
    for (const { key, value, ...meta } of missing) config.set(key, value, meta);
  });
}

/** @throws {RowError} CONFIG_INVALID naming the row, when another program wrote what does not fit */
export function readConfiguration({ config }: Store): Configuration {
  return {
    copyEnabled: config.getBoolean('copy_enabled'),
    streamReconnect: config.getBoolean('ws_reconnect_enabled'),
    streamAttemptsMax: config.getInteger('ws_max_reconnect_attempts'),
    snapshotMs: config.getInteger('snapshot_interval_seconds') * 1000,
    marginRequirements: config.getBoolean('margin_requirements_enabled'),
    dailyLossLimit: config.getBoolean('daily_loss_limit_enabled'),
    positionSizeLimit: config.getBoolean('position_size_limit_enabled'),
  };
}

/** Rows that `config set` refuses, and the command to use instead. */
const KEPT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    schema_version: 'it identifies the file format, and only migrations change it',
    kill_switch_enabled: 'run "dhancopy kill" or "dhancopy resume", which also record who and why',
    flatten_requests: 'run "dhancopy flatten", or "dhancopy resume" to withdraw it',
    trading_state_changes: 'the system counts the changes itself',
    trading_state: 'run "dhancopy kill" or "dhancopy resume", which also record who and why',
  }),
);

/** Whole numbers, with the smallest and the largest that make sense. */
const RANGES: ReadonlyMap<string, readonly [number, number]> = new Map(
  Object.entries({
    ws_max_reconnect_attempts: [1, 1_000],
    // Below, the reads of one account would crowd out those that copying needs.
    snapshot_interval_seconds: [5, 86_400],
    audit_retention_days: [1, 36_500],
    trades_retention_days: [1, 36_500],
    order_events_retention_days: [1, 36_500],
    error_retention_days: [1, 36_500],
    messages_retention_days: [1, 36_500],
    postback_retention_days: [1, 36_500],
    requests_retention_days: [1, 36_500],
    snapshot_retention_days: [1, 36_500],
    backups_kept: [0, 3_650],
  }),
);

/** Rows that nothing in this version acts on, with what happens whatever they say; they are kept for programs that do. */
export const NOT_USED_YET: ReadonlyMap<string, string> = new Map([
  ['co_enabled', 'cover orders are not copied'],
  ['bo_enabled', 'bracket orders are not copied'],
  [
    'forever_enabled',
    'a forever order itself is not copied; the order that it places when it fires is copied like any other order of the leader, whatever forever_enabled says',
  ],
]);

/**
 * Checks a new value, beyond its type.
 * @throws {RowError} CONFIG_INVALID naming the key, what was expected and what was found
 */
export function checkSetting({ config }: Store, key: string, value: string): void {
  const kept = KEPT.get(key) ?? (/^last_.*_ts$/.test(key) ? 'the system records it itself' : undefined);
  if (kept !== undefined) throw new RowError('CONFIG_INVALID', `config ${key} cannot be set by hand: ${kept}`);
  if (config.find(key) === undefined) {
    throw new RowError('CONFIG_INVALID', `config ${key}: there is no such setting; see "dhancopy config list"`);
  }
  if (key === 'backup_folder' && value !== '' && !isAbsolute(value)) {
    throw new RowError('CONFIG_INVALID', `config ${key}: expected an absolute path or nothing, and found "${value}"`);
  }
  const range = RANGES.get(key);
  if (range && !(/^-?\d+$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1])) {
    const expected = `a whole number from ${range[0]} to ${range[1]}`;
    throw new RowError('CONFIG_INVALID', `config ${key}: expected ${expected}, and found "${value}"`);
  }
}
