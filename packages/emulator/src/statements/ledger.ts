import type { Account } from '../accounts/account.ts';
import { totalCharges } from '../money/charged.ts';
import { rupeesFromPaise } from '../money/paise.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import type { SettledTrade } from '../accounts/settled-trade.ts';
import { settledTrades, tradeCharges, turnoverOf } from './trade-history.ts';

interface Voucher {
  readonly day: string;
  readonly exchange: string;
  /** Rupees, negative for a debit. */
  readonly amount: number;
}

/**
 * The money of an account day by day: one bill per day and exchange of cash and of derivatives, with all charges in it. Amounts are
 * text, zero is "0.00", and the opening and closing balances are rows dated Jan 01, 1970, as recorded.
 *
 * @param from - Indian date, included; @param to - included. Source: https://dhanhq.co/docs/v2/statements/
 */
export function ledgerRows(account: Account, from: string, to: string): Record<string, unknown>[] {
  const bills = billsOf(account);
  const openingOfAll =
    rupeesFromPaise(account.sodPaise - account.settledPaise) - sum(bills.filter(({ day }) => day < account.openedDay));
  const before = openingOfAll + sum(bills.filter(({ day }) => day < from));
  let balance = before;
  const rows = bills
    .filter(({ day }) => day >= from && day <= to)
    .map((bill, index) => {
      balance += bill.amount;
      return {
        dhanClientId: account.dhanClientId,
        narration: `BILL FOR TRADES OF ${bill.day}`,
        voucherdate: monthFirst(bill.day),
        exchange: bill.exchange,
        voucherdesc: 'BILL',
        vouchernumber: `${bill.day.replaceAll('-', '')}${String(index + 1).padStart(4, '0')}`,
        debit: Math.max(0, -bill.amount).toFixed(2),
        credit: Math.max(0, bill.amount).toFixed(2),
        runbal: balance.toFixed(2),
      };
    });
  return [balanceRow(account, 'OPENING BALANCE', before), ...rows, balanceRow(account, 'CLOSING BALANCE', balance)];
}

function billsOf(account: Account): Voucher[] {
  const groups = Map.groupBy(settledTrades(account), (trade) => `${istDate(trade.atMs)} ${ledgerExchange(trade)}`);
  return [...groups].map(([key, trades]) => {
    const [day = '', exchange = ''] = key.split(' ');
    const charges = trades.reduce((total, trade) => total + totalCharges(tradeCharges(trade)), 0);
    const amount = valueOf(trades) - charges;
    return { day, exchange, amount: Math.round(amount * 100) / 100 };
  });
}

/** Sales less purchases. For a future, only the part closed on the same day counts as money. The rest is margin. */
function valueOf(trades: readonly SettledTrade[]): number {
  let value = 0;
  for (const group of Map.groupBy(trades, ({ instrument }) => instrument).values()) {
    const isFuture = group[0]?.instrument.instrumentType === 'FUT';
    const total = (side: SettledTrade['side']): { units: number; rupees: number } => {
      const one = group.filter((trade) => trade.side === side);
      return {
        units: one.reduce((units, { quantity }) => units + quantity, 0),
        rupees: one.reduce((rupees, trade) => rupees + turnoverOf(trade), 0),
      };
    };
    const [bought, sold] = [total('BUY'), total('SELL')];
    const closed = Math.min(bought.units, sold.units);
    if (!isFuture) value += sold.rupees - bought.rupees;
    else if (closed > 0) value += closed * (sold.rupees / sold.units - bought.rupees / bought.units);
  }
  return value;
}

function ledgerExchange({ instrument }: SettledTrade): string {
  const kind = instrument.kind === 'EQUITY' ? 'CAPITAL' : instrument.segmentLetter === 'M' ? 'COMMODITY' : 'FNO';
  return `${instrument.exchange}-${kind}`;
}

function balanceRow(account: Account, narration: string, balance: number): Record<string, unknown> {
  return {
    dhanClientId: account.dhanClientId,
    narration,
    voucherdate: 'Jan 01, 1970',
    exchange: '',
    voucherdesc: narration,
    vouchernumber: '',
    debit: Math.max(0, -balance).toFixed(2),
    credit: Math.max(0, balance).toFixed(2),
    runbal: balance.toFixed(2),
  };
}

function sum(bills: readonly Voucher[]): number {
  return bills.reduce((total, { amount }) => total + amount, 0);
}

/** `Jun 22, 2022` */
function monthFirst(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  const month = date.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
  return `${month} ${day.slice(8)}, ${day.slice(0, 4)}`;
}
