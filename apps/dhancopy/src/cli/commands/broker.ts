import type { Command } from 'commander';
import { KILL_SWITCH_EFFECT } from '../../runtime/controls/kill-switch.ts';
import { EXIT_PRODUCTS } from '../../runtime/controls/pnl-exit.ts';
import { brokerKillSwitch, brokerPnlExit } from '../../runtime/operations/broker-controls.ts';
import { UsageError } from '../errors.ts';
import { clientIdOf } from '../flags/client-id.ts';
import { parseRupees } from '../flags/values.ts';
import type { Io } from '../io.ts';
import { operationCommand } from '../operation-command.ts';

/** `broker`: what the broker itself does for an account, whether dhancopy runs or not. */
export function registerBroker(program: Command, io: Io): void {
  const broker = program
    .command('broker')
    .description("read and change the broker's own controls of an account: its kill switch and its P&L exit");
  registerKillSwitch(broker, io);
  registerPnlExit(broker, io);
}

/** @throws {UsageError} when more than one is given */
function oneOf(options: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  const given = names.filter((name) => options[name] !== undefined && options[name] !== false);
  if (given.length <= 1) return given[0];
  throw new UsageError(`expected one of ${names.map((name) => `--${name}`).join(', ')}, found ${given.length}`);
}

function registerKillSwitch(broker: Command, io: Io): void {
  const command: Command = operationCommand(broker, io, brokerKillSwitch, {
    name: 'kill-switch <client-id>',
    description: `show, turn on or turn off the broker's kill switch of an account; to stop only copies of entries, use "dhancopy kill"`,
    without: ['clientId', 'to'],
    flags: (each) =>
      each
        .option('--status', 'show whether it is on (this is the default)')
        .option('--on', 'stop all trading of the account for the day, needs --yes')
        .option('--off', 'let the account trade again'),
    input(_ctx, options) {
      const chosen = oneOf(options, ['status', 'on', 'off']);
      const to = chosen === 'on' ? 'ON' : chosen === 'off' ? 'OFF' : undefined;
      return { clientId: clientIdOf(command.args[0]), ...(to && { to }) };
    },
    help: `Conditions, by the broker's documentation:
  - All positions of the account are closed, and no order is pending. Otherwise it cannot be turned on.
  - While it is on, ${KILL_SWITCH_EFFECT}.
  - Changes come from the registered static IP of the account.
"dhancopy kill" is another switch: it stops copies of entries, and lets exits continue.`,
    examples: [
      'broker kill-switch 1100000002',
      'broker kill-switch 1100000002 --on --yes --reason "enough for today"',
      'broker kill-switch 1100000002 --off',
    ],
  });
}

function registerPnlExit(broker: Command, io: Io): void {
  const { profit, loss } = brokerPnlExit.schema.shape;
  const command: Command = operationCommand(broker, io, brokerPnlExit, {
    name: 'pnl-exit <client-id>',
    description: "show, set or end the broker's exit by the account's profit or loss of the day",
    without: ['clientId', 'to', 'profit', 'loss', 'products'],
    flags: (each) =>
      each
        .option('--status', 'show what is set (this is the default)')
        .option('--profit <rupees>', profit.description ?? '', parseRupees)
        .option('--loss <rupees>', loss.description ?? '', parseRupees)
        .option('--product <product...>', `products to close: ${EXIT_PRODUCTS.join(', ')}; without it, both`)
        .option('--off', 'end the P&L exit'),
    input(_ctx, options) {
      const isSet = options['profit'] !== undefined || options['loss'] !== undefined;
      const chosen = oneOf({ ...options, 'profit or --loss': isSet }, ['status', 'profit or --loss', 'off']);
      if (!isSet && (options['product'] !== undefined || options['thenKillSwitch'] === true)) {
        throw new UsageError('--product and --then-kill-switch need --profit or --loss');
      }
      return {
        clientId: clientIdOf(command.args[0]),
        ...(isSet && { to: 'SET', profit: options['profit'], loss: options['loss'] }),
        ...(chosen === 'off' && { to: 'OFF' }),
        ...(options['product'] !== undefined && { products: options['product'] }),
      };
    },
    help: `Conditions, by the broker's documentation:
  - It watches the profit or loss of the whole account, and closes positions of the products named: also copied units and hand trades.
    Copied units that it closes leave their links, as after a hand trade.
  - It fires at once if the profit or loss of the day has reached a limit already; then --yes is needed here.
  - It ends with the session, so set it each day. A new one replaces the one before.
  - Its exits at a leader are copied like other exits. A follower with a P&L exit may exit twice: by the copy and by the broker.
  - Changes come from the registered static IP of the account.`,
    examples: [
      'broker pnl-exit 1100000002',
      'broker pnl-exit 1100000002 --profit 5000 --loss 2000 --product INTRADAY',
      'broker pnl-exit 1100000002 --loss 2000 --then-kill-switch --yes',
      'broker pnl-exit 1100000002 --off',
    ],
  });
}
