/** An approval lasts for the trading day by market practice; the API pages do not say. */
export interface EdisApproval {
  readonly isin: string;
  readonly quantity: number;
  /** Indian date. */
  readonly day: string;
}

/** The units that the account owner has authorised the depository to hand over, share by share. */
export class EdisApprovals {
  readonly #approvals = new Map<string, EdisApproval>();
  /** The T-PIN last sent to the account owner's phone. */
  tpin: string | null = null;

  /** Approvals of one share add up within a day. */
  approve(isin: string, quantity: number, day: string): void {
    this.#approvals.set(isin, { isin, quantity: this.approved(isin, day) + quantity, day });
  }

  approved(isin: string, day: string): number {
    const approval = this.#approvals.get(isin);
    return approval?.day === day ? approval.quantity : 0;
  }

  all(): EdisApproval[] {
    return [...this.#approvals.values()];
  }

  forget(): void {
    this.#approvals.clear();
  }

  restore(approvals: readonly EdisApproval[]): void {
    for (const approval of approvals) this.#approvals.set(approval.isin, approval);
  }
}
