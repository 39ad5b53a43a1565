import { basename, dirname, join } from 'node:path';
import { accountLogins, type AccountLogins } from './accounts/account-logins.ts';
import { accounts, type Accounts } from './accounts/accounts.ts';
import { audit, type Audit } from './audit/audit.ts';
import { bracketLegs, type BracketLegs } from './orders/bracket-legs.ts';
import { copyDatabaseNow } from './care/copy-database.ts';
import { datedName } from './care/dated-name.ts';
import { config, type Config } from './config/config.ts';
import { Connection, type Synchronous, type TransactionBody } from './file/connection.ts';
import { copiedPositions, type CopiedPositions } from './copies/copied-positions.ts';
import { copyList, type CopyList } from './copies/copy-list.ts';
import { copyPositions, type CopyPositions } from './copies/copy-positions.ts';
import { errorLog, type ErrorLog } from './audit/error-log.ts';
import { edisTransactions, type EdisTransactions } from './portfolio/edis-transactions.ts';
import { dailyPnls, type DailyPnls } from './money/daily-pnl.ts';
import { DatabaseFileError } from './file/errors.ts';
import { foreverOrders, type ForeverOrders } from './orders/forever-orders.ts';
import { createDatabaseFile, tightenDatabaseFile } from './file/files.ts';
import { exports, type Exports } from './exports.ts';
import { funds, type Funds } from './money/funds.ts';
import { holdings, type Holdings } from './portfolio/holdings.ts';
import { inspectFile, type Found } from './file/inspect.ts';
import { instrumentHolders } from './instruments/instrument-holders.ts';
import type { InstrumentKey } from './instruments/instrument-difference.ts';
import { instrumentSyncs, type InstrumentSyncs } from './instruments/instrument-syncs.ts';
import { instruments, type Instruments } from './instruments/instruments.ts';
import { checkKey, rememberKey } from './secrets/key-check.ts';
import { ledgerEntries, type LedgerEntries } from './money/ledger-entries.ts';
import { links, type Links } from './accounts/links.ts';
import { marginRequirements, type MarginRequirements } from './money/margin-requirements.ts';
import { maintenanceRuns, type MaintenanceRuns } from './care/maintenance-runs.ts';
import { mappingJournal, type MappingJournal } from './copies/mapping-journal.ts';
import { mappings, type Mappings } from './copies/mappings.ts';
import { loadMigrations, migrate, pendingMigrations } from './schema/migrate.ts';
import type { Migration } from './schema/migrate.ts';
import { orderEvents, type OrderEvents } from './orders/order-events.ts';
import { orderStory, type OrderStory } from './copies/order-story.ts';
import { unlinkedOrders, type UnlinkedOrders } from './copies/unlinked-orders.ts';
import { orders, type Orders } from './orders/orders.ts';
import { positions, type Positions } from './portfolio/positions.ts';
import { sealPathSecrets } from './updates/path-secrets.ts';
import { postbackConfigs, type PostbackConfigs } from './updates/postback-configs.ts';
import { postbacks, type Postbacks } from './updates/postbacks.ts';
import { rateLimits, type RateLimits } from './audit/rate-limits.ts';
import { riskViolations, type RiskViolations } from './risk/risk-violations.ts';
import { statementDays, type StatementDays } from './money/statement-days.ts';
import { tokens, type Tokens } from './accounts/tokens.ts';
import { trades, type Trades } from './money/trades.ts';
import { brokerControls, type BrokerControls } from './risk/broker-controls.ts';
import { tradersControl, type TradersControl } from './risk/traders-control.ts';
import type { VaultKey } from './secrets/vault-key.ts';
import { Vault } from './secrets/vault.ts';
import { rotateKey, type Rotated } from './care/rotate-key.ts';
import { websockets, type Websockets } from './updates/websockets.ts';

