import type { Command } from 'commander';
import { kill } from '../../runtime/operations/kill.ts';
import { pause } from '../../runtime/operations/pause.ts';
import { resume } from '../../runtime/operations/resume.ts';
import type { Io } from '../io.ts';
import { operationCommand } from '../operation-command.ts';

/** `kill`, `pause` and `resume`: each needs nothing but the word. */
export function registerKill(program: Command, io: Io): void {
  operationCommand(program, io, kill, {
    name: 'kill',
    description: 'turn the kill switch on: stop entries, cancel resting entry copies, let exits continue',
    examples: ['kill', 'kill --all --reason "account compromised"'],
  });
  operationCommand(program, io, pause, {
    name: 'pause',
    description:
      'copy only exits, and leave resting entry copies at the broker; to pause one link or account, use "link pause" or "account pause"',
    examples: ['pause', 'pause --all'],
  });
  operationCommand(program, io, resume, {
    name: 'resume',
    description:
      'end the pause, turn the kill switch off, and withdraw a flatten that is not done; paused links and accounts stay paused',
    examples: ['resume', 'resume --reason "lot size corrected"'],
  });
}
