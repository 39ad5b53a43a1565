import type { Store } from '../../store/store.ts';

/** What every operation has, and which account it is about. */
export interface Asked {
  readonly op: string;
  readonly clientId?: string | undefined;
  readonly follower?: string | undefined;
}

/**
 * What an operator asked for is in the audit log, next to what the broker was asked for.
 * @param request - as the log may show it
 */
export function recordAct(
  store: Store,
  asked: Asked,
  request: object,
  result: { readonly done: string } | { readonly error: string },
  nowMs: number,
): void {
  const accountId = asked.clientId ?? asked.follower ?? null;
  const role = accountId === null ? undefined : store.accounts.get(accountId)?.role;
  store.audit.add({
    action: asked.op,
    module: 'operator',
    account_type: role ?? 'follower',
    account_id: accountId,
    request_data: request,
    ...('done' in result ? { response_data: result } : { error_message: result.error }),
    ts: Math.floor(nowMs / 1000),
    ts_us: Math.round(nowMs * 1000),
  });
}
