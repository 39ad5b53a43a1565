import type { Store } from '../../store/store.ts';

/** What the row of an operation is about. */
export interface Asked {
  readonly op: string;
  readonly clientId?: string | undefined;
  readonly follower?: string | undefined;
}

/** What became of it: the result in words, or the error. */
export type Result = { readonly done: string } | { readonly error: string };

/**
 * What an operator asked for is in the log, next to what the broker was asked for.
 * @param request - as the log may show it
 */
export function auditOperation(store: Store, asked: Asked, request: object, result: Result, nowMs: number): void {
  const accountId = asked.clientId ?? asked.follower ?? null;
  const role = accountId === null ? undefined : store.accounts.get(accountId)?.role;
  store.audit.add({
    action: asked.op,
    module: 'operator',
    account_type: role ?? 'follower',
    account_id: accountId,
    request_data: request,
    ...('done' in result ? { response_data: { done: result.done } } : { error_message: result.error }),
    ts: Math.floor(nowMs / 1000),
    ts_us: Math.round(nowMs * 1000),
  });
}
