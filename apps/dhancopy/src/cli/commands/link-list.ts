import type { Command } from 'commander';
import type { Link } from '@dhancopy/domain/link';
import { formatRatio } from '@dhancopy/domain/ratio';
import { describeSizing, linkFromRow } from '../../runtime/link-rows.ts';
import { examples, onRun } from '../command.ts';
import { readDatabase } from '../engine/database.ts';
import { formatTable } from '../format/table.ts';
import type { Io } from '../io.ts';

export function registerLinkList(link: Command, io: Io): void {
  const command = link
    .command('list')
    .description('list all links with their settings')
    .addHelpText('after', examples('link list', 'link list --json'));
  onRun(command, io, (ctx) => {
    const links = readDatabase(ctx, (store) => store.links.list().map(linkFromRow));
    ctx.print(links.map(toJson), links.length === 0 ? NONE : format(links));
  });
}

const NONE = 'no link yet; add one with "dhancopy link add"';

function toJson({ leaderId, followerId, state, settings }: Link): object {
  return { leader: leaderId, follower: followerId, state, ...settings, ratio: formatRatio(settings.ratio) };
}

function format(links: readonly Link[]): string {
  return formatTable(
    [
      'LEADER',
      'FOLLOWER',
      'STATE',
      'SIZE',
      'BELOW ONE LOT',
      'COPY ON',
      'FILL POLICY',
      'BAND',
      'LATE ENTRY',
      'PRODUCTS',
    ],
    links.map(({ leaderId, followerId, state, settings }) => [
      leaderId,
      followerId,
      state,
      describeSizing(settings),
      settings.belowOneLot,
      settings.copyOn,
      settings.fillPolicy === 'leave' ? 'leave' : `${settings.fillPolicy} after ${settings.fillTimeoutMs / 1000}s`,
      `${settings.priceBandBps / 100}%`,
      `${settings.lateEntryMs / 1000}s`,
      Object.entries(settings.products)
        .map(([from, to]) => `${from}=${to}`)
        .join(' ') || 'same',
    ]),
  );
}
