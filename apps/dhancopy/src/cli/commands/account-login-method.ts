import { Option } from 'commander';
import type { Command } from 'commander';
import { LOGIN_METHODS } from '../../store/accounts/account-logins.ts';
import type { LoginMethod } from '../../store/accounts/account-logins.ts';
import type { OperationInput } from '../../runtime/operations.ts';
import { examples, onRun } from '../command.ts';
import { operateAndPrint } from '../engine/operate.ts';
import { addLoginSecretFlags, readLoginSecret } from '../flags/login-secret.ts';
import type { LoginSecretOptions } from '../flags/login-secret.ts';
import { parseClientId } from '../flags/values.ts';
import type { Io } from '../io.ts';

interface Options extends LoginSecretOptions {
  readonly clientId: string;
  readonly method: LoginMethod | 'web';
}

export function registerAccountLoginMethod(account: Command, io: Io): void {
  const command = account
    .command('login-method')
    .description(
      'set how the account gets its daily token: totp (automatic), api_key or partner (you log in each day), web (you paste it)',
    )
    .requiredOption('--client-id <id>', 'Dhan client id', parseClientId)
    .addOption(
      new Option('--method <method>', 'login method').choices([...LOGIN_METHODS, 'web']).makeOptionMandatory(),
    );
  addLoginSecretFlags(command).addHelpText(
    'after',
    `
Required values: totp: pin, totpSecret. api_key: appId, appSecret. partner: partnerId, partnerSecret. web: none.
They are encrypted with the key of the data folder. Whoever has the key and the database can log in as you: think
before you store a PIN.
${examples(
  'account login-method --client-id 1100000001 --method totp --secrets-stdin      # asks for the values without echo',
  'account login-method --client-id 1100000001 --method api_key --secrets-file asha.secrets',
  'account login-method --client-id 1100000001 --method web                       # deletes what was stored',
)}`,
  );
  onRun<Options>(command, io, async (ctx, { clientId, method, ...options }) => {
    const login = method === 'web' ? { method } : { method, secret: await readLoginSecret(ctx, method, options) };
    // What is in the secret is checked where it is stored.
    await operateAndPrint(ctx, { op: 'account.login', clientId, login } as OperationInput);
  });
}
