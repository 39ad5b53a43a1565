import { plainText } from '@dhancopy/domain/plain-text';
import type { Context } from '../context.ts';
import type { Finding } from './finding.ts';

/** A line for each finding, under its scope, and what to do under each that is not well. */
export function formatFindings(findings: readonly Finding[], { colors }: Pick<Context, 'colors'>): string {
  const marks = { ok: colors.green('✓'), warning: colors.yellow('!'), failed: colors.red('✗') };
  const lines: string[] = [];
  for (const [scope, group] of Map.groupBy(findings, (each) => each.scope)) {
    lines.push(colors.bold(plainText(scope)));
    for (const { verdict, check, found, fix } of group) {
      lines.push(`  ${marks[verdict]} ${check}: ${plainText(found)}`);
      if (fix !== null) lines.push(`      → ${plainText(fix)}`);
    }
  }
  const count = (verdict: Finding['verdict']): number => findings.filter((each) => each.verdict === verdict).length;
  return [
    ...lines,
    '',
    `${count('ok')} ok, ${count('warning')} warning${count('warning') === 1 ? '' : 's'}, ${count('failed')} failed`,
  ].join('\n');
}
