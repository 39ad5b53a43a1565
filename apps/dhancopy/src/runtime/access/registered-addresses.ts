import type { AuthenticationApi } from '@dhancopy/dhan/rest/authentication/api';
import type { StaticIps } from '@dhancopy/dhan/rest/authentication/response';
import type { Store } from '../../store/store.ts';
import { tokenCommand } from '../advice.ts';
import { ChoiceError, OperationError } from '../operations/errors.ts';
import { needAccount } from '../operations/need.ts';
import { judgeAddress } from './address-check.ts';
import type { AddressFinding } from './static-ip.ts';

export interface RegisteredAddressesOptions {
  readonly store: Store;
  readonly ipEchoUrl: string | null;
  /** The API of an account that is at work; undefined for any other. */
  readonly apiOf: (
    clientId: string,
  ) => Pick<AuthenticationApi, 'getStaticIps' | 'setStaticIp' | 'modifyStaticIp'> | undefined;
}

export interface NewAddress {
  readonly clientId: string;
  readonly ip: string;
  readonly slot: 'PRIMARY' | 'SECONDARY';
  /** The operator knows that the slot is locked afterwards. */
  readonly yes: boolean;
}

/**
 * The static addresses that the broker accepts orders of an account from. A slot that was set cannot be changed for seven days.
 * Source: https://dhanhq.co/docs/v2/authentication/ (static IP)
 */
export class RegisteredAddresses {
  readonly #options: RegisteredAddressesOptions;

  constructor(options: RegisteredAddressesOptions) {
    this.#options = options;
  }

  /** What is registered, and whether this machine sends from there. @throws {DhanError} {@link WireError} {@link OperationError} */
  async read(clientId: string): Promise<{ ips: StaticIps; finding: AddressFinding }> {
    const { store, ipEchoUrl } = this.#options;
    const api = this.#api(clientId);
    const localAddress = needAccount(store, clientId).local_address;
    const ips = await api.getStaticIps();
    return { ips, finding: await judgeAddress(ips, { localAddress, ipEchoUrl }) };
  }

  /** @returns what was done, in words @throws {ChoiceError} {@link DhanError} {@link WireError} {@link OperationError} */
  async register({ clientId, ip, slot, yes }: NewAddress): Promise<string> {
    const api = this.#api(clientId);
    const { primaryIp, secondaryIp } = await api.getStaticIps();
    const old = slot === 'PRIMARY' ? primaryIp : secondaryIp;
    const instead = old === null ? '' : ` in place of ${old}`;
    if (!yes) {
      throw new ChoiceError(
        `the ${slot} address of ${clientId} would become ${ip}${instead}, and the slot could not be changed again for seven days. To confirm, repeat with --yes`,
      );
    }
    // The broker has a call for the first address of a slot, and another for its change.
    if (old === null) await api.setStaticIp({ ip, ipFlag: slot });
    else await api.modifyStaticIp({ ip, ipFlag: slot });
    return `${ip} is registered as the ${slot} address of ${clientId}${instead}`;
  }

  /** @throws {OperationError} for an account that has nothing to ask with */
  #api(clientId: string): NonNullable<ReturnType<RegisteredAddressesOptions['apiOf']>> {
    const { store, apiOf } = this.#options;
    needAccount(store, clientId);
    if (store.tokens.activeToken(clientId) === undefined) {
      throw new OperationError(`account ${clientId} has no token; store one with ${tokenCommand(clientId)}`);
    }
    const api = apiOf(clientId);
    if (api) return api;
    throw new OperationError(`the engine has not opened account ${clientId} yet; try again in a moment`);
  }
}
