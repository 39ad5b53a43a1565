import type { Broker } from '../broker.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { dataFailure } from '../orders/refusal.ts';
import type { Call } from '../rest/operation.ts';

/** Market data requires its paid plan. @throws Refusal 806 */
export function requireDataPlan({ account }: Call): void {
  if (!account.identity.dataPlan) throw dataFailure(806);
}

/** Quotes and option chains also require the client id in a header. @throws Refusal 806, 810 */
export function requireClientId(call: Call): void {
  requireDataPlan(call);
  if (call.headers['client-id'] !== call.account.dhanClientId)
    throw dataFailure(810, 'client-id header: is not the owner');
}

export function findInstrument(broker: Broker, segment: string, id: string | number): Instrument | undefined {
  return broker.catalogue.find(segment, String(id));
}
