import { z } from 'zod';
import type { ExchangeSegment } from '../../enums.ts';
import { date, segment } from '../fields.ts';
import { checkRequest } from '../request.ts';

export interface Underlying {
  /** The id of the index or stock itself (NIFTY is 13), not the one in the rows of its derivatives. */
  readonly securityId: string;
  readonly exchangeSegment: ExchangeSegment;
}

export interface OptionChainRequest extends Underlying {
  /** `YYYY-MM-DD`, one of the expiry list. */
  readonly expiry: string;
}

const id = z.string().regex(/^\d{1,15}$/, 'expected a security id of digits');
const underlying = z.strictObject({ securityId: id, exchangeSegment: segment });
const chain = underlying.extend({ expiry: date });

export function expiryListBody(request: Underlying, call: string): object {
  const { securityId, exchangeSegment } = checkRequest(underlying, request, call);
  return { UnderlyingScrip: Number(securityId), UnderlyingSeg: exchangeSegment };
}

export function optionChainBody(request: OptionChainRequest, call: string): object {
  const { securityId, exchangeSegment, expiry } = checkRequest(chain, request, call);
  return { UnderlyingScrip: Number(securityId), UnderlyingSeg: exchangeSegment, Expiry: expiry };
}
