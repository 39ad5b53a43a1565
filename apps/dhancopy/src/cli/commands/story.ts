import type { Command } from 'commander';
import { istDate, istMillis } from '@dhancopy/domain/indian-time';
import { plainLine } from '@dhancopy/domain/plain-text';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { FailedError } from '../errors.ts';
import { formatTable } from '../format/table.ts';
import { formatElapsed } from '../format/time.ts';
import type { Io } from '../io.ts';
import { readStory } from '../story/read.ts';
import type { Story } from '../story/read.ts';

export function registerStory(program: Command, io: Io): void {
  const command = program
    .command('story <order-id>')
    .description('show what happened to one order, from the frame to the fill, with its copies, in time order')
    .addHelpText(
      'after',
      `
ORDER-ID is an order id of the leader or of a follower, or the correlation id of a copy.
${examples('story 112111182198', 'story 112111182198 --json')}`,
    );
  onRun(command, io, (ctx) => {
    needDatabase(ctx);
    const id = command.args[0] ?? '';
    const story = readDatabase(ctx, (store) => readStory(store, id));
    if (!story) throw new FailedError(`no order with the id ${JSON.stringify(id)} is on record; see "dhancopy copies"`);
    ctx.print(story, formatStory(story));
  });
}

function formatStory({ about, steps, results }: Story): string {
  const firstUs = (steps.find(({ isExact }) => isExact) ?? steps[0])?.atUs ?? 0;
  const table = formatTable(
    ['TIME IST', 'AFTER', 'ACCOUNT', 'ORDER', 'WHAT', ''],
    steps.map(({ atUs, isExact, accountId, orderId, what, text }) => [
      isExact ? timeWords(atUs) : timeWords(atUs).slice(0, 8),
      isExact ? formatElapsed((atUs - firstUs) / 1000) : '',
      accountId ?? '-',
      orderId ?? '-',
      what,
      text,
    ]),
  );
  return [`${about}, ${istDate(firstUs / 1000)}`, '', table, '', ...results.map(plainLine)].join('\n');
}

/** `09:15:02.123`. */
function timeWords(atUs: number): string {
  return istMillis(Math.floor(atUs / 1000)).slice(11, 23);
}
