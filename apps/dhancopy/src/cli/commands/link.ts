import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { registerLinkAdd } from './link-add.ts';
import { registerLinkList } from './link-list.ts';
import { registerLinkPreview } from './link-preview.ts';
import { registerLinkRemove } from './link-remove.ts';
import { registerLinkSet } from './link-set.ts';
import { registerLinkState } from './link-state.ts';

export function registerLink(program: Command, io: Io): void {
  const link = program.command('link').description('set which follower copies which leader, and how');
  registerLinkAdd(link, io);
  registerLinkSet(link, io);
  registerLinkList(link, io);
  registerLinkPreview(link, io);
  registerLinkState(link, io);
  registerLinkRemove(link, io);
}
