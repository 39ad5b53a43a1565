/**
 * What the operator wants closed, by link. A request is in the database until it is carried out or withdrawn: the engine finds it there
 * before it decides anything else, also after it was frozen or started again.
 */
import { z } from 'zod';
import { linkId } from '@dhancopy/domain/ids';
import type { LinkId } from '@dhancopy/domain/ids';
import type { Store } from '../store/store.ts';
import { stateChanges } from './trading-state.ts';

const KEY = 'flatten_requests';
const requests = z.array(z.object({ link: z.int(), askedMs: z.number(), change: z.int().default(0) }));

export interface FlattenRequest {
  readonly link: LinkId;
  readonly askedMs: number;
  /** Of the change of a trading state that it came with: times may be the same twice. */
  readonly change: number;
}

/** A text that cannot be read asks for nothing: another program wrote it. */
export function flattenRequests(store: Store): readonly FlattenRequest[] {
  const kept = store.config.find(KEY)?.value;
  if (kept === undefined) return [];
  const read = requests.safeParse(store.config.getJson(KEY));
  return read.success ? read.data.map((each) => ({ ...each, link: linkId(each.link) })) : [];
}

/** In the transaction that stops the entries of these links. */
export function requestFlatten(store: Store, links: readonly LinkId[], askedMs: number, by: string): void {
  const others = flattenRequests(store).filter(({ link }) => !links.includes(link));
  const change = stateChanges(store);
  write(store, [...others, ...links.map((link) => ({ link, askedMs, change }))], by);
}

/** These requests are carried out, or not wanted any more: a later one of the same link stays. */
export function endFlatten(store: Store, ended: (request: FlattenRequest) => boolean, by = 'dhancopy'): void {
  const before = flattenRequests(store);
  const left = before.filter((request) => !ended(request));
  if (left.length < before.length) write(store, left, by);
}

function write(store: Store, left: readonly FlattenRequest[], by: string): void {
  const meta = {
    data_type: 'json',
    category: 'risk',
    description:
      'Links whose copied units the engine has yet to close (flatten), with the time of the request; epoch ms',
  } as const;
  store.config.set(KEY, left, meta, by);
}
