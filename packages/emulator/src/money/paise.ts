/**
 * Prices are whole paise inside the emulator and rupees on the wire. A name that ends in `Paise` holds paise.
 *
 * A request may contain a price finer than a paisa. The price is kept to a hundredth of a paisa, so that the tick check refuses it as
 * an exchange would. Rounding would silently make it tradable.
 */
export function paiseFromRupees(rupees: number): number {
  return Math.round(rupees * 10_000) / 100;
}

/** Rupees as the wire prints them: two decimals at most. */
export function rupeesFromPaise(paise: number): number {
  return Math.round(paise) / 100;
}

/**
 * An average price in rupees, to four decimals.
 *
 * It is unknown how many decimals the broker keeps in an average. With four, a client can calculate the price of the last fill from two
 * successive averages with an error below one tick.
 */
export function averageRupees(valuePaise: number, quantity: number): number {
  return quantity === 0 ? 0 : Math.round((valuePaise / quantity) * 100) / 10_000;
}

/** The nearest multiple of the tick, never below one tick. */
export function roundToTick(paise: number, tickPaise: number): number {
  return Math.max(tickPaise, Math.round(paise / tickPaise) * tickPaise);
}
