import type { Command } from 'commander';
import { istDate, istMillis } from '@dhancopy/domain/indian-time';
import { plainLine } from '@dhancopy/domain/plain-text';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { FailedError } from '../errors.ts';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { formatElapsed } from '../format/time.ts';
import type { Io } from '../io.ts';
import { readStory } from '../story/read.ts';
import type { Step, Story } from '../story/read.ts';

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
    const columns = stepColumns(story);
    ctx.print({ ...story, steps: story.steps.map((step) => toJson(columns, step)) }, formatStory(story, columns));
  });
}

/** When the story begins, epoch µs. */
function beginUs({ steps }: Story): number {
  return (steps.find(({ isExact }) => isExact) ?? steps[0])?.atUs ?? 0;
}

function stepColumns(story: Story): readonly Column<Step>[] {
  const firstUs = beginUs(story);
  return [
    column(
      'atUs',
      'TIME IST',
      ({ atUs }) => atUs,
      (atUs, { isExact }) => (isExact ? timeWords(atUs) : timeWords(atUs).slice(0, 8)),
    ),
    column('isExact', null, ({ isExact }) => isExact),
    column(
      null,
      'AFTER',
      ({ atUs, isExact }) => (isExact ? atUs : null),
      (atUs) => formatElapsed((atUs - firstUs) / 1000),
      '',
    ),
    column('accountId', 'ACCOUNT', ({ accountId }) => accountId),
    column('orderId', 'ORDER', ({ orderId }) => orderId),
    column('what', 'WHAT', ({ what }) => what),
    column('text', '', ({ text }) => text),
  ];
}

function formatStory(story: Story, columns: readonly Column<Step>[]): string {
  const { about, steps, results } = story;
  const head = `${about}, ${istDate(beginUs(story) / 1000)}`;
  return [head, '', toTable(columns, steps), '', ...results.map(plainLine)].join('\n');
}

/** `09:15:02.123`. */
function timeWords(atUs: number): string {
  return istMillis(Math.floor(atUs / 1000)).slice(11, 23);
}
