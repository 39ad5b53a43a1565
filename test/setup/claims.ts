import { isRequestOf } from '@dhancopy/dhan/testing/endpoints';
import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';
import type { Proof } from '@dhancopy/dhan/testing/proves';

/** Endpoints that a test claims to prove and never requested. @param seen - requests as `GET /v2/orders`, without their query */
export function neverAsked(proofs: readonly Proof[], seen: readonly string[]): Endpoint[] {
  const claimed = new Set(proofs.filter((proof) => !canBeReadFromText(proof)).map(({ endpoint }) => endpoint));
  return [...claimed].filter((endpoint) => !seen.some((request) => isRequestOf(endpoint, request)));
}

/** Frames and files are also read from stored samples. The login page is opened by the account owner's browser. */
function canBeReadFromText({ endpoint, kind }: Proof): boolean {
  return (kind === 'documented' || kind === 'observed') && /^(WS|CSV|POST to you|browser)/.test(endpoint);
}
