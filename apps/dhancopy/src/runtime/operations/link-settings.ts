import { z } from 'zod';
import { checkStoredSettings } from '../link-rows.ts';
import { OperationError } from './errors.ts';

/** @throws {OperationError} naming the setting */
export function linkSettings(settings: Record<string, unknown>): Record<string, unknown> {
  try {
    return checkStoredSettings(settings);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issue = error.issues[0];
    throw new OperationError(`${issue?.path.join('.') || 'settings'}: ${issue?.message ?? 'invalid'}`);
  }
}
