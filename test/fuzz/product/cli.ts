import { mutateText } from '../mutate.ts';
import { Finding } from '../oracle.ts';
import type { Target } from '../target.ts';
import { CliHome, FOLLOWERS, judge, LEADER, SECRETS, tokenOf } from './cli/home.ts';
import { spoiltCommand } from './cli/words.ts';

const COMMANDS = 12;
const INPUTS = [
  tokenOf(FOLLOWERS[0]),
  tokenOf(LEADER),
  '',
  ' ',
  '{}',
  `${SECRETS.pin} ${SECRETS.totp}`,
  '\0',
  'x'.repeat(2_000),
] as const;

/**
 * Commands with their real names and flags, and spoilt values, one after the other on one data folder. A wrong use changes nothing, and what
 * the others have stored, an engine can read.
 */
export const CLI_TARGET: Target = {
  name: 'cli',
  weight: 4,
  async run(chance, note) {
    const home = new CliHome();
    for (let count = 0; count < COMMANDS; count += 1) {
      const words = await spoiltCommand(home.path, chance);
      // A setting that is no secret is shown in the error, wherever its value came from.
      const isSetting = words.includes('--value-stdin');
      const input = isSetting
        ? '20'
        : chance.percent(80)
          ? chance.pick(INPUTS)
          : mutateText(tokenOf(FOLLOWERS[1]), chance);
      note(JSON.stringify(words));
      const before = home.meaning();
      const ran = await home.run(words, input);
      judge(ran, words);
      if ((ran.code === 2 || ran.code === 3) && home.meaning() !== before)
        throw new Finding(`exit code ${ran.code}, and the database has changed: ${ran.stderr.slice(0, 200)}`);
    }
    home.canStart();
  },
};
