import type { AccountId } from '@dhancopy/domain/ids';
import type { AuthenticationApi } from '@dhancopy/dhan/rest/authentication/api';
import type { StaticIps } from '@dhancopy/dhan/rest/authentication/response';
import { DhanError } from '@dhancopy/dhan/errors';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { Notice } from '../../engine/index.ts';
import { wordsFor } from '../words.ts';
import { dueCheckMs } from './morning-check.ts';
import { addressSeenBy, compareAddress } from './static-ip.ts';
import type { AddressFinding } from './static-ip.ts';

export interface AddressCheckOptions {
  readonly accountId: AccountId;
  readonly api: Pick<AuthenticationApi, 'getStaticIps'>;
  readonly localAddress: string | null;
  readonly ipEchoUrl: string | null;
  readonly now: () => number;
  readonly notify: (notice: Notice) => void;
}

/**
 * Whether the address that this account's orders leave by is one of those registered at the broker.
 * @throws {DhanError} {@link WireError} when the broker cannot be asked
 */
export async function findAddress({
  api,
  localAddress,
  ipEchoUrl,
}: Pick<AddressCheckOptions, 'api' | 'localAddress' | 'ipEchoUrl'>): Promise<AddressFinding> {
  return judgeAddress(await api.getStaticIps(), { localAddress, ipEchoUrl });
}

/** The same, where the registered addresses have been read. */
export async function judgeAddress(
  ips: StaticIps,
  { localAddress, ipEchoUrl }: Pick<AddressCheckOptions, 'localAddress' | 'ipEchoUrl'>,
): Promise<AddressFinding> {
  const leavesBy = ipEchoUrl === null ? null : await addressSeenBy(ipEchoUrl, localAddress).catch(() => null);
  return compareAddress(ips, leavesBy, localAddress);
}

/** Looks each trading morning, before a wrong address can only be found out by a refused order. */
export class AddressCheck {
  readonly #options: AddressCheckOptions;
  #checkedMs = 0;

  constructor(options: AddressCheckOptions) {
    this.#options = options;
  }

  /** To be called every few seconds; asks the broker at most three times a morning, and not again once all is well. */
  async tick(): Promise<void> {
    const nowMs = this.#options.now();
    const dueMs = dueCheckMs(nowMs);
    if (dueMs === null || dueMs <= this.#checkedMs) return;
    this.#checkedMs = dueMs;
    try {
      const { matches, words } = await findAddress(this.#options);
      if (matches === false) this.#report('CRITICAL', words);
      // Nothing more to be learned today.
      else this.#checkedMs = nowMs + 2 * 3_600_000;
    } catch (error) {
      if (!(error instanceof DhanError) && !(error instanceof WireError)) throw error;
      this.#report(
        'WARNING',
        `the registered addresses could not be read: ${wordsFor(error, this.#options.accountId)}`,
      );
    }
  }

  #report(severity: Notice['severity'], text: string): void {
    this.#options.notify({
      severity,
      code: 'ADDRESS_CHECK',
      text,
      accountId: this.#options.accountId,
      venueOrderId: null,
    });
  }
}
