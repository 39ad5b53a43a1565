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
      "the broker's posts about orders of an account: faster than polls where the stream is away; never needed",
    );
  registerSet(postback, io);
  registerList(postback, io);
  const remove = postback
    .command('remove')
    .description('takes no postbacks of the account any more; the address is dead')
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
      "makes a new address for the account's postbacks, and prints it: enter it where the token or the API key is made",
    )
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .requiredOption('--public-url <url>', 'https address of the proxy that hands posts on to "run --postback-port"')
    .option('--events <list>', 'only these words of orderStatus, for example TRADED,REJECTED; all without it')
    .option(
      '--secret-stdin',
      'read from standard input what the proxy signs with (HMAC-SHA256, header x-dhancopy-signature)',
    )
    .option('--secret-file <path>', 'read it from a file')
    .addHelpText(
      'after',
      `
A postback tells of orders placed with that token only: of a leader who trades in Dhan's app it says nothing.
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
    .description('accounts that take postbacks, with what came last; the addresses are secrets')
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
        ? 'no account takes postbacks'
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
