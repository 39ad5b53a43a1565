import { paiseFromRupees } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';
import type { Store } from '../store/store.ts';

/** Capital at the start of the day as the last snapshot of the funds has it, in paise; null where no funds were read. As the engine works it out. */
export function capitalOf(store: Store, accountId: string): Paise | null {
  const funds = store.funds.latest(accountId);
  const start = funds?.sodLimit ?? null;
  return start === null ? null : paiseFromRupees(Math.round((start + (funds?.collateral ?? 0)) * 100) / 100);
}
