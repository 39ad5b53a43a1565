import type { Column, TableShape } from '../care/table-shape.ts';

/** Whose an older file is: v1, v2 and v3 know one leader and one follower, and no Dhan client ids. */
export type Owners = { readonly leader?: string | undefined; readonly follower?: string | undefined };

/** What acts, and is not only history: a token, a webhook, a limit, whose null means every account of that type. */
const UNOWNED: ReadonlySet<string> = new Set([
  'auth_tokens',
  'postback_configs',
  'rate_limit_tracking',
  'traders_control',
]);

/** A column that the older table does not have, and the SQL of its value in a row of that table. */
export type OwnedColumn = { readonly name: string; readonly sql: string };

/**
 * The columns that say whose a row is.
 * @param here - the columns of the table of that name here
 * @param accountType - SQL of the row's role, in our words; null where the older table does not say it
 */
export function ownedColumns(
  table: TableShape,
  here: readonly Column[],
  owners: Owners,
  accountType: string | null,
): readonly OwnedColumn[] {
  const has = (columns: readonly Column[], name: string): boolean => columns.some((column) => column.name === name);
  const isNew = (name: string): boolean => has(here, name) && !has(table.columns, name);
  if (UNOWNED.has(table.name)) return [];
  const of = (name: string, owner: string | undefined): OwnedColumn[] =>
    isNew(name) && owner !== undefined ? [{ name, sql: literal(owner) }] : [];
  if (table.name === 'copy_mappings') {
    return [...of('leader_account_id', owners.leader), ...of('account_id', owners.follower)];
  }
  if (!isNew('account_id') || accountType === null) return [];
  const cases = (['leader', 'follower'] as const).flatMap((role) => {
    const owner = owners[role];
    return owner === undefined ? [] : [`when '${role}' then ${literal(owner)}`];
  });
  if (cases.length === 0) return [];
  // Where it is part of the key it is '' for nobody's.
  const isKey = here.some(({ name, pk }) => name === 'account_id' && pk > 0);
  return [{ name: 'account_id', sql: `case (${accountType}) ${cases.join(' ')} else ${isKey ? "''" : 'null'} end` }];
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
