import type { Connection } from '../file/connection.ts';
import type { CopyPositionRow, CopyPositions, OwnPositionRow } from './copy-positions.ts';
import type { MappingChanges, MappingRow, Mappings, NewMapping } from './mappings.ts';
import { readStored } from '../file/stored-value.ts';
import { Statement } from '../file/statement.ts';

/** A row of `copy_mappings`, its state not yet a text. What is left out of a row that is there already stays as it is. */
export type JournaledMapping = Omit<NewMapping, 'state'> & { readonly state: object };

/** Rows of one decision; the state of a position is not yet a text either. */
export type JournaledDecision = {
  readonly mappings: readonly JournaledMapping[];
  readonly positions: readonly (Omit<CopyPositionRow, 'state'> & { readonly state: object })[];
  readonly own: readonly (Omit<OwnPositionRow, 'state'> & { readonly state: object })[];
};

export type MappingJournal = ReturnType<typeof mappingJournal>;

/**
 * Rows of `copy_mappings`, and of the positions that go with them, that are durable here before they are written there, many in one
 * row.
 *
 * Source: docs/decisions/0009-the-mapping-journal.md
 */
export function mappingJournal(db: Connection) {
  const insert = new Statement(db, 'insert into mapping_journal (rows) values (?)');
  const all = new Statement<{ rows: string }>(db, 'select rows from mapping_journal order by id');
  const clear = new Statement(db, 'delete from mapping_journal');

  return {
    /** Later rows of the same copy take the place of earlier ones. */
    add(decision: JournaledDecision): void {
      insert.run(JSON.stringify(decision));
    },

    /** To be called in the transaction that has written every row to its table. */
    clear(): void {
      clear.run();
    },

    /** Writes what a process that ended in between has left here. @returns how many mappings */
    recover(mappings: Mappings, positions: CopyPositions): number {
      return db.transaction(() => {
        let count = 0;
        const journaled = all.all();
        for (const { rows } of journaled) {
          const decision = read(rows);
          for (const row of decision.mappings) {
            write(mappings, { ...row, state: JSON.stringify(row.state) });
            count += 1;
          }
          for (const row of decision.positions) positions.upsert({ ...row, state: JSON.stringify(row.state) });
          for (const row of decision.own) positions.upsertOwn({ ...row, state: JSON.stringify(row.state) });
        }
        if (journaled.length > 0) clear.run();
        return count;
      });
    },
  };
}

/** Builds before copy positions wrote the mappings alone. */
function read(rows: string): JournaledDecision {
  return readStored('mapping_journal', () => {
    const found = JSON.parse(rows) as JournaledDecision | readonly JournaledMapping[];
    return 'mappings' in found ? found : { mappings: found, positions: [], own: [] };
  });
}

function write(mappings: Mappings, row: NewMapping): void {
  const known = mappings.byLeaderOrder(row.leader_order_id).find(({ link_id: link }) => link === row.link_id);
  if (known) mappings.updateMapping(known.id, changesOf(row));
  else mappings.insertMapping(row);
}

/** Set when the row was made, and not changed by what becomes of the copy. */
const FIXED: ReadonlySet<string> = new Set<keyof MappingRow>([
  'leader_order_id',
  'link_id',
  'leader_account_id',
  'account_id',
  'sizing_strategy',
  'capital_ratio',
  'created_at',
]);

function changesOf(row: NewMapping): MappingChanges {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !FIXED.has(column)));
}
