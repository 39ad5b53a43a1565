import type { AccountId } from '@dhancopy/domain/ids';
import { istDate } from '@dhancopy/domain/indian-time';
import { DhanError } from '@dhancopy/dhan/errors';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { Notice } from '../../engine/index.ts';
import type { Store } from '../../store/store.ts';
import type { Recorder } from '../recorder.ts';
import type { Clock } from '../time/clock.ts';
import type { ControlClient } from './controlled-account.ts';
import { firedExit, recordFiredExit } from './fired-exit.ts';
import type { FiredExit } from './fired-exit.ts';

/** An account as it is needed here. */
interface WatchedAccount {
  readonly client: ControlClient;
  readonly isLeader: boolean;
  turn(): Promise<void>;
}

export interface KillSwitchWatchOptions {
  readonly clock: Clock;
  /** Read only; what is written goes to the recorder. */
  readonly store: Store;
  readonly recorder: Recorder;
  readonly clientOf: (id: AccountId) => WatchedAccount | undefined;
  readonly notify: (notice: Notice) => void;
}

/** Notices of orders that the broker did not take. */
const REFUSALS: ReadonlySet<string> = new Set(['REJECTED', 'REFUSED', 'EXIT_REJECTED', 'EXIT_REFUSED', 'EXIT_OWED']);
/** A row of refusals is one question, ms. */
const GAP_MS = 60_000;

/**
 * How the broker refuses an order while its kill switch is on is not documented. So its text decides nothing: after a refusal the
 * broker is asked whether the switch is on, and the operator is warned once a day.
 */
export class KillSwitchWatch {
  readonly #options: KillSwitchWatchOptions;
  readonly #askedMs = new Map<AccountId, number>();
  /** The Indian day of the last notice. */
  readonly #warnedDay = new Map<AccountId, string>();

  constructor(options: KillSwitchWatchOptions) {
    this.#options = options;
  }

  /** Every notice comes here; those of refused orders lead to a question. */
  noticed({ code, accountId }: Notice): void {
    if (accountId === null || !REFUSALS.has(code)) return;
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - (this.#askedMs.get(accountId) ?? -Infinity) < GAP_MS) return;
    this.#askedMs.set(accountId, nowMs);
    void this.#ask(accountId);
  }

  async #ask(id: AccountId): Promise<void> {
    const account = this.#options.clientOf(id);
    if (!account) return;
    const { store, recorder, notify, clock } = this.#options;
    const found = await stateOf(store, account, id);
    if (found === null) return;
    const { isOn, fired } = found;
    const reading = {
      account_type: account.isLeader ? 'leader' : 'follower',
      account_id: id,
      by: 'the broker',
      reason: 'found after a refused order',
    } as const;
    recorder.add((into) => {
      into.brokerControls.noteKillSwitch(reading, isOn);
      if (fired) recordFiredExit(into, reading, fired, clock.nowMs());
    });
    if (!isOn) {
      this.#warnedDay.delete(id);
      return;
    }
    const today = istDate(clock.nowMs());
    if (this.#warnedDay.get(id) === today) return;
    this.#warnedDay.set(id, today);
    notify({
      severity: 'CRITICAL',
      code: 'BROKER_KILL_SWITCH',
      text:
        "the broker's kill switch of this account is on: the broker refuses every order, also exits of dhancopy. To close positions, call " +
        `the broker, or run "dhancopy broker kill-switch ${id} --off"`,
      accountId: id,
      venueOrderId: null,
    });
  }
}

/** Null where it cannot be known now: the refusal itself was reported already. */
async function stateOf(
  store: Store,
  account: WatchedAccount,
  id: AccountId,
): Promise<{ readonly isOn: boolean; readonly fired: FiredExit | null } | null> {
  try {
    await account.turn();
    const isOn = (await account.client.tradersControl.getKillSwitch()).killSwitchStatus === 'ACTIVATE';
    return { isOn, fired: isOn ? await firedExit(store, account.client, id) : null };
  } catch (error) {
    if (error instanceof DhanError || error instanceof WireError) return null;
    throw error;
  }
}
