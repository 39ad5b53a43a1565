import { ALERT_OPERATIONS } from '../alerts/alert-operations.ts';
import { FOREVER_OPERATIONS } from '../forever-orders/forever-operations.ts';
import { SUPER_OPERATIONS } from '../super-orders/super-operations.ts';
import { AUTH_OPERATIONS } from '../auth/auth-operations.ts';
import { STATEMENT_OPERATIONS } from '../statements/statement-operations.ts';
import { CHART_OPERATIONS } from '../market-data/chart-operations.ts';
import { OPTION_CHAIN_OPERATIONS } from '../market-data/option-chain.ts';
import { QUOTE_OPERATIONS } from '../market-data/quote-operations.ts';
import { ROLLING_OPTION_OPERATIONS } from '../market-data/rolling-options.ts';
import { EDIS_OPERATIONS } from '../edis/edis-operations.ts';
import { MARGIN_OPERATIONS } from '../margin/margin-operations.ts';
import { TRADERS_CONTROL_OPERATIONS } from '../traders-control/control-operations.ts';
import { POSITION_ACTIONS } from './position-actions.ts';
import { ACCOUNT_OPERATIONS } from './account-operations.ts';
import type { RestOperation } from './operation.ts';
import { ORDER_OPERATIONS } from './order-operations.ts';
import { PORTFOLIO_OPERATIONS } from './portfolio-operations.ts';

/** Everything under `/v2`. Source: https://dhanhq.co/docs/v2/ */
export const REST_OPERATIONS: readonly RestOperation[] = [
  ...ORDER_OPERATIONS,
  ...SUPER_OPERATIONS,
  ...FOREVER_OPERATIONS,
  ...ALERT_OPERATIONS,
  ...PORTFOLIO_OPERATIONS,
  ...POSITION_ACTIONS,
  ...TRADERS_CONTROL_OPERATIONS,
  ...MARGIN_OPERATIONS,
  ...EDIS_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...AUTH_OPERATIONS,
  ...STATEMENT_OPERATIONS,
  ...QUOTE_OPERATIONS,
  ...CHART_OPERATIONS,
  ...OPTION_CHAIN_OPERATIONS,
  ...ROLLING_OPTION_OPERATIONS,
];
