import type { AccountRegistry } from '../accounts/account-registry.ts';
import { istDate } from '@dhancopy/domain/indian-time';

interface Authorisation {
  readonly dhanClientId: string;
  readonly shares: readonly { readonly isin: string; readonly quantity: number }[];
  done: boolean;
}

/** The depository: it stores the requests to the account owner, and checks the T-PIN. */
export class Cdsl {
  readonly #accounts: AccountRegistry;
  readonly #now: () => number;
  readonly #requests = new Map<string, Authorisation>();
  /** The URL of its page; known once the emulator listens. */
  url = '';
  #count = 0;

  constructor(accounts: AccountRegistry, now: () => number) {
    this.#accounts = accounts;
    this.#now = now;
  }

  /** @returns the number under which the page shows the request */
  open(dhanClientId: string, shares: Authorisation['shares']): string {
    this.#count += 1;
    const requestId = `${istDate(this.#now()).replaceAll('-', '')}${String(this.#count).padStart(6, '0')}`;
    this.#requests.set(requestId, { dhanClientId, shares, done: false });
    return requestId;
  }

  find(requestId: string): Authorisation | undefined {
    return this.#requests.get(requestId);
  }

  /** @returns false when the number is unknown or used, or the T-PIN is not the one last sent */
  authorise(requestId: string, tpin: string): boolean {
    const request = this.#requests.get(requestId);
    const edis = this.#accounts.find(request?.dhanClientId ?? '')?.edis;
    if (request === undefined || edis === undefined || request.done || edis.tpin === null || edis.tpin !== tpin) {
      return false;
    }
    request.done = true;
    const day = istDate(this.#now());
    for (const { isin, quantity } of request.shares) edis.approve(isin, quantity, day);
    return true;
  }

  reset(): void {
    this.#requests.clear();
  }
}
