import { istToMs } from '@dhancopy/domain/indian-time';
import type { DhanClient } from '../../client.ts';
import type { DhanErrorFields } from '../../errors.ts';
import type { Endpoint } from '../endpoints.ts';

/** The client without what holds its connections: what a stand-in for its transport can be put under. */
export type Rooms = Omit<DhanClient, 'dhanClientId' | 'close' | 'destroy'>;

/**
 * One answer of the broker. documented: the sample or table of an official page. observed: a recorded answer, or one built from what
 * somebody published of it; `from` says who. Ids, names and money are made up.
 */
export interface Sample {
  readonly endpoint: Endpoint;
  readonly kind: 'documented' | 'observed';
  /** What is to be seen in it; the name of its test. */
  readonly what: string;
  readonly from: string;
  /** 200 where it is not given. */
  readonly status?: number;
  /** JSON; a text is the body as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ask: (rooms: Rooms) => Promise<unknown>;
  /** What must come of it, at least. */
  readonly gives?: unknown;
  /** Or the error that must. */
  readonly throws?: Partial<DhanErrorFields>;
}

export const CLIENT_ID = '1100012345';

/** Indian time to epoch ms. */
export function ist(text: string): number {
  return istToMs(text) ?? NaN;
}

/** Published of writes that went over HTTP/2: the load balancer sends them away. Source: OpenAlgo, gtt_api.py */
export const BOGUS_REDIRECT = {
  what: 'a redirect of the load balancer, which may hide anything',
  from: 'OpenAlgo, over HTTP/2',
  status: 301,
  headers: { location: 'https://api.dhan.co:443/v2/' },
  body: '',
  throws: { class: 'unknown', code: 'HTTP-301' },
} as const;
