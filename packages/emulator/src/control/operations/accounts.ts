import * as z from 'zod';
import { totpCode } from '../../auth/totp.ts';
import { paiseFromRupees } from '../../money/paise.ts';
import { accountSpec, openAccount, type AccountSpec } from '../account-spec.ts';
import { ControlError, finite } from '../control-error.ts';
import { account, field, fields, operation, resultAs } from '../operation.ts';

const redirect = field('redirectUrl', z.url());
const postback = field('postbackUrl', z.url().optional());

/** Accounts, their tokens and logins, and their funds. */
export const accountOperations = {
  /** @throws ControlError when the client id is taken */
  addAccount: operation([fields(accountSpec)], ({ broker }, spec: AccountSpec) => {
    const { accounts, catalogue, wireTimers } = broker;
    const opened = openAccount(spec, catalogue, wireTimers.now());
    const { dhanClientId } = opened;
    if (accounts.find(dhanClientId) !== undefined) {
      throw new ControlError(`dhanClientId: account ${dhanClientId} exists already`);
    }
    accounts.add(opened);
    const { token } = accounts.mint(opened, { webhookUrl: spec.postbackUrl ?? '' });
    return { dhanClientId, accessToken: token };
  }),
  /**
   * Makes a new token of the web site, for 24 hours or for `lifetimeSeconds`. The previous token ends at once.
   *
   * @param postbackUrl - as entered on the web site with the token; that of the previous token when absent
   */
  mintToken: operation(
    [account, field('lifetimeSeconds', z.number().positive().optional()), postback],
    ({ broker: { accounts }, accountOf }, dhanClientId, lifetimeSeconds?: number, postbackUrl?: string) => {
      const owner = accountOf(dhanClientId);
      const { token } = accounts.mint(owner, {
        webhookUrl: postbackUrl ?? accounts.live(owner)?.webhookUrl ?? '',
        ...(lifetimeSeconds === undefined ? {} : { lifetimeMs: lifetimeSeconds * 1000 }),
      });
      return { dhanClientId, accessToken: token };
    },
  ),
  /** The live token answers DH-901 from now on. */
  expireToken: operation([account], ({ broker, accountOf }, dhanClientId) =>
    broker.accounts.expire(accountOf(dhanClientId)),
  ),
  /** The account owner makes an API key on the web site. @param redirectUrl - without a slash at its end */
  addApp: operation(
    [account, redirect, postback],
    ({ broker, accountOf }, dhanClientId, redirectUrl, postbackUrl = '') => {
      accountOf(dhanClientId);
      const app = broker.logins.addClient({ kind: 'app', dhanClientId, redirectUrl, postbackUrl });
      return { appId: app.id, appSecret: app.secret };
    },
  ),
  /** The broker signs up a platform. */
  addPartner: operation([redirect, postback], ({ broker }, redirectUrl, postbackUrl = '') => {
    const partner = broker.logins.addClient({ kind: 'partner', dhanClientId: null, redirectUrl, postbackUrl });
    return { partnerId: partner.id, partnerSecret: partner.secret };
  }),
  /** The six digits that the account owner's authenticator shows now. */
  totp: resultAs('totp', [account], ({ broker, accountOf }, dhanClientId) =>
    totpCode(accountOf(dhanClientId).identity.totpSecret, broker.wireTimers.now()),
  ),
  /** The T-PIN that the depository last sent to the account owner's phone; null before the first. */
  tpin: resultAs('tpin', [account], ({ accountOf }, dhanClientId) => accountOf(dhanClientId).edis.tpin),
  /** Start-of-day funds, in rupees. Blocked margin stays blocked. */
  setFunds: operation([account, field('rupees', z.number())], ({ accountOf }, dhanClientId, rupees) => {
    accountOf(dhanClientId).sodPaise = Math.round(paiseFromRupees(finite('rupees', rupees)));
  }),
};
