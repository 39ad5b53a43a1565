/** What a field of a schema says of itself: its flag, its help, and how its value is written. */
import { z } from 'zod';
import { NOTATIONS } from './notation.ts';
import type { Notation } from './notation.ts';

export interface FieldMeta {
  readonly description?: string;
  /** What stands between < and > in the help. */
  readonly value?: string;
  /** The name of its flag, where that is not the name of the field. */
  readonly flag?: string;
  /** How its value is written, where that is neither text nor a choice. */
  readonly notation?: keyof typeof NOTATIONS;
}

/** What a field says of itself, or what it wraps. */
export function metaOf(field: z.core.$ZodType): FieldMeta {
  const own = z.globalRegistry.get(field) as FieldMeta | undefined;
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault)
    return { ...metaOf(field.def.innerType), ...own };
  return own ?? {};
}

/** `fill-timeout`, without the two dashes. */
export function flagName(key: string, field: z.core.$ZodType): string {
  return metaOf(field).flag ?? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Undefined for text and choices. */
export function notationOf(field: z.core.$ZodType): Notation | undefined {
  const { notation } = metaOf(field);
  return notation && NOTATIONS[notation];
}

/** A value as it is written after its flag. */
export function valueText(field: z.core.$ZodType, value: unknown): string {
  return notationOf(field)?.write(value) ?? String(value);
}
