/** The product's record of one leader order on one link. The names are those of its table. */
export interface CopyRecord {
  readonly id: number;
  readonly link_id: number;
  readonly leader_order_id: string;
  readonly account_id: string | null;
  readonly follower_order_id: string | null;
  readonly status: string;
  readonly reason_code: string | null;
  readonly error_message: string | null;
  readonly is_open: number;
}

/** The product's own records, read from its file at each call. */
export interface Records {
  links(): readonly { readonly id: number; readonly follower: string }[];
  mappings(): readonly CopyRecord[];
  /** The number of copy positions with a correction under way. */
  corrections(): number;
}
