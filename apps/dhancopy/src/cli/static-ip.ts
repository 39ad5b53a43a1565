import { accountIp, accountIpSet, registeredAddresses } from '../runtime/operations/account-ip.ts';
import type { Context } from './context.ts';
import { operate } from './engine/operate.ts';
import { whoAsks } from './operation-command.ts';

export interface IpOptions {
  readonly clientId: string;
  readonly set?: string;
  readonly slot: 'PRIMARY' | 'SECONDARY';
  readonly yes?: boolean;
}

/** Registers a static address of an account where that is asked for, and shows what is registered. @throws {UsageError} {@link DhanError} */
export async function staticIp(ctx: Context, { clientId, set, slot, yes = false }: IpOptions): Promise<void> {
  if (set !== undefined) {
    const { done } = await operate(ctx, accountIpSet, { clientId, ip: set, slot, yes, by: whoAsks() });
    ctx.progress(done);
  }
  const { done } = await operate(ctx, accountIp, { clientId });
  const { primary, primaryChanges, secondary, secondaryChanges, matches, found } = registeredAddresses.parse(
    JSON.parse(done),
  );
  const line = (name: string, ip: string | null, from: string | null): string =>
    `${name}: ${ip ?? 'none'}${from === null ? '' : `, may be changed from ${from}`}`;
  ctx.print(
    { clientId, primary, secondary, matches, found },
    [line('primary', primary, primaryChanges), line('secondary', secondary, secondaryChanges), found].join('\n'),
  );
}
