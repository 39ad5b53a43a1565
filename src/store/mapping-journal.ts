import type { Connection } from './connection.ts';
import type { MappingChanges, MappingRow, Mappings, NewMapping } from './mappings.ts';
import { Statement } from './statement.ts';

/** A row of `copy_mappings`, its state not yet a text. What is left out of a row that is there already stays as it is. */
export type JournaledMapping = Omit<NewMapping, 'state'> & { readonly state: object };

export type MappingJournal = ReturnType<typeof mappingJournal>;

/**
 * Rows of `copy_mappings` that are durable here before they are written there, many in one row.
 *
 * Source: docs/decisions/0009-the-mapping-journal.md
 */
export function mappingJournal(db: Connection) {
  const insert = new Statement(db, 'insert into mapping_journal (rows) values (?)');
  const all = new Statement<{ rows: string }>(db, 'select rows from mapping_journal order by id');
  const clear = new Statement(db, 'delete from mapping_journal');

  return {
    /** Later rows of the same copy take the place of earlier ones. */
    add(rows: readonly JournaledMapping[]): void {
      insert.run(JSON.stringify(rows));
    },

    /** To be called in the transaction that has written every row to `copy_mappings`. */
    clear(): void {
      clear.run();
    },

    /** Writes what a process that ended in between has left here. @returns how many rows */
    recover(mappings: Mappings): number {
      return db.transaction(() => {
        let count = 0;
        for (const { rows } of all.all()) {
          for (const row of JSON.parse(rows) as JournaledMapping[]) {
            write(mappings, { ...row, state: JSON.stringify(row.state) });
            count += 1;
          }
        }
        if (count > 0) clear.run();
        return count;
      });
    },
  };
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
