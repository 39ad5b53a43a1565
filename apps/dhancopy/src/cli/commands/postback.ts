import type { Command } from 'commander';
import { postbackRemove } from '../../runtime/operations/postback-remove.ts';
import { postbackSet } from '../../runtime/operations/postback-set.ts';
import { loadKey } from '../../store/secrets/vault-key.ts';
import type { PostbackConfig } from '../../store/updates/postback-configs.ts';
import { examples, onRun } from '../command.ts';
import { readDatabase } from '../engine/database.ts';
import { UsageError } from '../errors.ts';
import { readSecretFile, readSecretStdin } from '../flags/secret-input.ts';
import { column, printList } from '../format/columns.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';
import { operationCommand } from '../operation-command.ts';

export function registerPostback(program: Command, io: Io): void {
  const postback = program
    .command('postback')
    .description(
      'receive order updates as HTTP posts from the broker: optional, faster than polling when the order stream is down',
    );
  registerSet(postback, io);
  registerList(postback, io);
  operationCommand(postback, io, postbackRemove, {
    name: 'remove',
    description: 'stop receiving postbacks for an account; its address stops working',
    examples: ['postback remove --client-id 1100000002'],
  });
}

interface SetOptions {
  readonly events?: string;
  readonly secretStdin?: boolean;
  readonly secretFile?: string;
}

function registerSet(postback: Command, io: Io): void {
  operationCommand(postback, io, postbackSet, {
    name: 'set',
    description:
      "create a new address for the account's postbacks and print it; enter it where you create the token or API key",
    without: ['secret', 'events'],
    flags: (command) =>
      command
        .option('--events <list>', 'only these values of orderStatus, for example TRADED,REJECTED; without it, all')
        .option(
          '--secret-stdin',
          "read the proxy's signing secret from standard input (HMAC-SHA256, header x-dhancopy-signature)",
        )
        .option('--secret-file <path>', "read the proxy's signing secret from a file"),
    async input(ctx, { events, secretStdin, secretFile }: SetOptions) {
      if (secretStdin === true && secretFile !== undefined) {
        throw new UsageError('expected --secret-stdin or --secret-file PATH, not both');
      }
      const typed = secretStdin === true ? await readSecretStdin(ctx) : undefined;
      const secret = secretFile === undefined ? typed : readSecretFile(ctx, secretFile, '--secret-file');
      return {
        ...(secret !== undefined && { secret: secret.trim() }),
        ...(events !== undefined && { events: events.split(',').map((word) => word.trim().toUpperCase()) }),
      };
    },
    help: "Postbacks cover only orders placed with that token. They do not cover a leader who trades in Dhan's app.",
    examples: [
      'postback set --client-id 1100000002 --public-url https://desk.example',
      'run --postback-port 8421        # the port to which the proxy forwards POST /postback/…',
    ],
  });
}

const COLUMNS = [
  column('clientId', 'CLIENT ID', (row: PostbackConfig) => row.account_id),
  column('url', 'ADDRESS', (row: PostbackConfig) => row.webhook_url),
  column(
    'signed',
    'SIGNED',
    (row: PostbackConfig) => row.webhook_secret !== null,
    (signed) => (signed ? 'yes' : 'no'),
  ),
  column('events', null, (row: PostbackConfig) => row.event_types?.split(',') ?? null),
  column(null, 'EVENTS', (row: PostbackConfig) => row.event_types?.replaceAll(',', ' ') ?? 'all'),
  column(
    'lastMs',
    'LAST',
    (row: PostbackConfig) => (row.last_triggered_at === null ? null : row.last_triggered_at * 1000),
    formatTime,
  ),
];

function registerList(postback: Command, io: Io): void {
  const command = postback
    .command('list')
    .description('list accounts that receive postbacks, and when the last one came')
    .option('--show-secret', 'print whole addresses; the last part of each is secret')
    .addHelpText('after', examples('postback list', 'postback list --show-secret'));
  onRun(command, io, (ctx, { showSecret }: { readonly showSecret?: boolean }) => {
    const key = showSecret === true ? loadKey(ctx.io.env, ctx.settings.home) : undefined;
    const rows = readDatabase(
      ctx,
      ({ postbackConfigs }) =>
        postbackConfigs.listSealed().map((row) => (key ? { ...row, webhook_url: postbackConfigs.address(row) } : row)),
      key,
    );
    printList(ctx, COLUMNS, rows, 'no account receives postbacks');
  });
}
