/** The columns of the file of `account import`, in the order of its help. */
export const COLUMNS = [
  'role',
  'client_id',
  'name',
  'local_address',
  'leader',
  'sizing',
  'ratio',
  'open_orders',
  'daily_loss',
  'order_value',
  'position_size',
] as const;
