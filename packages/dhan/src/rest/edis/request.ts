import { z } from 'zod';
import { ISIN } from '@dhancopy/domain/isin';
import { quantity } from '../fields.ts';
import { checkRequest } from '../request.ts';

const EXCHANGES = ['NSE', 'BSE', 'MCX', 'ALL'] as const;
const SEGMENTS = ['EQ', 'COMM', 'FNO'] as const;

interface Where {
  readonly exchange: (typeof EXCHANGES)[number];
  readonly segment: (typeof SEGMENTS)[number];
}

export interface EdisFormRequest extends Where {
  /** 12 letters and digits. */
  readonly isin: string;
  /** Units to sell. */
  readonly qty: number;
  /** Marks every stock of the portfolio. */
  readonly bulk: boolean;
}

export interface EdisBulkFormRequest extends Where {
  readonly isin: readonly string[];
  readonly bulk?: boolean;
}

export const isin = z.string().regex(ISIN, 'expected an ISIN: 12 capital letters and digits');
const where = { exchange: z.enum(EXCHANGES), segment: z.enum(SEGMENTS) };
const form = z.strictObject({ isin, qty: quantity, ...where, bulk: z.boolean() });
const bulkForm = z.strictObject({ isin: z.array(isin).min(1).readonly(), ...where, bulk: z.boolean().optional() });

export function edisFormBody(request: EdisFormRequest, call: string): object {
  return checkRequest(form, request, call);
}

export function edisBulkFormBody(request: EdisBulkFormRequest, call: string): object {
  return checkRequest(bulkForm, request, call);
}

/** An ISIN, or ALL. */
export function inquiredIsin(text: string, call: string): string {
  return text === 'ALL' ? text : checkRequest(isin, text, call);
}
