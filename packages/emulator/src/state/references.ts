import type { Account } from '../accounts/account.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { Order } from '../orders/order.ts';

/** JSON in which an instrument, an order or an account is a reference, `{"$ref": "order:…"}`, and not written out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Resolver {
  instrument(exchangeSegment: string, securityId: string): Instrument;
  order(orderId: string): Order;
  account(dhanClientId: string): Account;
}

/**
 * Plain data as JSON, with references to objects that are stored elsewhere. A number that JSON does not have becomes marked text.
 *
 * @param inFull - an object to be written out in full, although it would be a reference elsewhere
 */
export function toJson(value: unknown, inFull?: object): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) };
  if (Array.isArray(value)) return value.map((item) => toJson(item));
  if (typeof value !== 'object') return null;
  const reference = value === inFull ? null : referenceTo(value);
  if (reference !== null) return { $ref: reference };
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.map(([key, field]) => [key, toJson(field)]));
}

/** The inverse. @throws the error of the resolver for an unknown reference */
export function fromJson(json: Json, resolver: Resolver): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (isList(json)) return json.map((item) => fromJson(item, resolver));
  const { $ref, $number } = json;
  if (typeof $number === 'string') return Number($number);
  if (typeof $ref === 'string') return resolve($ref, resolver);
  return Object.fromEntries(Object.entries(json).map(([key, field]) => [key, fromJson(field, resolver)]));
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function referenceTo(value: object): string | null {
  if ('tickPaise' in value && 'securityId' in value) {
    const { exchangeSegment, securityId } = value as Instrument;
    return `instrument:${exchangeSegment}:${securityId}`;
  }
  if ('ticket' in value && 'history' in value) return `order:${(value as Order).orderId}`;
  if ('staticIps' in value) return `account:${(value as Account).dhanClientId}`;
  return null;
}

function resolve(reference: string, resolver: Resolver): object {
  const [kind = '', first = '', second = ''] = reference.split(':');
  if (kind === 'instrument') return resolver.instrument(first, second);
  return kind === 'order' ? resolver.order(first) : resolver.account(first);
}
