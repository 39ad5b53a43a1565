/** `₹12,34,567.50`: rupees with Indian grouping. */
export function formatRupees(rupees: number): string {
  const text = Math.abs(rupees).toLocaleString('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${rupees < 0 ? '-' : ''}₹${text}`;
}

/** An amount that was calculated, in whole paise: `-11.999999999989086` is -12. Never -0. */
export function roundRupees(rupees: number): number {
  return Math.round(rupees * 100) / 100 + 0;
}

/** A price per unit that was calculated: the average of many trades is finer than a paisa. */
export function roundPrice(rupees: number): number {
  return Math.round(rupees * 10_000) / 10_000 + 0;
}

/** `12,34,567`: units with Indian grouping. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-IN');
}
