import { AUTHENTICATION_SAMPLES } from './authentication.ts';
import { CONDITIONAL_TRIGGER_SAMPLES } from './conditional-triggers.ts';
import { EDIS_SAMPLES } from './edis.ts';
import { FOREVER_ORDER_SAMPLES } from './forever-orders.ts';
import { FUND_SAMPLES } from './funds.ts';
import { MARKET_DATA_SAMPLES } from './market-data.ts';
import { ORDER_SAMPLES } from './orders.ts';
import { PORTFOLIO_SAMPLES } from './portfolio.ts';
import type { Sample } from './sample.ts';
import { STATEMENT_SAMPLES } from './statements.ts';
import { SUPER_ORDER_SAMPLES } from './super-orders.ts';
import { TRADE_SAMPLES } from './trades.ts';
import { TRADERS_CONTROL_SAMPLES } from './traders-control.ts';

/** Every sample of an answer over HTTP. */
export const ALL_SAMPLES: readonly Sample[] = [
  ...AUTHENTICATION_SAMPLES,
  ...ORDER_SAMPLES,
  ...TRADE_SAMPLES,
  ...SUPER_ORDER_SAMPLES,
  ...FOREVER_ORDER_SAMPLES,
  ...CONDITIONAL_TRIGGER_SAMPLES,
  ...PORTFOLIO_SAMPLES,
  ...EDIS_SAMPLES,
  ...TRADERS_CONTROL_SAMPLES,
  ...FUND_SAMPLES,
  ...STATEMENT_SAMPLES,
  ...MARKET_DATA_SAMPLES,
];