export type StoreOptions = {
  /** The database file; its folder is made when it is missing. `:memory:` for a store that is forgotten. */
  readonly path: string;
  /** Needed for secrets only; without it, using one is KEY_MISSING. */
  readonly key?: VaultKey | undefined;
  /** A reader: never creates, migrates or writes. */
  readonly readOnly?: boolean;
  /** Epoch milliseconds, for times that the caller leaves to the store. */
  readonly now?: () => number;
  /** Source of the default: docs/decisions/0003-synchronous-level.md */
  readonly synchronous?: Synchronous;
  /** How long a write waits for another program's lock, ms. */
  readonly patienceMs?: number;
  /** Writes next to a running engine: what the engine is about to finish is left to it, and nothing is upgraded. */
  readonly withEngine?: boolean;
};

/** An open database: one connection, and one object per module of the schema. */
export type Store = {
  readonly accounts: Accounts;
  readonly links: Links;
  readonly tokens: Tokens;
  readonly accountLogins: AccountLogins;
  readonly config: Config;
  readonly orders: Orders;
  readonly orderEvents: OrderEvents;
  readonly trades: Trades;
  readonly dailyPnls: DailyPnls;
  readonly mappings: Mappings;
  readonly copyList: CopyList;
  readonly orderStory: OrderStory;
  readonly unlinkedOrders: UnlinkedOrders;
  readonly mappingJournal: MappingJournal;
  readonly copiedPositions: CopiedPositions;
  readonly copyPositions: CopyPositions;
  readonly websockets: Websockets;
  readonly postbacks: Postbacks;
  readonly postbackConfigs: PostbackConfigs;
  readonly audit: Audit;
  readonly errors: ErrorLog;
  readonly riskViolations: RiskViolations;
  readonly tradersControl: TradersControl;
  readonly brokerControls: BrokerControls;
  readonly maintenanceRuns: MaintenanceRuns;
  readonly rateLimits: RateLimits;
  readonly positions: Positions;
  readonly holdings: Holdings;
  readonly edisTransactions: EdisTransactions;
  readonly funds: Funds;
  readonly marginRequirements: MarginRequirements;
  readonly ledgerEntries: LedgerEntries;
  readonly statementDays: StatementDays;
  readonly bracketLegs: BracketLegs;
  readonly foreverOrders: ForeverOrders;
  readonly instruments: Instruments;
  readonly instrumentSyncs: InstrumentSyncs;
  /** Rows for other programs. */
  readonly exports: Exports;
  /** Followers with an open copy or a copied position, by contract. */
  readonly instrumentHolders: () => ReadonlyMap<InstrumentKey, readonly string[]>;
  /**
   * Runs a synchronous body in one transaction: all of it is committed, or none.
   *
   * @param synchronous - `normal` for what nothing rests on, or what is in the file in another form already: the commit does not wait
   *   for the disk. Source: docs/decisions/0003-synchronous-level.md
   * @throws {AsyncTransactionError} for an async body
   */
  readonly transaction: <T>(body: TransactionBody<T>, synchronous?: Synchronous) => T;
  /** In the transaction that is open, a row may refer to one that is written later in it. */
  readonly deferReferences: () => void;
  /** Whether another connection has committed since the last call. The first call says no. @throws {DatabaseError} */
  readonly isChangedElsewhere: () => boolean;
  /** Writes the log back into the database file: call it when nothing else is to be done (see decision 0003). */
  readonly checkpoint: () => void;
  /**
   * Makes a new key and seals every secret with it; this store goes on with the new one.
   * @throws {KeyError} {@link SecretError} and nothing was changed
   */
  readonly rotateKey: (keyPath: string) => Rotated;
  readonly close: () => void;
};

/**
 * Opens the database, makes it when there is none, and brings it up to date.
 *
 * Nothing is changed before the file was recognised and the key was found to be the right one. A file of an earlier build is backed up
 * into `backups/` next to it before it is migrated.
 *
 * @throws {DatabaseFileError} for a file that is not ours, newer, older, or (for a reader, or next to an engine) not there
 * @throws {KeyError} KEY_WRONG
 * @throws {DatabaseError} DATABASE_LOCKED, DISK_FULL, …
 */
