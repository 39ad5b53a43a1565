import { paiseFromRupees } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';
import { roundRupees } from '@dhancopy/domain/rupees';
import type { Store } from '../store/store.ts';

/** Capital at the start of the day, in paise. @param collateral - pledged holdings, in rupees as `sodLimit` */
export function capitalFrom(sodLimit: number, collateral: number): Paise {
  return paiseFromRupees(roundRupees(sodLimit + collateral));
}

/** The same as the last snapshot of the funds has it; null where no funds were read. */
export function capitalOf(store: Store, accountId: string): Paise | null {
  const funds = store.funds.latest(accountId);
  const start = funds?.sodLimit ?? null;
  return start === null ? null : capitalFrom(start, funds?.collateral ?? 0);
}
