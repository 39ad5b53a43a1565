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

/**
 * A security id: text, or a whole number that becomes text. The pages say text; one of them shows a number. Callers of the official
 * client pass either. It is a guess that the broker accepts both, as it accepts numbers as text.
 */
export const wireId = z.union([z.string(), z.int().nonnegative().transform(String)]);

/** A security id where the pages say number: also as text. The same guess. */
export const wireIdNumber = z.union([z.int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)]);

export const wireQuantity = wireNumber.pipe(z.int().positive());
export const wirePrice = wireNumber.pipe(z.number().nonnegative());

/** First error of a failed parse as `field: what`, for the request log. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'body is wrong' : `${issue.path.join('.') || 'body'}: ${issue.message}`;
}
