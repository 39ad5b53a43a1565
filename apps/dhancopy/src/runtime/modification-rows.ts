import type { OrderTerms } from '@dhancopy/domain/order';
import { rupeesFromPaise } from '@dhancopy/domain/price';
import { wireOrderType } from '@dhancopy/dhan/mapping';
import type { ModificationRow, ModificationType } from '../store/orders/order-events.ts';
import type { OrderRow, OrderToWrite } from '../store/orders/orders.ts';

/** Terms in the words of the record: prices in rupees. */
export type RecordedTerms = Readonly<Record<ModificationType, string | number>>;

export function recordedTerms(terms: OrderTerms): RecordedTerms {
  return {
    QUANTITY: terms.quantity,
    PRICE: rupeesFromPaise(terms.price),
    TRIGGER_PRICE: rupeesFromPaise(terms.triggerPrice),
    VALIDITY: terms.timeInForce,
    ORDER_TYPE: wireOrderType(terms.orderType),
    DISCLOSED_QUANTITY: terms.disclosedQty,
  };
}

/** As a row of `orders` has them. */
export function termsOfRow(row: OrderRow | OrderToWrite): RecordedTerms {
  return {
    QUANTITY: row.quantity,
    PRICE: row.price ?? 0,
    TRIGGER_PRICE: row.trigger_price ?? 0,
    VALIDITY: row.validity,
    ORDER_TYPE: row.order_type,
    DISCLOSED_QUANTITY: row.disclosed_qty ?? 0,
  };
}

/** One row per field that was changed. Source: the seed's "Orders (Enhanced)". */
export function modificationRows(
  before: RecordedTerms,
  after: RecordedTerms,
  facts: Pick<ModificationRow, 'order_id' | 'status' | 'error_message' | 'modified_at'>,
): Omit<ModificationRow, 'id'>[] {
  const types = Object.keys(before) as ModificationType[];
  return types
    .filter((type) => before[type] !== after[type])
    .map((type) => ({
      ...facts,
      modification_type: type,
      old_value: String(before[type]),
      new_value: String(after[type]),
    }));
}
