import { DHAN_ID_WORDS, isAccountId } from '@dhancopy/domain/ids';
import type { Store } from '../../store/store.ts';
import { notRegistered } from '../../runtime/operations/need.ts';
import { UsageError } from '../errors.ts';
import { foundWords } from './found-words.ts';

/** A Dhan client id that is an argument and no flag. @throws {UsageError} */
export function clientIdOf(text = ''): string {
  if (isAccountId(text)) return text;
  throw new UsageError(`client-id: expected ${DHAN_ID_WORDS}${foundWords(text)}`);
}

/** Also one that was removed: its record stays. @throws {OperationError} {@link WrongIdError} for an account that never was */
export function needAccount(store: Store, clientId: string): void {
  if (store.accounts.get(clientId)) return;
  throw notRegistered(clientId);
}
