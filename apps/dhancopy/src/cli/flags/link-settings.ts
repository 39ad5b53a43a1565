import { Option } from 'commander';
import type { Command } from 'commander';
import { COPY_ON, FILL_POLICIES } from '@dhancopy/domain/link';
import { AMO_TIMES } from '@dhancopy/domain/order';
import type { Product } from '@dhancopy/domain/product';
import { parseDuration } from './duration.ts';
import { collectProduct, parsePercent } from './values.ts';

/** What the flags of a link's settings were read to; what was not given is absent. */
export interface SettingOptions {
  readonly belowOneLot?: string;
  readonly copyOn?: string;
  readonly fillPolicy?: string;
  readonly fillTimeout?: number;
  readonly priceBand?: number;
  readonly lateEntry?: number;
  readonly surplus?: string;
  readonly amoTime?: string;
  readonly product?: Partial<Record<Product, Product>>;
}

/** One flag for every setting of a link. */
export function addSettingFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--below-one-lot <choice>',
        'what to do when the share is below one lot; a new link starts with skip',
      ).choices(['skip', 'one_lot']),
    )
    .addOption(
      new Option(
        '--copy-on <moment>',
        'when to copy a leader order: accepted (by the broker), transit (one step earlier), fill (only executions); a new link starts with accepted',
      ).choices(COPY_ON),
    )
    .addOption(
      new Option(
        '--fill-policy <policy>',
        'what to do with an entry copy that still rests after the leader has filled: leave it, chase the price up to --price-band, or cancel it; a new link starts with chase',
      ).choices(FILL_POLICIES),
    )
    .option(
      '--fill-timeout <time>',
      'how long a copy may rest after the leader has filled, for example 5s; a new link starts with 5s',
      parseDuration,
    )
    .option(
      '--price-band <percent>',
      "how far from the leader's price an entry may be chased, or copied late; a new link starts with 0.5%",
      parsePercent,
    )
    .option(
      '--late-entry <time>',
      'skip an entry that the leader filled longer ago than this, for example 10s; a new link starts with 10s',
      parseDuration,
    )
    .addOption(
      new Option(
        '--surplus <choice>',
        'what to do when an entry copy filled more than its share: unwind (close the surplus) or keep it; a new link starts with unwind',
      ).choices(['unwind', 'keep']),
    )
    .addOption(
      new Option(
        '--amo-time <time>',
        'when after-market copies are sent to the exchange; a new link starts with OPEN',
      ).choices(AMO_TIMES),
    )
    .option(
      '--product <from=to>',
      "replace one of the leader's products for the follower; repeatable; a new link keeps all products",
      collectProduct,
    );
}

/** The given settings by the names under which a link keeps them. */
export function settingsFromFlags(options: SettingOptions): Record<string, unknown> {
  const named = {
    belowOneLot: options.belowOneLot,
    copyOn: options.copyOn,
    fillPolicy: options.fillPolicy,
    fillTimeoutMs: options.fillTimeout,
    priceBandBps: options.priceBand,
    lateEntryMs: options.lateEntry,
    surplus: options.surplus,
    amoTime: options.amoTime,
    products: options.product,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
