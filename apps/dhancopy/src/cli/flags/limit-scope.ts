import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { parseClientId } from './values.ts';

export interface ScopeOptions {
  readonly clientId?: string;
  readonly all?: boolean;
}

/** Whose limits: those of one follower, or those for every follower. */
export function addScopeFlags(command: Command): Command {
  return command
    .option('--client-id <id>', 'Dhan client id of the follower', parseClientId)
    .option('--all', 'the limits that apply to every follower');
}

/** @throws {UsageError} unless exactly one of the two is given */
export function scopeOf({ clientId, all }: ScopeOptions): { readonly clientId?: string } {
  if ((clientId === undefined) === (all !== true)) {
    throw new UsageError(`expected either --client-id or --all, found ${all === true ? 'both' : 'neither'}`);
  }
  return clientId === undefined ? {} : { clientId };
}
