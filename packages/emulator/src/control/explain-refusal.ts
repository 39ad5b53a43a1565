import { Refusal } from '../orders/refusal.ts';
import { ControlError } from './control-error.ts';

/** The broker's refusal, as text for a test that plays the account owner at the app. */
export function explainRefusal<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    if (error instanceof Refusal) throw new ControlError(`${error.code}: ${error.detail}`);
    throw error;
  }
}
