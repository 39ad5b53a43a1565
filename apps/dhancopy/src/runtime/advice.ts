/** Commands that a message advises, complete, so that each works as it is pasted. */

export function tokenCommand(clientId: string): string {
  return `"dhancopy account token --client-id ${clientId} --token-stdin"`;
}

/** The one login that makes tokens by itself. */
export function totpCommand(clientId: string): string {
  return `"dhancopy account login-method --client-id ${clientId} --method totp --secrets-stdin"`;
}

export function accountAddCommand(role: 'leader' | 'follower' | 'ROLE', clientId = 'ID'): string {
  return `"dhancopy account add --role ${role} --client-id ${clientId} --name NAME --token-stdin"`;
}

export const LINK_ADD = '"dhancopy link add --leader ID --follower ID --sizing same_quantity"';
