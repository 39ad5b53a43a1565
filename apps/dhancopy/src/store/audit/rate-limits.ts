import type { Connection } from '../file/connection.ts';
import type { Role } from '../accounts/role.ts';
import { Statement } from '../file/statement.ts';

export type RequestCount = { readonly endpoint: string; readonly request_count: number };

export type RateLimits = ReturnType<typeof rateLimits>;

/** How often each account called each endpoint, per window. Source: the seed's "Authentication & Configuration". */
export function rateLimits(db: Connection) {
  const add = new Statement(
    db,
    `insert into rate_limit_tracking
       (account_type, account_id, endpoint, window_start, window_end, request_count, last_request_at, created_at)
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
     on conflict (account_id, window_start, endpoint, window_end) do update
     set request_count = request_count + excluded.request_count, last_request_at = excluded.last_request_at`,
  );
  const since = new Statement<RequestCount>(
    db,
    `select endpoint, sum(request_count) as request_count
     from rate_limit_tracking
     where account_id = ? and window_start >= ?
     group by endpoint
     order by endpoint`,
  );

  return {
    /** Adds `count` requests to a window; window bounds are epoch seconds. */
    addRequestCounts(
      accountId: string,
      role: Role,
      endpoint: string,
      windowStartSec: number,
      windowEndSec: number,
      count: number,
    ): void {
      add.run(role, accountId, endpoint, windowStartSec, windowEndSec, count, db.nowSec());
    },

    /** Requests of an account per endpoint, over the windows that began at or after `sinceSec`. */
    countsSince(accountId: string, sinceSec: number): RequestCount[] {
      return since.all(accountId, sinceSec);
    },
  };
}
