import { formatRupees } from '@dhancopy/domain/rupees';
import type { PnlExitRequest } from '@dhancopy/dhan/rest/traders-control/request';
import type { PnlExit } from '@dhancopy/dhan/rest/traders-control/response';
import type { BrokerPnlExit } from '../../store/risk/broker-controls.ts';
import { ChoiceError, OperationError } from '../operations/errors.ts';
import { answerTo, answerWords, BrokerControl, readingOf } from './controlled-account.ts';
import type { ControlClient } from './controlled-account.ts';
import { KILL_SWITCH_EFFECT } from './kill-switch.ts';

export const EXIT_PRODUCTS = ['INTRADAY', 'DELIVERY'] as const;

export interface PnlExitChange {
  readonly clientId: string;
  /** Rupees; undefined: no limit on this side. */
  readonly profit: number | undefined;
  /** Rupees, positive. */
  readonly loss: number | undefined;
  readonly products: readonly (typeof EXIT_PRODUCTS)[number][];
  /** Also turn the broker's kill switch on when it fires. */
  readonly thenKillSwitch: boolean;
  readonly by: string;
  readonly reason: string;
  /** The operator knows that it fires at once, or what the kill switch does. */
  readonly yes: boolean;
}

/**
 * The broker's own exit by the account's profit or loss of the day. What was read last is recorded. It closes copied units too: they
 * leave their links as after a hand trade. Source: https://dhanhq.co/docs/v2/traders-control/#pl-based-exit
 */
export class BrokerPnlExits extends BrokerControl {
  /** @returns its state, in words @throws {DhanError} {@link WireError} {@link OperationError} */
  async status(clientId: string, by: string): Promise<string> {
    const exit = await this.#read(this.client(clientId), clientId, by);
    if (!exit) return `no P&L exit is set for ${clientId}`;
    return `the P&L exit of ${clientId} is set: ${exitWords(exit)}`;
  }

  /** Replaces the exit that is set. @returns what was done, in words @throws {ChoiceError} {@link OperationError} {@link DhanError} {@link WireError} */
  async set(change: PnlExitChange): Promise<string> {
    const { clientId, by, reason, yes } = change;
    const client = this.client(clientId);
    if (!yes) await this.#refuseUnasked(client, change);
    const answer = await answerTo(client.tradersControl.setPnlExit(requestOf(change)));
    const exit = await this.#read(client, clientId, by, reason);
    const listed = exit ? `lists this P&L exit of ${clientId}: ${exitWords(exit)}` : `lists no P&L exit of ${clientId}`;
    if (answer === null && !(exit && isAsked(exit, change))) {
      throw new OperationError(`the broker did not answer, and ${listed}; check its positions before you try again`);
    }
    if (exit) return `the P&L exit of ${clientId} is set: ${exitWords(exit)}${answerWords(answer)}`;
    // One that has fired is not listed any more.
    return `the broker took the P&L exit, and ${listed} now: it may have fired at once. Check the positions of the account${answerWords(answer)}`;
  }

  /** @returns what was done, in words @throws {OperationError} {@link DhanError} {@link WireError} */
  async stop(clientId: string, by: string, reason: string): Promise<string> {
    const client = this.client(clientId);
    const answer = await answerTo(client.tradersControl.deletePnlExit());
    const exit = await this.#read(client, clientId, by, reason);
    if (!exit) return `no P&L exit is set for ${clientId} any more${answerWords(answer)}`;
    throw new OperationError(`the P&L exit of ${clientId} is still set: ${exitWords(exit)}; look again with --status`);
  }

  /** It must not sell everything at once, or end the trading day, because of a slip of the hand. @throws {ChoiceError} */
  async #refuseUnasked(
    client: ControlClient,
    { clientId, profit, loss, thenKillSwitch }: PnlExitChange,
  ): Promise<void> {
    if (thenKillSwitch) {
      throw new ChoiceError(
        `nothing was changed. Once this P&L exit of ${clientId} has fired, the kill switch is on, and ${KILL_SWITCH_EFFECT}. If that is meant, add --yes`,
      );
    }
    const rows = await client.portfolio.getPositions();
    const now = rows.reduce((sum, row) => sum + row.realizedProfit + row.unrealizedProfit, 0);
    const isReached = (profit !== undefined && now >= profit) || (loss !== undefined && now <= -loss);
    if (!isReached) return;
    throw new ChoiceError(
      `nothing was changed. The profit or loss of ${clientId} is ${formatRupees(now)} by its positions, so this P&L exit would close them at once. If that is meant, add --yes`,
    );
  }

  async #read(client: ControlClient, clientId: string, by: string, reason = ''): Promise<BrokerPnlExit | null> {
    const exit = exitOf(await client.tradersControl.getPnlExit());
    const reading = readingOf(this.context.store, clientId, by, reason);
    this.context.record((into) => into.brokerControls.notePnlExit(reading, exit));
    return exit;
  }
}

function requestOf({ profit, loss, products, thenKillSwitch }: PnlExitChange): PnlExitRequest {
  const more = { productType: products, enableKillSwitch: thenKillSwitch };
  if (profit !== undefined) return { profitValue: profit, ...(loss !== undefined && { lossValue: loss }), ...more };
  if (loss !== undefined) return { lossValue: loss, ...more };
  throw new OperationError('a P&L exit needs a profit, a loss, or both');
}

function isAsked(exit: BrokerPnlExit, { profit, loss }: PnlExitChange): boolean {
  return exit.daily_profit_limit === (profit ?? null) && exit.daily_loss_limit === (loss ?? null);
}

/** Any word but ACTIVE means that none is in force. An amount of 0 is a side without a limit. */
function exitOf({
  pnlExitStatus,
  profitValue,
  lossValue,
  productType,
  enableKillSwitch,
}: PnlExit): BrokerPnlExit | null {
  if (pnlExitStatus !== 'ACTIVE') return null;
  return {
    daily_profit_limit: orNull(profitValue),
    daily_loss_limit: orNull(lossValue),
    products: productType,
    then_kill_switch: enableKillSwitch,
  };
}

function orNull(rupees: number | null): number | null {
  return rupees === 0 ? null : rupees;
}

function exitWords({ daily_profit_limit: profit, daily_loss_limit: loss, ...exit }: BrokerPnlExit): string {
  const at = [
    ...(profit === null ? [] : [`a profit of ${formatRupees(profit)}`]),
    ...(loss === null ? [] : [`a loss of ${formatRupees(loss)}`]),
  ];
  const products = exit.products.length === 0 ? 'all' : exit.products.join(' and ');
  const then = exit.then_kill_switch ? ', and then turns the kill switch on' : '';
  return `at ${at.join(' or ')} of the day, the broker closes the ${products} positions of the whole account${then}`;
}
