import type { Store } from '../../store/store.ts';
import { FailedError, UsageError } from '../errors.ts';
import { parseClientId } from './values.ts';

/** A Dhan client id that is an argument and no flag. @throws {UsageError} */
export function clientIdOf(text = ''): string {
  try {
    return parseClientId(text);
  } catch (error) {
    throw new UsageError(`client-id: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Also one that was removed: its record stays. @throws {FailedError} for an account that never was */
export function needAccount(store: Store, clientId: string): void {
  if (store.accounts.get(clientId)) return;
  throw new FailedError(`account ${clientId} is not registered; see "dhancopy account list"`);
}
