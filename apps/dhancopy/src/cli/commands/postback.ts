import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { readDatabase } from '../engine/database.ts';
import { UsageError } from '../errors.ts';
import { readSecretFile, readSecretStdin } from '../flags/secret-input.ts';
import { parseClientId } from '../flags/values.ts';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

interface SetOptions {
  readonly clientId: string;
  readonly publicUrl: string;
  readonly events?: string;
  readonly secretStdin?: boolean;
  readonly secretFile?: string;
}

export function registerPostback(program: Command, io: Io): void {
  const postback = program
    .command('postback')
    .description(
      'receive order updates as HTTP posts from the broker: optional, faster than polling when the order stream is down',
    );
  registerSet(postback, io);
  registerList(postback, io);
  const remove = postback
    .command('remove')
    .description('stop receiving postbacks for an account; its address stops working')
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .addHelpText('after', examples('postback remove --client-id 1100000002'));
  onRun<{ clientId: string }>(remove, io, (ctx, { clientId }) =>
    operateAndPrint(ctx, { op: 'postback.remove', clientId }),
  );
}

function registerSet(postback: Command, io: Io): void {
  const command = postback
    .command('set')
    .description(
      "create a new address for the account's postbacks and print it; enter it where you create the token or API key",
    )
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .requiredOption('--public-url <url>', 'https address of the proxy that forwards posts to "run --postback-port"')
    .option('--events <list>', 'only these values of orderStatus, for example TRADED,REJECTED; without it, all')
    .option(
      '--secret-stdin',
      "read the proxy's signing secret from standard input (HMAC-SHA256, header x-dhancopy-signature)",
    )
    .option('--secret-file <path>', "read the proxy's signing secret from a file")
    .addHelpText(
      'after',
      `
Postbacks cover only orders placed with that token. They do not cover a leader who trades in Dhan's app.
${examples(
  'postback set --client-id 1100000002 --public-url https://desk.example',
  'run --postback-port 8421        # where the proxy sends POST /postback/… to',
)}`,
    );
  onRun<SetOptions>(command, io, async (ctx, { clientId, publicUrl, events, secretStdin, secretFile }) => {
    if (secretStdin === true && secretFile !== undefined) {
      throw new UsageError('expected --secret-stdin or --secret-file PATH, not both');
    }
    const secret =
      secretFile === undefined
        ? secretStdin === true
          ? await readSecretStdin(ctx)
          : undefined
        : readSecretFile(ctx, secretFile, '--secret-file');
    await operateAndPrint(ctx, {
      op: 'postback.set',
      clientId,
      publicUrl,
      ...(secret !== undefined && { secret: secret.trim() }),
      ...(events !== undefined && { events: events.split(',').map((word) => word.trim().toUpperCase()) }),
    });
  });
}

function registerList(postback: Command, io: Io): void {
  const command = postback
    .command('list')
    .description('list accounts that receive postbacks, and when the last one came; the addresses are secret')
    .addHelpText('after', examples('postback list', 'postback list --json'));
  onRun(command, io, (ctx) => {
    const listed = readDatabase(ctx, (store) =>
      store.postbackConfigs.listSealed().map((row) => ({
        clientId: row.account_id,
        url: row.webhook_url,
        signed: row.webhook_secret !== null,
        events: row.event_types?.split(',') ?? null,
        lastMs: row.last_triggered_at === null ? null : row.last_triggered_at * 1000,
      })),
    );
    const text =
      listed.length === 0
        ? 'no account receives postbacks'
        : formatTable(
            ['CLIENT ID', 'ADDRESS', 'SIGNED', 'EVENTS', 'LAST'],
            listed.map((each) => [
              each.clientId,
              each.url,
              each.signed ? 'yes' : 'no',
              each.events?.join(' ') ?? 'all',
              each.lastMs === null ? '-' : formatTime(each.lastMs),
            ]),
          );
    ctx.print(listed, text);
  });
}
