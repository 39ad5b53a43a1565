import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { registerAccountAdd } from './account-add.ts';
import { registerAccountIp } from './account-ip.ts';
import { registerAccountList } from './account-list.ts';
import { registerAccountLoginMethod } from './account-login-method.ts';
import { registerAccountLogin } from './account-login.ts';
import { registerAccountRemove } from './account-remove.ts';
import { registerAccountRenew } from './account-renew.ts';
import { registerAccountState } from './account-state.ts';
import { registerAccountToken } from './account-token.ts';

export function registerAccount(program: Command, io: Io): void {
  const account = program.command('account').description('manage leader and follower accounts');
  registerAccountAdd(account, io);
  registerAccountToken(account, io);
  registerAccountRenew(account, io);
  registerAccountLoginMethod(account, io);
  registerAccountLogin(account, io);
  registerAccountIp(account, io);
  registerAccountList(account, io);
  registerAccountState(account, io);
  registerAccountRemove(account, io);
}
