import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { registerRiskClear } from './risk-clear.ts';
import { registerRiskList } from './risk-list.ts';
import { registerRiskSet } from './risk-set.ts';
import { registerRiskViolations } from './risk-violations.ts';

export function registerRisk(program: Command, io: Io): void {
  const risk = program.command('risk').description('set limits that stop entry copies, and show what they stopped');
  registerRiskSet(risk, io);
  registerRiskClear(risk, io);
  registerRiskList(risk, io);
  registerRiskViolations(risk, io);
}
