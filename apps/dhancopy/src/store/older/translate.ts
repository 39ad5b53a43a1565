import { quoted } from '../care/health.ts';
import { kindOf } from '../care/table-shape.ts';
import type { Column, TableShape } from '../care/table-shape.ts';
import { TYPES_THAT_ARE_PRODUCTS, VOCABULARIES } from './other-words.ts';
import type { Vocabulary } from './other-words.ts';
import { secondsSql } from './times.ts';

const BY_COLUMN: ReadonlyMap<string, Vocabulary> = new Map(
  VOCABULARIES.flatMap((vocabulary) => vocabulary.columns.map((column) => [column, vocabulary] as const)),
);

/**
 * SQL of a column of an older row in our words, and of a time in seconds. A word that nobody knows stays as it is, and the schema refuses
 * its row.
 * @param here - the column of this schema: its type and name decide what it holds
 */
export function translated(table: TableShape, column: string, here: Column): string {
  if (kindOf(here) === 'time') return secondsSql(column);
  const vocabulary = BY_COLUMN.get(`${table.name}.${here.name}`);
  if (!vocabulary) return quoted(column);
  const words = wordsSql(vocabulary, column);
  const has = (name: string): boolean => table.columns.some((each) => each.name === name);
  if (table.name !== 'orders' || !has('order_type')) return words;
  // Both at once: the type says the product, and the price says the type.
  if (here.name === 'product')
    return `case ${folded('order_type')} ${whens(TYPES_THAT_ARE_PRODUCTS)} else ${words} end`;
  if (here.name !== 'order_type') return words;
  const limit = has('price') ? "iif(coalesce(price, 0) = 0, 'MARKET', 'LIMIT')" : "'MARKET'";
  const products = Object.values(TYPES_THAT_ARE_PRODUCTS).flat().map(literal).join(', ');
  return `case when ${folded(column)} in (${products}) then ${limit} else ${words} end`;
}

/** Whether a column may have been changed on its way: as words or as a time. */
export function isTranslated(table: string, here: Column): boolean {
  return kindOf(here) === 'time' || BY_COLUMN.has(`${table}.${here.name}`);
}

function wordsSql({ own, others }: Vocabulary, column: string): string {
  const name = quoted(column);
  const same = Object.fromEntries(own.map((word) => [word, [word.toUpperCase()]]));
  // Most rows have our words already, and are not folded.
  return `case
    when ${name} is null or ${name} in (${own.map(literal).join(', ')}) then ${name}
    else case ${folded(column)} ${whens(same)} ${whens(others)} else ${name} end
  end`;
}

function whens(words: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(words)
    .flatMap(([ours, theirs]) => theirs.map((word) => `when ${literal(word)} then ${literal(ours)}`))
    .join(' ');
}

/** SQL of a word in capitals, spaces and hyphens as underscores. */
function folded(column: string): string {
  return `upper(replace(replace(trim(${quoted(column)}), ' ', '_'), '-', '_'))`;
}

function literal(word: string): string {
  return `'${word.replaceAll("'", "''")}'`;
}
