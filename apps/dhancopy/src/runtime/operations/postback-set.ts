import { z } from 'zod';
import { newPathSecret, postbackUrl } from '../postback/postback-path.ts';
import { OperationError } from './errors.ts';
import { clientId } from './fields.ts';
import { needAccount } from './need.ts';
import { stored } from './stored.ts';

/** Its path gets a secret part at the end; nothing may come after it, or be in front of the host. */
function isBare(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '';
}

export const postbackSet = stored({
  op: 'postback.set',
  needs: ['key'],
  schema: z.object({
    op: z.literal('postback.set'),
    clientId,
    publicUrl: z
      .url({ protocol: /^https?$/, error: 'expected an address such as https://desk.example' })
      .max(500)
      .refine(isBare, 'expected an address without user name, query and fragment')
      .meta({ description: 'https address of the proxy that forwards posts to "run --postback-port"', value: 'url' }),
    secret: z.string().min(16, 'expected at least 16 characters').max(200).optional(),
    events: z.array(z.string().regex(/^[A-Z_]{2,30}$/, 'expected words such as TRADED or REJECTED')).optional(),
  }),
  change(store, { clientId: id, publicUrl, secret, events }) {
    const { role } = needAccount(store, id);
    const { hostname, protocol } = new URL(publicUrl);
    if (protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) {
      throw new OperationError(
        'publicUrl: expected https, because postbacks reveal trades; plain http is allowed on this machine only',
      );
    }
    const webhook_url = postbackUrl(publicUrl);
    const path_secret = newPathSecret();
    store.postbackConfigs.set({
      account_type: role,
      account_id: id,
      webhook_url,
      path_secret,
      webhook_secret: secret ?? null,
      event_types: events?.join(',') ?? null,
    });
    store.config.set('postback_enabled', true);
    // Only here in the clear: the audit log masks it.
    return `postbacks of ${id} are received at ${webhook_url}${path_secret}`;
  },
});
