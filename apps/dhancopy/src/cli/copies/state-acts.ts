import type { AuditRow } from '../../store/audit/audit.ts';
import type { Store } from '../../store/store.ts';

/** Commands that change what is sent. */
const ACTS = ['kill', 'pause', 'resume', 'flatten', 'link.state', 'account.state'] as const;

/** The commands that change a trading state from now on, read from the audit log: so they are seen whoever carried them out. */
export class StateActs {
  readonly #store: Store;
  #newest: number;

  constructor(store: Store) {
    this.#store = store;
    this.#newest = store.audit.newestId();
  }

  /** A line for each: `kill by asha (lot size): the kill switch is on: …`. */
  news(): { readonly act: string; readonly isStop: boolean; readonly text: string }[] {
    const rows = this.#store.audit.actsAfter(this.#newest, ACTS);
    this.#newest = rows.at(-1)?.id ?? this.#newest;
    return rows.map((row) => {
      const asked = JSON.parse(row.request_data ?? '{}') as Asked;
      const isStop = row.action !== 'resume' && asked.state !== 'ACTIVE';
      return { act: row.action, isStop, text: actWords(row, asked) };
    });
  }
}

interface Asked {
  readonly by?: string;
  readonly reason?: string;
  readonly state?: string;
  readonly leader?: string;
  readonly follower?: string;
}

function actWords({ action, response_data: answer }: AuditRow, { by, reason, state, leader, follower }: Asked): string {
  const command = action.replace('.state', state === 'ACTIVE' ? ' resume' : ' pause');
  const who = [by && ` by ${by}`, reason && ` (${reason})`].filter(Boolean).join('');
  const { done = '' } = JSON.parse(answer ?? '{}') as { done?: string };
  // Its row is written when it begins, and its answer is for when it has ended.
  const of = [leader && ` from ${leader}`, follower && ` for ${follower}`].filter(Boolean).join('');
  const text = action === 'flatten' ? `entries stop, and what was copied${of} is closed at the market` : done;
  return `${command}${who}: ${text}`;
}
