import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { Turn } from './decision.ts';

/** What people call the contract, in a notice; its id where the list of instruments does not have it. */
export function nameOf({ ctx }: Pick<Turn, 'ctx'>, id: InstrumentId): string {
  return ctx.instrument(id)?.tradingSymbol ?? id;
}
