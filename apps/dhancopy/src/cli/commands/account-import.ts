import type { Command } from 'commander';
import { accountImport, importStep } from '../../runtime/operations/account-import.ts';
import { issueWords } from '../../runtime/operations/issue-words.ts';
import { examples, onRun } from '../command.ts';
import { operate } from '../engine/operate.ts';
import { UsageError } from '../errors.ts';
import { readSecretStdin } from '../flags/secret-input.ts';
import { COLUMNS } from '../import/columns.ts';
import { problemsOf, refuseProblems } from '../import/problems.ts';
import { parseSecrets } from '../import/secrets.ts';
import { stepsOf } from '../import/steps.ts';
import type { Io } from '../io.ts';
import { whoAsks } from '../operation-command.ts';

interface Options {
  readonly secretsStdin?: boolean;
  readonly yes?: boolean;
  readonly acceptJumps?: boolean;
}

export function registerAccountImport(account: Command, io: Io): void {
  const command = account
    .command('import <file>')
    .description('add many accounts with their links and limits from a CSV or JSON file: all of them, or none')
    .option('--secrets-stdin', 'read tokens, or PINs and TOTP secrets, from standard input: one account a line')
    .option('--yes', 'add the accounts; without this flag, only check the file and show the changes')
    .option(
      '--accept-jumps',
      'accept values that are more than ten times the usual or previous one (ratios, limits); the plan marks them with JUMP',
    )
    .addHelpText('after', HELP);
  onRun<Options>(command, io, async (ctx, { secretsStdin, yes = false, acceptJumps = false }) => {
    // The parser of the file is loaded when it is needed.
    const { readImportFile } = await import('../import/read-file.ts');
    const lines = readImportFile(command.args[0] ?? '');
    if (secretsStdin === true && ctx.io.stdin.isTTY) {
      throw new UsageError(
        '--secrets-stdin: expected a file or a pipe, found a terminal; for example --secrets-stdin < secrets',
      );
    }
    const secrets = parseSecrets(secretsStdin === true ? await readSecretStdin(ctx) : '');
    const steps = stepsOf(lines, secrets, whoAsks());
    refuseProblems(steps.flatMap(stepProblems));
    const { done, through } = await operate(ctx, accountImport, { steps, isTrial: !yes, acceptJumps });
    const accounts = new Set(lines.map(({ client_id: id }) => id)).size;
    const without = [...new Set(lines.map(({ client_id: id }) => id))].filter((id) => !secrets.has(id));
    const rest = without.length === 0 ? [] : [`${without.length} of them without a token yet: ${shown(without)}`];
    const plan = done.split('\n');
    const jumps = plan.filter((step) => step.includes('JUMP: ')).length;
    const flags = jumps > 0 ? '--yes --accept-jumps, if the jumps are meant' : '--yes';
    const end = yes ? `${accounts} accounts were added` : `nothing was changed; to do this, run it again with ${flags}`;
    ctx.print(
      { accounts, steps: plan, jumps, changed: yes, through, withoutToken: without },
      [...(yes ? [] : ['what the file would do:']), done, '', ...rest, end].join('\n'),
    );
  });
}

/** Named by their lines, before anything is asked. */
function stepProblems({ where, do: asked }: ReturnType<typeof stepsOf>[number]): string[] {
  const read = importStep.shape.do.safeParse(asked, { error: issueWords });
  return read.success ? [] : problemsOf(where, read.error.issues);
}

function shown(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')}, …`;
}

const HELP = `
The columns of the file: ${COLUMNS.join(', ')}
  role           leader or follower
  leader         client id of the leader that a follower copies; for two leaders, write two lines
  sizing         fixed_ratio, capital_proportional or same_quantity; with a ratio alone, fixed_ratio
  open_orders    copy or skip what the leader has open now
  daily_loss, order_value, position_size   limits; empty for none

A file:
  role,client_id,name,leader,ratio,daily_loss
  leader,1100000001,Asha,,,
  follower,1100000002,Ravi,1100000001,0.5,25000

The secrets, one account a line, never in the file:
  1100000001 eyJhbGciOi…             a token
  1100000002 123456 JBSWY3DPEHPK3PXP   a PIN and a TOTP secret
${examples('account import accounts.csv', 'account import accounts.csv --secrets-stdin --yes < secrets')}`;
