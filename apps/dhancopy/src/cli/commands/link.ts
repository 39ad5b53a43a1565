import type { Command } from 'commander';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { Link } from '@dhancopy/domain/link';
import { formatRatio } from '@dhancopy/domain/ratio';
import { LINK_ADD } from '../../runtime/advice.ts';
import { describeSizing, linkFromRow } from '../../runtime/link-rows.ts';
import { linkSettings } from '../../runtime/link-settings.ts';
import { valueText } from '../../runtime/operations/field.ts';
import { linkAdd } from '../../runtime/operations/link-add.ts';
import { linkRemove } from '../../runtime/operations/link-remove.ts';
import { linkSet } from '../../runtime/operations/link-set.ts';
import { linkState } from '../../runtime/operations/link-state.ts';
import { pair } from '../../runtime/operations/fields.ts';
import { needLink } from '../../runtime/operations/need.ts';
import { examples, onRun } from '../command.ts';
import { readDatabase } from '../engine/database.ts';
import { UsageError } from '../errors.ts';
import { parsePositive, parseSecurity } from '../flags/values.ts';
import { column, printList } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
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
    input(_ctx, options) {
      if (options['sizing'] === 'fixed_ratio' && options['ratio'] === undefined) {
        throw new UsageError('--ratio: expected a decimal for fixed_ratio, found none; for example --ratio 0.5');
      }
      return {};
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
    examples: [
      'link set --leader 1100000001 --follower 1100000002 --ratio 1',
      'link set --leader 1100000001 --follower 1100000002 --fill-policy cancel --fill-timeout 5s',
    ],
  });
}

/** A setting as its flag is written. */
function setting(key: keyof typeof linkSettings.shape, head: string | null): Column<Link> {
  return column(
    key,
    head,
    ({ settings }) => settings[key],
    (value) => valueText(linkSettings.shape[key], value),
  );
}

const COLUMNS: readonly Column<Link>[] = [
  column('leader', 'LEADER', ({ leaderId }) => leaderId),
  column('follower', 'FOLLOWER', ({ followerId }) => followerId),
  column('state', 'STATE', ({ state }) => state),
  column(
    'sizing',
    'SIZE',
    ({ settings }) => settings.sizing,
    (_sizing, { settings }) => describeSizing(settings),
  ),
  column('ratio', null, ({ settings }) => formatRatio(settings.ratio)),
  setting('belowOneLot', 'BELOW ONE LOT'),
  setting('copyOn', 'COPY ON'),
  column(
    'fillPolicy',
    'FILL POLICY',
    ({ settings }) => settings.fillPolicy,
    (policy, { settings }) => (policy === 'leave' ? policy : `${policy} after ${settings.fillTimeoutMs / 1000}s`),
  ),
  setting('fillTimeoutMs', null),
  setting('priceBandBps', 'BAND'),
  setting('lateEntryMs', 'LATE ENTRY'),
  setting('surplus', null),
  setting('amoTime', null),
  setting('products', 'PRODUCTS'),
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
      return preview(store, needLink(store, leader, follower), security, quantity);
    });
    ctx.print(shown, [`${follower} would get ${shown.quantity} of ${shown.symbol}`, ...shown.why].join('\n  '));
  });
}
