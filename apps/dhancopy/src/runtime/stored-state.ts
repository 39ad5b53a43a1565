import type { Copy, CopyPosition, LegacyMirror, OwnUnits } from '../engine/index.ts';
import type { CopyPositionRow, OwnPositionRow } from '../store/copies/copy-positions.ts';
import type { MappingRow } from '../store/copies/mappings.ts';
import { invalidRow, readStored } from '../store/file/stored-value.ts';

/**
 * What the engine has saved in a row, as JSON. The row's own columns say whose it is and how much is held: where the two differ, another
 * program or a bad disk has changed one of them, and neither is believed.
 */

/** @throws {RowError} ROW_INVALID */
export function storedPosition(row: CopyPositionRow): CopyPosition {
  const where = `copy_positions of link ${row.link_id}, ${row.asset}`;
  const state = stored<CopyPosition>(where, row.state);
  if (!isTexts(state.active)) throw invalidRow(where, 'expected the ids of its active copies');
  agree(
    where,
    [state.linkId, state.asset, state.product, state.held],
    [row.link_id, row.asset, row.product, row.held_qty],
  );
  return state;
}

/** @throws {RowError} ROW_INVALID */
export function storedOwn(row: OwnPositionRow): OwnUnits {
  const where = `own_positions of ${row.account_id}, ${row.asset}`;
  const state = stored<OwnUnits>(where, row.state);
  agree(
    where,
    [state.accountId, state.asset, state.product, state.units],
    [row.account_id, row.asset, row.product, row.units],
  );
  return state;
}

/** @throws {RowError} ROW_INVALID */
export function storedCopy(row: MappingRow, text: string): Copy | LegacyMirror {
  const where = `copy_mappings, row ${row.id}`;
  const state = stored<Copy | LegacyMirror>(where, text);
  agree(where, [state.id], [`${row.link_id}:${row.leader_order_id}`]);
  return state;
}

// The caller names what the engine has saved there; JSON cannot know it.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function stored<T extends object>(where: string, text: string): T {
  const state = readStored(where, () => JSON.parse(text) as unknown);
  if (typeof state !== 'object' || state === null) throw invalidRow(where, 'expected its state as a JSON object');
  return state as T;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function agree(where: string, inState: readonly unknown[], inRow: readonly unknown[]): void {
  const at = inRow.findIndex((value, index) => inState[index] !== value);
  if (at < 0) return;
  throw invalidRow(
    where,
    `its state has ${JSON.stringify(inState[at])} where the row has ${JSON.stringify(inRow[at])}`,
  );
}
