/** The time for which a slot cannot be changed again. Source: https://dhanhq.co/docs/v2/authentication/#static-ip */
const slotLockMs = 7 * 86_400_000;

export const IP_FLAGS = ['PRIMARY', 'SECONDARY'] as const;
export type IpFlag = (typeof IP_FLAGS)[number];

export interface IpSlot {
  readonly ip: string;
  readonly changeableMs: number;
}

/**
 * The addresses that may write for an account. Without any address there is no rule, as before April 2026. A test that is not about
 * addresses need not register one.
 */
export class StaticIps {
  /** Addresses given when the account was opened, in addition to the two slots. */
  readonly #given: ReadonlySet<string> | null;
  readonly slots: Partial<Record<IpFlag, IpSlot>> = {};

  constructor(given: readonly string[] | null) {
    this.#given = given === null ? null : new Set(given);
  }

  get given(): readonly string[] | null {
    return this.#given === null ? null : [...this.#given];
  }

  get hasRule(): boolean {
    return this.#given !== null || Object.keys(this.slots).length > 0;
  }

  allows(address: string): boolean {
    if (!this.hasRule) return true;
    return this.#given?.has(address) === true || Object.values(this.slots).some((slot) => slot.ip === address);
  }

  /** @returns false when the slot is taken and not yet changeable */
  set(flag: IpFlag, ip: string, nowMs: number): boolean {
    const slot = this.slots[flag];
    if (slot !== undefined && slot.changeableMs > nowMs) return false;
    this.slots[flag] = { ip, changeableMs: nowMs + slotLockMs };
    return true;
  }
}
