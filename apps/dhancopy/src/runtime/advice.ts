/** Commands that a message advises, complete, so that each works as it is pasted. */

export function tokenCommand(clientId: string): string {
  return `"dhancopy account token --client-id ${clientId} --token-stdin"`;
}

export function loginMethodCommand(clientId: string, method: 'totp' | 'api_key' | 'partner'): string {
  return `"dhancopy account login-method --client-id ${clientId} --method ${method} --secrets-stdin"`;
}

/** The one login that makes tokens by itself. */
export function totpCommand(clientId: string): string {
  return loginMethodCommand(clientId, 'totp');
}

export function loginCommand(clientId: string): string {
  return `"dhancopy account login --client-id ${clientId}"`;
}

export function accountAddCommand(role: 'leader' | 'follower' | 'ROLE', clientId = 'ID'): string {
  return `"dhancopy account add --role ${role} --client-id ${clientId} --name NAME --token-stdin"`;
}

export const LINK_ADD = '"dhancopy link add --leader ID --follower ID --sizing same_quantity"';

/** As it was asked for; without a quantity, all units that are held. */
export function edisFormCommand({
  clientId,
  isins,
  qty,
  exchange,
}: {
  readonly clientId: string;
  readonly isins: readonly string[];
  readonly qty: number | null;
  readonly exchange: string;
}): string {
  const units = qty === null ? '' : ` --qty ${qty}`;
  return `"dhancopy edis form --client-id ${clientId} --isin ${isins.join(' ')}${units} --exchange ${exchange}"`;
}
