import type { Role } from './role.ts';

/** One call to the broker, or one act of a person. `ts` is epoch seconds, `ts_us` epoch microseconds. */
export type AuditRow = {
  readonly id: number;
  /** The call: `place_order`, `modify_order`, `cancel_order`, `get_order_book`, … */
  readonly action: string;
  readonly account_type: Role;
  readonly module: string | null;
  readonly request_data: string | null;
  readonly response_data: string | null;
  readonly status_code: number | null;
  readonly error_message: string | null;
  readonly duration_ms: number | null;
  readonly ts: number;
  readonly account_id: string | null;
  readonly ts_us: number | null;
  /** Of this row and the one before, see audit-chain.ts; null outside the chain. */
  readonly hash: string | null;
};
