export const ISIN = /^[A-Z0-9]{12}$/;

/** The ISIN that a text is; null for "NA", nothing and anything else. */
export function isinOf(text: string): string | null {
  return ISIN.test(text.trim()) ? text.trim() : null;
}
