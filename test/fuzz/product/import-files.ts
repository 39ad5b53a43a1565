import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS } from 'dhancopy/cli/import/columns';
import { readImportFile } from 'dhancopy/cli/import/read-file';
import { parseSecrets } from 'dhancopy/cli/import/secrets';
import { stepsOf } from 'dhancopy/cli/import/steps';
import { UsageError } from 'dhancopy/cli/errors';
import { importStep } from 'dhancopy/runtime/operations/account-import';
import type { Chance } from '../chance.ts';
import { mutateBytes, mutateJsonText, mutateText } from '../mutate.ts';
import { Finding, show } from '../oracle.ts';
import { scratchFolder } from '../scratch.ts';
import type { Target } from '../target.ts';
import { SECRETS, tokenOf } from './cli/home.ts';

const ROWS = [
  { role: 'leader', client_id: '1100000001', name: 'Asha' },
  {
    role: 'follower',
    client_id: '2100000001',
    name: 'Ravi',
    leader: '1100000001',
    sizing: 'fixed_ratio',
    ratio: '0.5',
    daily_loss: '25000',
  },
  {
    role: 'follower',
    client_id: '2100000002',
    name: '"Kiran, K"',
    local_address: '203.0.113.24',
    leader: '1100000001',
    open_orders: 'skip',
    order_value: '100.50',
    position_size: '5',
  },
];
const CSV = [
  COLUMNS.join(','),
  ...ROWS.map((row) => COLUMNS.map((name) => (row as Partial<Record<string, string>>)[name] ?? '').join(',')),
].join('\n');
const SECRET_LINES = [
  `1100000001 ${tokenOf('1100000001')}`,
  `2100000001 ${SECRETS.pin} ${SECRETS.totp}`,
  `2100000002 ${tokenOf('2100000002')}`,
].join('\n');
const FIELDS = [
  '',
  '0',
  '-1',
  '1e3',
  '0x19',
  '0,5',
  '1e400',
  'NaN',
  '"',
  '""',
  '\u0000',
  '__proto__',
  'token',
  tokenOf('2100000001'),
  '2026-02-30',
  'x'.repeat(3_000),
  '=cmd()',
  '\u202e',
] as const;

function spoiltCsv(chance: Chance): string {
  const lines = CSV.split('\n').map((line) => line.split(','));
  for (let count = chance.below(4); count > 0; count -= 1) {
    const line = chance.pick(lines);
    const at = chance.below(line.length);
    if (chance.percent(70)) line[at] = chance.pick(FIELDS);
    else if (chance.percent(50)) line.splice(at, 1);
    else line[at] = mutateText(line[at] ?? '', chance);
  }
  const text = lines.map((line) => line.join(chance.percent(97) ? ',' : ';')).join(chance.percent(90) ? '\n' : '\r\n');
  return chance.percent(85) ? text : mutateText(text, chance);
}

/** Files of `account import` and the secrets for them: refused in words that show no secret, or steps that their operations take. */
export const IMPORT_TARGET: Target = {
  name: 'import-files',
  weight: 4,
  run(chance, note) {
    const isJson = chance.percent(30);
    const text = isJson ? mutateJsonText(ROWS, chance) : spoiltCsv(chance);
    const secrets = chance.percent(60) ? SECRET_LINES : mutateText(SECRET_LINES, chance);
    note(text);
    const path = join(scratchFolder(), isJson ? 'accounts.json' : 'accounts.csv');
    writeFileSync(path, chance.percent(95) ? text : mutateBytes(Buffer.from(text), chance));
    try {
      for (const step of stepsOf(readImportFile(path), parseSecrets(secrets), 'fuzz')) {
        const { do: asked } = step;
        const read = importStep.shape.do.safeParse(asked);
        if (
          read.success &&
          asked.op === 'link.add' &&
          asked['ratio'] !== undefined &&
          !/^\d+(\.\d+)?$/.test(asked['ratio'] as string)
        )
          throw new Finding(`ratio ${show(asked['ratio'])}`);
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      for (const secret of Object.values(SECRETS)) {
        // What stands in the column of an ordinary value is shown: it is in the file, where no secret belongs.
        if (error.message.includes(secret) && !text.includes(secret)) throw new Finding('a secret is in the error');
      }
    }
  },
};
