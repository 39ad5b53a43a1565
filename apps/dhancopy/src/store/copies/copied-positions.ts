import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** What a link has copied and still holds in one instrument and product: units, negative when short. */
export type CopiedPositionRow = Row<'copied_positions'>;

export type CopiedPositions = ReturnType<typeof copiedPositions>;

/** The sub-ledger of builds before copy positions: read once more when the engine starts, and emptied then. */
export function copiedPositions(db: Connection) {
  const all = new Statement<CopiedPositionRow>(db, 'select * from copied_positions');
  const clear = new Statement(db, 'delete from copied_positions');

  return {
    list(): CopiedPositionRow[] {
      return all.all();
    },

    clear(): void {
      clear.run();
    },
  };
}
