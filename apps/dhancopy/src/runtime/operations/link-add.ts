import { z } from 'zod';
import { isMalformedId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import { linkFromRow } from '../link-rows.ts';
import { adoptedWords, leftBehind } from '../link-positions.ts';
import { givenSettings, linkSettings, storedLinkSettings } from '../link-settings.ts';
import { ChoiceError, OperationError } from './errors.ts';
import { metaOf, valueText } from './field.ts';
import { pair, ratio, sizing } from './fields.ts';
import { refuseSettingJumps, yes } from './jump.ts';
import { capitalRatio, factorWords, idleRatioWords, refuseNewSize } from './link-size.ts';
import { needLink, notRegistered } from './need.ts';
import { stored } from './stored.ts';
import type { Store } from '../../store/store.ts';

/** The help of each also says what a new link starts with. */
const settings = linkSettings.partial().shape;
for (const [key, field] of Object.entries(settings)) {
  const start = Object.entries(DEFAULT_LINK_SETTINGS).find(([name]) => name === key)?.[1];
  const words = key === 'products' ? 'keeps all products' : `starts with ${valueText(field, start)}`;
  field.register(z.globalRegistry, { description: `${metaOf(field).description ?? ''}; a new link ${words}` });
}

export const linkAdd = stored({
  op: 'link.add',
  schema: z.object({
    op: z.literal('link.add'),
    ...pair,
    sizing,
    ratio: ratio.optional().meta({
      description: `${ratio.description ?? ''}; a new link needs it for fixed_ratio, otherwise it starts with 1`,
    }),
    ...settings,
    positions: z.enum(['adopt', 'leave']).optional().meta({
      description: "units left by an earlier link: adopt (copy them again) or leave (they are the follower's own)",
      value: 'choice',
    }),
    openOrders: storedLinkSettings.shape.openOrders.optional(),
    yes: yes('a size (by sizing and ratio), price band or late-entry time that is more than ten times the usual value'),
  }),
  change(
    store,
    { leader, follower, sizing: strategy, ratio: text, positions: choice, openOrders, yes: isMeant, ...asked },
    { nowMs, hasEngine, isLine = false },
  ) {
    if (strategy === 'fixed_ratio' && text === undefined) {
      throw new OperationError(
        `ratio: fixed_ratio needs one, for example ${isLine ? '0.5 in the column ratio' : '--ratio 0.5'}`,
      );
    }
    const mistyped = [leader, follower].find((id) => !store.accounts.get(id) && isMalformedId(id));
    if (mistyped !== undefined) throw notRegistered(mistyped);
    const { linkIds, positions } = leftBehind(store, leader, follower, nowMs);
    if (positions.length > 0 && choice === undefined) {
      const words = `an earlier link from ${leader} to ${follower} left ${adoptedWords(store, positions)}. `;
      const ratioFlag = text === undefined ? '' : ` --ratio ${text}`;
      const where = isLine
        ? `Leave the leader out of this line, and then run "dhancopy link add --leader ${leader} --follower ${follower} --sizing ${strategy}${ratioFlag}" with `
        : 'Choose what happens to them: ';
      throw new ChoiceError(
        `${words}${where}--positions adopt (they are copied again, and the leader's exits trade them) or --positions leave (they stay the follower's own)`,
      );
    }
    if (positions.length > 0 && choice === 'adopt' && !hasEngine) {
      throw new ChoiceError(
        `${adoptedWords(store, positions)}: no engine is running to adopt them. Start the engine, or add the link with --positions leave`,
      );
    }
    if (openOrders === undefined) refuseOpenOrders(store, leader, nowMs, isLine);
    for (const id of linkIds) store.copyPositions.remove(id);
    store.links.add({
      leader_account_id: leader,
      follower_account_id: follower,
      sizing_strategy: strategy,
      ratio: text ?? '1',
      settings: givenSettings({ ...asked, openOrders }),
    });
    const link = linkFromRow(needLink(store, leader, follower));
    const capitals = capitalRatio(store, link);
    refuseNewSize(link.settings, capitals, isMeant);
    refuseSettingJumps(DEFAULT_LINK_SETTINGS, link.settings, isMeant);
    const size = `${strategy}${text === undefined ? '' : ` ${text}`}: ${factorWords(link.settings, capitals)}`;
    const isCompared = capitals !== null || strategy === 'capital_proportional';
    const notes = [
      text === undefined ? '' : idleRatioWords(link.settings),
      isCompared ? '' : '; not compared with the capitals, because a capital is not known yet',
    ];
    return `${follower} copies ${leader} by ${size}${notes.join('')}`;
  },
  /** The new link takes over what earlier ones of the pair left. */
  async run({ store, clock, engine }, { leader, follower, positions: choice }, change) {
    if (engine === null || choice !== 'adopt') return change();
    const { positions } = leftBehind(store, leader, follower, clock.nowMs());
    const done = change();
    await engine.reload();
    if (positions.length === 0) return done;
    engine.post({
      type: 'PositionsAdopted',
      linkId: linkId(needLink(store, leader, follower).id),
      positions,
    });
    return `${done}; ${adoptedWords(store, positions)} are copied units again`;
  },
});

/** Orders of earlier days rest no more; an after-market order may be of last evening, seconds. */
const OPEN_SEC = 86_400;

/** @throws {ChoiceError} naming the orders of the leader that are open, as far as this database knows */
function refuseOpenOrders(store: Store, leader: string, nowMs: number, isLine: boolean): void {
  const since = Math.floor(nowMs / 1000) - OPEN_SEC;
  const open = store.orders.active(leader).filter(({ created_at: createdSec }) => createdSec >= since);
  if (open.length === 0) return;
  const shown = open
    .slice(0, 3)
    .map(({ side, quantity, trading_symbol: symbol, security_id: id, order_type: type }) => {
      return `${side} ${quantity} ${symbol ?? id} ${type}`;
    });
  const more = open.length > shown.length ? ` and ${open.length - shown.length} more` : '';
  throw new ChoiceError(
    `${leader} has open orders: ${shown.join(', ')}${more}. Choose ${isLine ? 'in the column open_orders' : 'with --open-orders'}: copy (what has not filled yet is copied) ` +
      'or skip (only what closes copied units is). What the leader holds already is not copied either way',
  );
}
