import { z } from 'zod';
import { operation } from './operation.ts';

/** Makes a new key. Not within a transaction: the store has one of its own, and files that follow it. */
export const keyRotate = operation({
  op: 'key.rotate',
  needs: ['key'],
  audited: 'nothing',
  schema: z.object({ op: z.literal('key.rotate'), keyPath: z.string().min(1, 'expected the path of the new key') }),
  run({ store, engine }, { op, keyPath }) {
    // What waits to be written may hold a seal of the old key.
    engine?.flushRecords();
    const { oldKey, newKey, sealed, neverSealed, oldKeyFile } = store.rotateKey(keyPath);
    store.audit.add({
      action: op,
      module: 'operator',
      account_type: 'follower',
      account_id: null,
      response_data: { oldKey, newKey, sealed, neverSealed },
    });
    return [
      `${sealed} secrets are encrypted with the new key ${newKey}`,
      ...(neverSealed > 0
        ? [`${neverSealed} values were not encrypted before and are unchanged: store those secrets again`]
        : []),
      `the old key is kept as ${oldKeyFile}, because earlier backups need it. Back up the new key now`,
    ].join('\n');
  },
});
