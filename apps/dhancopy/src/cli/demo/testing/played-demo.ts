import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AccountBook } from '@dhancopy/emulator/control/books';
import type { Control } from '@dhancopy/emulator/control/control';
import { bookOf, isOpen } from '@dhancopy/simulation/books';
import { HDFCBANK } from '@dhancopy/simulation/instruments';
import { Trader } from '@dhancopy/simulation/trader';
import { loadKey } from '../../../store/secrets/vault-key.ts';
import { SEED_EXAMPLES } from '../../../store/schema/seed-examples.ts';
import { openStore } from '../../../store/store.ts';
import { until } from '../../testing/cli.ts';
import { LEADER } from '../cast.ts';
import type { Follower } from '../cast.ts';
import { playOn } from '../play.ts';
import { collectEvidence } from '../evidence.ts';
import type { DemoEvidence } from '../evidence.ts';
import type { Result } from '../result.ts';
import { rolesOf } from '../roles.ts';
import type { Roles } from '../roles.ts';
import { Rows } from '../rows.ts';
import { setStage } from '../stage.ts';
import type { Stage } from '../stage.ts';
import type { View } from '../view.ts';

export type Row = Record<string, string | number | null>;

/** What two of the seed's examples answer while the engine runs: they are about that moment. */
export interface WhileRunning {
  readonly activeOrders: readonly Row[];
  readonly websocketHealth: readonly Row[];
  /** The leader's orders that rested, by the broker's book. */
  readonly resting: readonly string[];
  /** Open orders of the followers, by the broker's books. */
  readonly followersResting: readonly string[];
  /** Sockets of each account that are open at the broker. */
  readonly sockets: readonly number[];
}

/** A demo that has ended: its database, and the broker that it was played on, which is still there. */
export interface PlayedDemo extends Roles {
  readonly result: Result;
  /** What its proof was made of. */
  readonly evidence: DemoEvidence;
  readonly followers: readonly Follower[];
  readonly whileRunning: WhileRunning;
  readonly control: Control;
  readonly books: readonly AccountBook[];
  /** The file's rows. */
  rows(sql: string): Row[];
  /** What the broker answers the account, over HTTP, with the token that is in the database. */
  ask(account: string, path: string, body?: object): Promise<Row[]>;
  /** The broker's list of instruments, as text. */
  instruments(): Promise<string>;
  close(): Promise<void>;
}

const SILENT: View = { moment: () => undefined, phase: () => undefined, close: () => undefined };

/** Plays the demo as `dhancopy demo` does without options, and stops the engine. */
export async function playedDemo(): Promise<PlayedDemo> {
  const folder = mkdtempSync(join(tmpdir(), 'dhancopy-demo-tables-'));
  const options = { followers: 5, actions: 60, seed: 1, pace: 280, keep: join(folder, 'home') };
  const stage = await setStage(options, {}, () => undefined);
  const { emulator, settings, followers } = stage;
  const { control } = emulator;
  const view = new Rows(settings.databasePath);
  const db = new DatabaseSync(settings.databasePath, { readOnly: true });
  const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[];
  const close = async (): Promise<void> => {
    view.close();
    db.close();
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const result = await playOn(stage, options, { rows: view, view: SILENT, startedMs: Date.now() });
    const evidence = collectEvidence(control.books(), view);
    const whileRunning = await lookAround(stage, rows);
    // The last read of the engine and the books are of the same prices.
    control.stopWalk();
    await stage.engine.stop();
    const store = openStore({ path: settings.databasePath, readOnly: true, key: loadKey({}, settings.home) });
    const books = control.books();
    const tokens = new Map(books.map(({ dhanClientId: id }) => [id, store.tokens.activeToken(id)?.access_token ?? '']));
    store.close();
    return {
      result,
      evidence,
      followers,
      ...rolesOf(followers),
      whileRunning,
      control,
      books,
      rows,
      async ask(account, path, body) {
        const headers = { 'access-token': tokens.get(account) ?? '', 'content-type': 'application/json' };
        const question = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
        const answer = await fetch(emulator.restUrl + path, question);
        const found: unknown = await answer.json();
        if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${JSON.stringify(found)}`);
        return (Array.isArray(found) ? found : [found]) as Row[];
      },
      instruments: async () => (await fetch(emulator.instrumentsUrl)).text(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The leader's session is over and nothing rests any more: one more order shows what is active. */
async function lookAround({ emulator, followers }: Stage, rows: (sql: string) => Row[]): Promise<WhileRunning> {
  const { control } = emulator;
  const trader = new Trader(control, LEADER.id);
  const price = Math.round(control.price(HDFCBANK.exchangeSegment, HDFCBANK.securityId) * 0.97);
  const id = trader.buy(40, { orderType: 'LIMIT', price });
  const active = (): Row[] => rows(SEED_EXAMPLES.activeOrders);
  const open = (): string[] =>
    followers
      .flatMap((follower) => bookOf(control.books(), follower.id).orders.filter(isOpen))
      .map((each) => each.orderId);
  const areKnown = (): boolean =>
    rows("select 1 from v_active_orders where account_type = 'follower' and status <> 'TRANSIT'").length ===
    followers.length;
  await until('every follower rests too', () => areKnown() && active()[0]?.['follower_order_id'] !== null);
  const found = {
    activeOrders: active(),
    websocketHealth: rows(SEED_EXAMPLES.websocketHealth),
    resting: trader.open().map(({ orderId }) => orderId),
    followersResting: open(),
    sockets: [LEADER, ...followers].map((each) => control.streamCount(each.id)),
  };
  trader.cancel(id);
  // The last post of the broker has come in, too: an engine that has stopped takes none.
  const isPosted = (order: string): boolean =>
    rows(`select 1 from postback_events where event_type = 'CANCELLED' and payload like '%"${order}"%'`).length > 0;
  await until(
    'nothing rests',
    () =>
      open().length === 0 &&
      rows('select 1 from v_active_orders').length === 0 &&
      found.followersResting.some(isPosted),
  );
  return found;
}
