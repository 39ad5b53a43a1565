import type { AccountId } from '@dhancopy/domain/ids';
import { followerReads } from './reads.ts';
import type { Session } from './session.ts';

/** Turns that a session takes by itself, as a step or at its end. */

/** The list of instruments has it now. */
export function learn(session: Session): void {
  if (session.unknown.size === 0) return;
  session.note(() => 'the list of instruments is complete');
  session.unknown.clear();
  session.post({ type: 'InstrumentsChanged' });
}

/** An account cannot write and its stream is gone; when it is back its books are read. */
export function setOffline(session: Session, account: AccountId, on: boolean): void {
  if (on === session.offline.has(account)) return;
  session.note(() => `${account} ${on ? 'loses its connection' : 'is connected again'}`);
  if (on) {
    session.offline.add(account);
    session.post({ type: 'AccountReadiness', accountId: account, ready: false, why: 'no connection' });
    return;
  }
  session.offline.delete(account);
  session.broker.frames.delete(account);
  for (const event of followerReads(session, account)) session.post(event);
  session.post({ type: 'AccountReadiness', accountId: account, ready: true, why: null });
}

/**
 * The broker's times have whole seconds. Trades by hand and ours never share one, so that it is certain which came first.
 */
export function apart(session: Session): void {
  session.broker.nowMs = (Math.floor(session.nowMs / 1_000) + 1) * 1_000;
  session.arrive();
}

/** The one at a place, counted round. */
export function at<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}
