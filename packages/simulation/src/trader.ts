import type { AppOrder, AppOrderChanges } from '@dhancopy/emulator/control/app-order';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import type { Control } from '@dhancopy/emulator/control/control';
import { isOpen, netOf } from './books.ts';
import { HDFCBANK } from './instruments.ts';
import type { Where } from './instruments.ts';

/** An order as the owner enters it. The defaults are a market order in HDFCBANK for the day. */
export type Entered = Partial<AppOrder> & Pick<AppOrder, 'transactionType' | 'quantity'>;

/** The owner of one account, at the broker's app. These orders carry no mark of ours. */
export class Trader {
  readonly control: Control;
  readonly id: string;

  constructor(control: Control, id: string) {
    this.control = control;
    this.id = id;
  }

  place(order: Entered): string {
    const { exchangeSegment, securityId } = HDFCBANK;
    const usual = { exchangeSegment, securityId, productType: 'INTRADAY', orderType: 'MARKET' } as const;
    return this.control.placeAppOrder(this.id, { ...usual, ...order });
  }

  buy(quantity: number, order: Partial<AppOrder> = {}): string {
    return this.place({ transactionType: 'BUY', quantity, ...order });
  }

  sell(quantity: number, order: Partial<AppOrder> = {}): string {
    return this.place({ transactionType: 'SELL', quantity, ...order });
  }

  modify(orderId: string, changes: AppOrderChanges): void {
    this.control.modifyAppOrder(this.id, orderId, changes);
  }

  cancel(orderId: string): void {
    this.control.cancelAppOrder(this.id, orderId);
  }

  /** The exchange fills this quantity, whatever the market is. */
  fill(orderId: string, quantity: number): void {
    this.control.fill(this.id, orderId, quantity);
  }

  /** The owner's orders that have not ended. */
  open(): readonly BookOrder[] {
    return this.control.book(this.id).orders.filter(isOpen);
  }

  net(where: Where): number {
    return netOf(this.control.book(this.id), where);
  }
}
