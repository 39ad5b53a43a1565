import type { Command } from 'commander';
import { kill } from '../../runtime/operations/kill.ts';
import { resume } from '../../runtime/operations/resume.ts';
import type { Io } from '../io.ts';
import { operationCommand } from '../operation-command.ts';

/** `kill` and `resume`. */
export function registerKill(program: Command, io: Io): void {
  operationCommand(program, io, kill, {
    name: 'kill',
    description: 'turn the kill switch on: stop entries, cancel resting entry copies, let exits continue',
    examples: ['kill --reason "wrong lot size"', 'kill --all --reason "account compromised"'],
  });
  operationCommand(program, io, resume, {
    name: 'resume',
    description: 'turn the kill switch off: copy everything again',
    examples: ['resume --reason "lot size corrected"'],
  });
}
