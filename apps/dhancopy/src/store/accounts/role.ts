import type { Row } from '../schema/rows.ts';

/** The seed's account types. */
export type Role = Row<'accounts'>['role'];

/** May an account or a link trade: fully, only towards flat, or not at all. */
export type TradingState = Row<'accounts'>['state'];
