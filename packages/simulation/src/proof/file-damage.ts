/**
 * What SQLite finds wrong with a file; empty for a whole one.
 * @param query - asks the file
 */
export function damageOf(query: (sql: string) => readonly unknown[]): string[] {
  return [...query('pragma integrity_check'), ...query('pragma foreign_key_check')]
    .map((row) => JSON.stringify(row))
    .filter((text) => text !== '{"integrity_check":"ok"}')
    .map((text) => `the database: ${text}`);
}
