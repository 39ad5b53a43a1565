import { ChoiceError, OperationError } from '../operations/errors.ts';
import { answerTo, answerWords, BrokerControl, readingOf } from './controlled-account.ts';
import type { ControlClient } from './controlled-account.ts';
import { firedExit, recordFiredExit } from './fired-exit.ts';
import { openWork, openWorkWords } from './open-work.ts';

export interface KillSwitchChange {
  readonly clientId: string;
  readonly to: 'ON' | 'OFF';
  readonly by: string;
  readonly reason: string;
  /** The operator knows what it does. */
  readonly yes: boolean;
}

/** Before it is turned on, the operator must have read this. */
export const KILL_SWITCH_EFFECT =
  'the broker refuses every order of the account for the rest of the trading day, on every platform, including exits of dhancopy. ' +
  'The broker does not document when the switch ends, and whether it can be turned off on the same day';

/**
 * The broker's own kill switch of an account; `dhancopy kill` is another one, and stops only copies of entries. What was read last is recorded.
 * Source: https://dhanhq.co/docs/v2/traders-control/
 */
export class BrokerKillSwitch extends BrokerControl {
  /** @returns its state, in words @throws {DhanError} {@link WireError} {@link OperationError} */
  async status(clientId: string, by: string): Promise<string> {
    const isOn = await this.#read(this.client(clientId), clientId, by);
    return `the broker's kill switch of ${clientId} is ${isOn ? 'on: it refuses every order of this account' : 'off'}`;
  }

  /**
   * Turning it on needs an account without positions and pending orders, by the documentation: that is looked at first, because how the
   * broker refuses it otherwise is not documented.
   * @returns what was done, in words
   * @throws {ChoiceError} {@link OperationError} {@link DhanError} {@link WireError}
   */
  async change({ clientId, to, by, reason, yes }: KillSwitchChange): Promise<string> {
    const client = this.client(clientId);
    if (to === 'ON') {
      if (!yes) {
        throw new ChoiceError(
          `nothing was changed. If the kill switch of ${clientId} is on, ${KILL_SWITCH_EFFECT}. If that is meant, add --yes`,
        );
      }
      const open = openWorkWords(await openWork(client));
      if (open !== '') {
        throw new ChoiceError(
          `the broker's kill switch needs an account without positions and pending orders, and ${clientId} has ${open}; ` +
            'close them first, and then run this again. To stop only copies of entries, run "dhancopy kill"',
        );
      }
    }
    const answer = await answerTo(client.tradersControl.setKillSwitch(to === 'ON' ? 'ACTIVATE' : 'DEACTIVATE'));
    const isOn = await this.#read(client, clientId, by, reason);
    if (isOn !== (to === 'ON')) {
      const asked = answer === null ? 'the broker did not answer' : `the broker answered "${answer}"`;
      throw new OperationError(
        `${asked}, but the kill switch of ${clientId} is ${isOn ? 'on' : 'off'}; look again with --status`,
      );
    }
    const effect = isOn ? `on: ${KILL_SWITCH_EFFECT}` : 'off: the broker takes orders of this account again';
    return `the broker's kill switch of ${clientId} is ${effect}${answerWords(answer)}`;
  }

  async #read(client: ControlClient, clientId: string, by: string, reason = ''): Promise<boolean> {
    const { killSwitchStatus } = await client.tradersControl.getKillSwitch();
    const isOn = killSwitchStatus === 'ACTIVATE';
    const { store, record, nowMs } = this.context;
    const reading = readingOf(store, clientId, by, reason);
    const fired = isOn ? await firedExit(store, client, clientId) : null;
    record((into) => {
      into.brokerControls.noteKillSwitch(reading, isOn);
      if (fired) recordFiredExit(into, reading, fired, nowMs());
    });
    return isOn;
  }
}
