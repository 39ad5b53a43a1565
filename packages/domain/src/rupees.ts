/** `₹12,34,567.50`: rupees with Indian grouping. */
export function formatRupees(rupees: number): string {
  const text = Math.abs(rupees).toLocaleString('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${rupees < 0 ? '-' : ''}₹${text}`;
}

/** `12,34,567`: units with Indian grouping. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-IN');
}
