import * as z from 'zod';

/** The control interface was used incorrectly. The message names the operation or the field. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/** Parses a value, or reports the wrong field. @throws ControlError */
export function parseOrExplain<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || what}: ${issue.message}`);
  throw new ControlError(`${what}: ${problems.join('; ')}`);
}

/** @throws ControlError when the parameter is NaN or infinite */
export function finite(name: string, value: number): number {
  if (!Number.isFinite(value)) throw new ControlError(`${name}: expected a number, found ${value}`);
  return value;
}
