import { totals } from '../accounts/position.ts';
import { availableUnits } from '../accounts/sellable.ts';
import type { Broker } from '../broker.ts';
import { ok, read, type Answer, type Call, type RestOperation } from './operation.ts';
import { fundLimit, holdingRow, NO_HOLDINGS, positionRow } from './portfolio-rows.ts';

/** Source: https://dhanhq.co/docs/v2/portfolio/ and https://dhanhq.co/docs/v2/funds/ */
export const PORTFOLIO_OPERATIONS: readonly RestOperation[] = [
  { ...read, name: 'positions', path: '/positions', run: positions },
  { ...read, name: 'holdings', path: '/holdings', run: holdings },
  { ...read, name: 'funds', path: '/fundlimit', run: (_broker, { account }) => ok(fundLimit(account)) },
];

function positions(broker: Broker, { account }: Call): Answer {
  const rows = [...account.positions.values()]
    .filter((position) => totals(position).buyQuantity + totals(position).sellQuantity > 0)
    .map((position) => positionRow(account, position, broker.orderEntry.market.ltpPaise(position.instrument)));
  return ok(rows);
}

function holdings(broker: Broker, { account }: Call): Answer {
  if (account.holdings.length === 0) return NO_HOLDINGS;
  const { catalogue, orderEntry } = broker;
  const rows = account.holdings.map((holding) =>
    holdingRow(holding, availableUnits(account, catalogue, holding), orderEntry.market.ltpPaise(holding.instrument)),
  );
  return ok(rows);
}
