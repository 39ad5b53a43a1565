import { istToMs } from '@dhancopy/domain/indian-time';
import type { DhanClient } from '../../client.ts';
import type { DhanErrorFields } from '../../errors.ts';
import type { Endpoint } from '../endpoints.ts';

/** The client without the part that holds its connections, so that another transport can be used. */
export type Rooms = Omit<DhanClient, 'dhanClientId' | 'close' | 'destroy'>;

/**
 * One answer of the broker. documented: the sample or table of an official page. observed: a recorded answer, or one built from a
 * published one; `from` names the source. Ids, names and money are made up.
 */
export interface Sample {
  readonly endpoint: Endpoint;
  readonly kind: 'documented' | 'observed';
  /** What the sample shows; the name of its test. */
  readonly what: string;
  readonly from: string;
  /** 200 by default. */
  readonly status?: number;
  /** JSON; a text is the unchanged body. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ask: (rooms: Rooms) => Promise<unknown>;
  /** The minimum expected result. */
  readonly gives?: unknown;
  /** Or the expected error. */
  readonly throws?: Partial<DhanErrorFields>;
}

export const CLIENT_ID = '1100012345';

/** Indian time to epoch ms. */
export function ist(text: string): number {
  return istToMs(text) ?? NaN;
}

/** Published for writes over HTTP/2: the load balancer redirects them. Source: OpenAlgo, gtt_api.py */
export const BOGUS_REDIRECT = {
  what: 'a redirect of the load balancer, whose outcome is unknown',
  from: 'OpenAlgo, over HTTP/2',
  status: 301,
  headers: { location: 'https://api.dhan.co:443/v2/' },
  body: '',
  throws: { class: 'unknown', code: 'HTTP-301' },
} as const;
