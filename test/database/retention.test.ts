import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { newStore } from 'dhancopy/store/testing';
import { tableNames } from '../dictionary/schema.ts';

it('each table has its rule or its sentence in the care of the database', () => {
  const { path } = newStore();
  const db = new DatabaseSync(path, { readOnly: true });
  const page = readFileSync(new URL('../../docs/database-care.md', import.meta.url), 'utf8');
  const [, rest = ''] = page.split('## Archives');
  const [told = ''] = rest.split('## Automatic maintenance');
  expect(tableNames(db).filter((table) => !told.includes(`\`${table}\``))).toEqual([]);
  db.close();
});