export function openStore(options: StoreOptions): Store {
  const { path, key, readOnly = false, now = Date.now, synchronous = 'full', patienceMs, withEngine = false } = options;
  const isSole = !readOnly && !withEngine;
  const onDisk = path !== ':memory:';
  if (onDisk) {
    const found = inspectFile(path);
    if (!isSole) needDatabase(found, path);
    if (found.kind === 'ours' && key !== undefined) checkKeyOf(path, key);
    if (isSole) createDatabaseFile(path);
  }
  const db = new Connection({ path, readOnly, synchronous, patienceMs, now });
  try {
    if (withEngine) needCurrent(db);
    else migrate(db, undefined, onDisk ? (pending) => backUpBefore(db, path, pending) : undefined);
    if (isSole) mappingJournal(db).recover(mappings(db), copyPositions(db));
    if (key !== undefined && !checkKey(db, key) && !readOnly) rememberKey(db, key);
    if (key !== undefined && isSole) sealPathSecrets(db, new Vault(key));
    if (onDisk && isSole) tightenDatabaseFile(path);
  } catch (error) {
    db.close();
    throw error;
  }
  return storeOn(db, new Vault(key));
}

/** A file with migrations of ours holds somebody's trades: it is copied, and the copy read again, before it is changed. */
function backUpBefore(db: Connection, path: string, pending: readonly Migration[]): void {
  const [first] = pending;
  if (first === undefined) return;
  const before = `${basename(path, '.db')}-before-${String(first.number).padStart(4, '0')}-`;
  copyDatabaseNow(db, datedName(join(dirname(path), 'backups', before), Date.now()));
}

function storeOn(db: Connection, vault: Vault): Store {
  return {
    accounts: accounts(db),
    links: links(db),
    tokens: tokens(db, vault),
    accountLogins: accountLogins(db, vault),
    config: config(db, vault),
    orders: orders(db),
    orderEvents: orderEvents(db),
    trades: trades(db),
    dailyPnls: dailyPnls(db),
    mappings: mappings(db),
    copyList: copyList(db),
    orderStory: orderStory(db),
    unlinkedOrders: unlinkedOrders(db),
    mappingJournal: mappingJournal(db),
    copiedPositions: copiedPositions(db),
    copyPositions: copyPositions(db),
    websockets: websockets(db),
    postbacks: postbacks(db),
    postbackConfigs: postbackConfigs(db, vault),
    audit: audit(db),
    errors: errorLog(db),
    riskViolations: riskViolations(db),
    tradersControl: tradersControl(db),
    brokerControls: brokerControls(db),
    maintenanceRuns: maintenanceRuns(db),
    rateLimits: rateLimits(db),
    positions: positions(db),
    holdings: holdings(db),
    edisTransactions: edisTransactions(db),
    funds: funds(db),
    marginRequirements: marginRequirements(db),
    ledgerEntries: ledgerEntries(db),
    statementDays: statementDays(db),
    bracketLegs: bracketLegs(db),
    foreverOrders: foreverOrders(db),
    instruments: instruments(db),
    instrumentSyncs: instrumentSyncs(db),
    exports: exports(db),
    instrumentHolders: instrumentHolders(db),
    transaction: (body, level) => db.transaction(body, level),
    deferReferences: () => db.deferReferences(),
    isChangedElsewhere: () => db.isChangedElsewhere(),
    checkpoint: () => db.checkpoint(),
    rotateKey: (keyPath) => rotateKey(db, keyPath, { onSealed: (next) => vault.rekey(next) }),
    close: () => db.close(),
  };
}

/** An engine of another build runs on the file: what this one would write may mean something else there. */
function needCurrent(db: Connection): void {
  if (pendingMigrations(db, loadMigrations()).length === 0) return;
  throw new DatabaseFileError(
    'OLDER_DATABASE',
    'an older dhancopy is running on this database; use its own commands, or stop it first',
  );
}

/** On a connection that only reads, so that a wrong key is reported before a migration could run. */
function checkKeyOf(path: string, key: VaultKey): void {
  const reader = new Connection({ path, readOnly: true, synchronous: 'normal', now: Date.now });
  try {
    checkKey(reader, key);
  } finally {
    reader.close();
  }
}

function needDatabase(found: Found, path: string): void {
  if (found.kind === 'ours') return;
  throw new DatabaseFileError(
    'DATABASE_MISSING',
    `${found.kind === 'empty' ? `the file ${path} is empty` : `there is no dhancopy database at ${path}`}; ` +
      'run "dhancopy init" first',
  );
}
