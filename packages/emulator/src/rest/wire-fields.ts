import * as z from 'zod';

/**
 * A number, or a number as text: the broker's own samples quote numbers. Empty text is refused, as observed.
 * Source: https://dhanhq.co/docs/v2/orders/
 */
export const wireNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

export const wireQuantity = wireNumber.pipe(z.int().positive());
export const wirePrice = wireNumber.pipe(z.number().nonnegative());

/** First error of a failed parse as `field: what`, for the request log. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'body is wrong' : `${issue.path.join('.') || 'body'}: ${issue.message}`;
}
