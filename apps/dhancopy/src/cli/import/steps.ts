import type { ImportLine } from './read-file.ts';
import type { AccountSecret } from './secrets.ts';
import { UsageError } from '../errors.ts';

/** A step of the import as its operation is asked; the schema has yet to check it. */
export interface ImportStep {
  readonly where: string;
  /** What the file does not say, and what is used for it. */
  readonly note?: string;
  readonly do: { readonly op: string; readonly [field: string]: unknown };
}

/**
 * What to do, leaders first, because links need both accounts.
 * @throws {UsageError} for secrets of accounts that are not in the file
 */
export function stepsOf(
  lines: readonly ImportLine[],
  secrets: ReadonlyMap<string, AccountSecret>,
  by: string,
): ImportStep[] {
  const known = new Set(lines.map(({ client_id: id }) => id));
  const strange = [...secrets].find(([id]) => !known.has(id));
  if (strange) throw new UsageError(`${strange[1].where}: its client id is not in the file of the accounts`);
  const firsts = lines.filter((line, at) => lines.findIndex(({ client_id: id }) => id === line.client_id) === at);
  const inOrder = [
    ...firsts.filter(({ role }) => role === 'leader'),
    ...firsts.filter(({ role }) => role === 'follower'),
  ];
  return [
    ...inOrder.flatMap((line) => accountSteps(line, secrets.get(line.client_id))),
    ...lines.flatMap((line) => linkSteps(line)),
    ...firsts.flatMap((line) => limitSteps(line, by)),
  ];
}

function accountSteps(
  { where, role, client_id: clientId, name, local_address: localAddress }: ImportLine,
  secret: AccountSecret | undefined,
): ImportStep[] {
  const token = secret?.kind === 'token' ? secret.token : undefined;
  const add = { op: 'account.add', role, clientId, name, token, localAddress };
  if (secret?.kind !== 'totp') return [{ where, do: add }];
  const { pin, totpSecret } = secret;
  const login = { op: 'account.login', clientId, login: { method: 'totp', secret: { pin, totpSecret } } };
  return [
    { where, do: add },
    { where, do: login },
  ];
}

function linkSteps({ where, client_id: follower, leader, ...line }: ImportLine): ImportStep[] {
  if (leader === undefined) return [];
  const isOpen = line.sizing === undefined && line.ratio === undefined;
  const sizing = line.sizing ?? (line.ratio === undefined ? 'same_quantity' : 'fixed_ratio');
  const add = { op: 'link.add', leader, follower, sizing, ratio: line.ratio, openOrders: line.open_orders };
  return [
    { where, ...(isOpen && { note: 'sizing and ratio are empty, so it is the quantity of the leader' }), do: add },
  ];
}

function limitSteps({ where, client_id: clientId, ...line }: ImportLine, by: string): ImportStep[] {
  const { daily_loss: dailyLoss, order_value: orderValue, position_size: positionSize } = line;
  if (dailyLoss === undefined && orderValue === undefined && positionSize === undefined) return [];
  return [{ where, do: { op: 'risk.set', clientId, dailyLoss, orderValue, positionSize, by } }];
}
