import { z } from 'zod';
import { ACCOUNT_ROLES } from '@dhancopy/domain/account';
import { totpCommand } from '../advice.ts';
import { checkToken } from './check-token.ts';
import { displayName, newClientId, token } from './fields.ts';
import { stored } from './stored.ts';

export const accountAdd = stored({
  op: 'account.add',
  needs: ['key'],
  schema: z.object({
    op: z.literal('account.add'),
    role: z.enum(ACCOUNT_ROLES).describe('role of the account'),
    clientId: newClientId,
    name: displayName,
    // Without one, a login that is stored next makes it.
    token: token.optional(),
    localAddress: z.union([z.ipv4(), z.ipv6()], 'expected an IP address such as 203.0.113.7').optional().meta({
      description: "address of this machine to send the account's requests from (its static IP)",
      value: 'ip',
    }),
  }),
  change(store, { clientId: id, role, name, token: text, localAddress }, { nowMs, isLine = false, isTrial = false }) {
    const expiresAt = text === undefined ? null : checkToken(text, id, nowMs);
    store.accounts.add({ account_id: id, role, name, local_address: localAddress ?? null });
    const done = `${role} ${id} (${name}) ${isTrial ? 'would be' : 'is'} registered`;
    if (text === undefined) {
      // A file may have the login in its next step; what is still missing is named at its end.
      if (isLine) return done;
      return `${done}, without a token; next: ${totpCommand(id)}`;
    }
    store.tokens.saveToken(id, role, text, expiresAt);
    return done;
  },
});
