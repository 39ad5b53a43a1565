export const ISIN = /^[A-Z0-9]{12}$/;

/** The ISIN in a text; null for "NA", an empty text and anything else. */
export function isinOf(text: string): string | null {
  return ISIN.test(text.trim()) ? text.trim() : null;
}
