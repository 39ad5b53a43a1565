import type { Machine } from './machine.ts';

interface Event {
  readonly id: string;
  readonly data: string;
}

/** What the record of events says of an order, and what its row says. */
interface Order {
  readonly status: string | null;
  readonly quantity: number;
  readonly filledQty: number;
  readonly orderType: string;
  readonly price: number;
  readonly triggerPrice: number;
}

const FIELDS = ['status', 'quantity', 'filledQty', 'orderType', 'price', 'triggerPrice'] as const;

/**
 * The record of events gives the orders as their rows say, and the units that each link holds follow from the fills in it.
 * @param isStrict - no link has released units, or taken any over
 */
export function replayed(machine: Machine, isStrict: boolean): string[] {
  const events = machine.query<Event>('select order_id as id, event_data as data from order_events order by id');
  const played = new Map(events.map(({ id, data }) => [id, JSON.parse(data) as Order]));
  return [...ordersIn(machine, played), ...(isStrict ? heldIn(machine, played) : [])];
}

function ordersIn(machine: Machine, played: ReadonlyMap<string, Order>): string[] {
  const rows = machine.query<Order & { readonly id: string }>(
    `select id, order_status as status, quantity, traded_qty as filledQty, order_type as orderType, price,
       trigger_price as triggerPrice from orders`,
  );
  return rows.flatMap(({ id, ...row }) => {
    const order = played.get(id);
    if (!order) return row.filledQty > 0 ? [`order ${id}: it has filled, and no event says so`] : [];
    const wrong = FIELDS.filter(
      (field) => !isProtected(row, order, field) && (row[field] ?? 0) !== (order[field] ?? 0),
    );
    return wrong.map((field) => `order ${id}: its row has ${field} ${row[field]}, its events give ${order[field]}`);
  });
}

/** The broker reports a market order that he protects as a limit order; the row has it as it was sent. */
function isProtected(row: Order, order: Order, field: keyof Order): boolean {
  const isTerms = field === 'orderType' || field === 'price';
  return isTerms && row.orderType === 'MARKET' && order.orderType === 'LIMIT';
}

function heldIn(machine: Machine, played: ReadonlyMap<string, Order>): string[] {
  const placed = machine.query<{ id: string; side: string; mark: string; security: string }>(
    "select id, side, correlation_id as mark, security_id as security from orders where correlation_id like 'dc\\_%' escape '\\'",
  );
  const held = new Map<string, number>();
  for (const { id, side, mark, security } of placed) {
    const link = parseInt(mark.split('_')[1] ?? '', 36);
    const units = (side === 'BUY' ? 1 : -1) * (played.get(id)?.filledQty ?? 0);
    held.set(`${link} ${security}`, (held.get(`${link} ${security}`) ?? 0) + units);
  }
  const rows = machine.query<{ link: number; security: string; units: number }>(
    'select link_id as link, security_id as security, held_qty as units from copy_positions',
  );
  return rows
    .filter(({ link, security, units }) => units !== (held.get(`${link} ${security}`) ?? 0))
    .map(
      ({ link, security, units }) =>
        `link ${link} holds ${units} of ${security}, the fills in the record of events give ${held.get(`${link} ${security}`) ?? 0}`,
    );
}
