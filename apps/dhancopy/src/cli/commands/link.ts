import type { Command } from 'commander';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { Link } from '@dhancopy/domain/link';
import { formatRatio } from '@dhancopy/domain/ratio';
import { LINK_ADD } from '../../runtime/advice.ts';
import { describeSizing, linkFromRow } from '../../runtime/link-rows.ts';
import { durationText } from '../../runtime/operations/duration-text.ts';
import { linkAdd } from '../../runtime/operations/link-add.ts';
import { linkRemove } from '../../runtime/operations/link-remove.ts';
import { linkSet } from '../../runtime/operations/link-set.ts';
import { linkState } from '../../runtime/operations/link-state.ts';
import { pair } from '../../runtime/operations/fields.ts';
import { examples, onRun } from '../command.ts';
import { readDatabase } from '../engine/database.ts';
import { FailedError, UsageError } from '../errors.ts';
import { addSettingFlags, settingsFromFlags } from '../flags/link-settings.ts';
import { parsePositive, parseSecurity } from '../flags/values.ts';
import { column, printList } from '../format/columns.ts';
import type { Io } from '../io.ts';
import { flagOf, operationCommand } from '../operation-command.ts';
import { stateCommands } from '../state-commands.ts';

export function registerLink(program: Command, io: Io): void {
  const link = program.command('link').description('set which follower copies which leader, and how');
  registerAdd(link, io);
  registerSet(link, io);
  registerList(link, io);
  registerPreview(link, io);
  stateCommands(link, io, linkState, {
    pause: 'copy only exits on a link; with --all, send nothing for it',
    resume: 'copy entries and exits on a link again',
    who: '--leader 1100000001 --follower 1100000002',
  });
  operationCommand(link, io, linkRemove, {
    name: 'remove',
    description: 'make a follower stop copying a leader; choose what happens to copied units',
    examples: [
      'link remove --leader 1100000001 --follower 1100000002',
      'link remove --leader 1100000001 --follower 1100000002 --positions close',
    ],
  });
}

function registerAdd(link: Command, io: Io): void {
  operationCommand(link, io, linkAdd, {
    name: 'add',
    description: 'make a follower copy a leader',
    without: ['settings'],
    flags: addSettingFlags,
    input(_ctx, options) {
      if (options['sizing'] === 'fixed_ratio' && options['ratio'] === undefined) {
        throw new UsageError('--ratio: expected a decimal for fixed_ratio, found none; for example --ratio 0.5');
      }
      return { settings: settingsFromFlags(options) };
    },
    examples: [
      'link add --leader 1100000001 --follower 1100000002 --sizing fixed_ratio --ratio 0.5',
      'link add --leader 1100000001 --follower 1100000003 --sizing capital_proportional --below-one-lot one_lot',
      'link add --leader 1100000001 --follower 1100000004 --sizing same_quantity --product CNC=MTF --price-band 0.3%',
    ],
  });
}

function registerSet(link: Command, io: Io): void {
  operationCommand(link, io, linkSet, {
    name: 'set',
    description: 'change a link, even while the engine runs; orders already copied keep their ratio',
    without: ['settings'],
    flags: addSettingFlags,
    input(_ctx, options) {
      const settings = settingsFromFlags(options);
      if (options['sizing'] === undefined && options['ratio'] === undefined && Object.keys(settings).length === 0) {
        throw new UsageError('expected a setting to change, for example --ratio 1, and found none; see --help');
      }
      return { settings };
    },
    examples: [
      'link set --leader 1100000001 --follower 1100000002 --ratio 1',
      'link set --leader 1100000001 --follower 1100000002 --fill-policy cancel --fill-timeout 5s',
    ],
  });
}

const COLUMNS = [
  column('leader', 'LEADER', ({ leaderId }: Link) => leaderId),
  column('follower', 'FOLLOWER', ({ followerId }: Link) => followerId),
  column('state', 'STATE', ({ state }: Link) => state),
  column(
    'sizing',
    'SIZE',
    ({ settings }: Link) => settings.sizing,
    (_sizing, { settings }) => describeSizing(settings),
  ),
  column('ratio', null, ({ settings }: Link) => formatRatio(settings.ratio)),
  column('belowOneLot', 'BELOW ONE LOT', ({ settings }: Link) => settings.belowOneLot),
  column('copyOn', 'COPY ON', ({ settings }: Link) => settings.copyOn),
  column(
    'fillPolicy',
    'FILL POLICY',
    ({ settings }: Link) => settings.fillPolicy,
    (policy, { settings }) => (policy === 'leave' ? policy : `${policy} after ${settings.fillTimeoutMs / 1000}s`),
  ),
  column('fillTimeoutMs', null, ({ settings }: Link) => settings.fillTimeoutMs),
  column(
    'priceBandBps',
    'BAND',
    ({ settings }: Link) => settings.priceBandBps,
    (bps) => `${bps / 100}%`,
  ),
  column('lateEntryMs', 'LATE ENTRY', ({ settings }: Link) => settings.lateEntryMs, durationText),
  column('surplus', null, ({ settings }: Link) => settings.surplus),
  column('amoTime', null, ({ settings }: Link) => settings.amoTime),
  column(
    'products',
    'PRODUCTS',
    ({ settings }: Link) => settings.products,
    (products) =>
      Object.entries(products)
        .map(([from, to]) => `${from}=${to}`)
        .join(' ') || 'same',
  ),
];

function registerList(link: Command, io: Io): void {
  const command = link
    .command('list')
    .description('list all links with their settings')
    .addHelpText('after', examples('link list', 'link list --json'));
  onRun(command, io, (ctx) => {
    const links = readDatabase(ctx, (store) => store.links.list().map(linkFromRow));
    printList(ctx, COLUMNS, links, `no link yet; add one with ${LINK_ADD}`);
  });
}

interface PreviewOptions {
  readonly leader: string;
  readonly follower: string;
  readonly quantity: number;
  readonly security: InstrumentId;
}

function registerPreview(link: Command, io: Io): void {
  const command = link
    .command('preview')
    .description("show how much a follower would get of a leader's entry, and why")
    .addOption(flagOf('leader', pair.leader))
    .addOption(flagOf('follower', pair.follower))
    .requiredOption('--quantity <units>', "the leader's quantity in units", parsePositive)
    .requiredOption('--security <id>', 'segment and security id, for example NSE_EQ:1333', parseSecurity)
    .addHelpText(
      'after',
      examples('link preview --leader 1100000001 --follower 1100000002 --quantity 100 --security NSE_EQ:1333'),
    );
  onRun<PreviewOptions>(command, io, async (ctx, { leader, follower, quantity, security }) => {
    const { preview } = await import('../preview.ts');
    const shown = readDatabase(ctx, (store) => {
      const row = store.links.get(leader, follower);
      if (!row) throw new FailedError(`there is no link from ${leader} to ${follower}; see "dhancopy link list"`);
      return preview(store, row, security, quantity);
    });
    ctx.print(shown, [`${follower} would get ${shown.quantity} of ${shown.symbol}`, ...shown.why].join('\n  '));
  });
}
