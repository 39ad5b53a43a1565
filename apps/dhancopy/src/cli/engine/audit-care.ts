import { audit } from '../../store/audit/audit.ts';
import { Connection } from '../../store/file/connection.ts';
import type { Context } from '../context.ts';

/** The audit log has what the operator did to the file, like what he asked of the engine. */
export function auditCare({ settings }: Context, action: string, done: unknown): void {
  const db = new Connection({ path: settings.databasePath, readOnly: false, synchronous: 'full', now: Date.now });
  try {
    // The seed's log wants one of the two; an act on the file concerns both.
    audit(db).add({ action, module: 'operator', account_type: 'follower', account_id: null, response_data: { done } });
  } finally {
    db.close();
  }
}
