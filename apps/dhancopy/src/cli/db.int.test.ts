import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CliBench } from './testing/cli.ts';

let bench: CliBench;
beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
});
afterEach(() => bench.close());

it('db verify: what the operator asked for is in the chain, and a changed row is named', async () => {
  await bench.run('kill --reason practice');
  await bench.run('resume --reason done');
  const whole = await bench.run('db verify');
  expect(whole).toMatchObject({ code: 0 });
  expect(whole.stdout).toContain('the audit log is intact: 2 rows');
  const { head } = (await bench.json('db verify')) as { head: string };
  expect(await bench.run(`db verify --head ${head}`)).toMatchObject({ code: 0 });
  expect(await bench.run(`db verify --head ${'0'.repeat(64)}`)).toMatchObject({ code: 1 });
  expect(await bench.run('db verify --head abc')).toMatchObject({ code: 2 });

  const raw = new DatabaseSync(join(bench.home, 'dhancopy.db'));
  expect(raw.prepare('select action, module from audit_log order by id').all()).toEqual([
    { action: 'kill', module: 'operator' },
    { action: 'resume', module: 'operator' },
  ]);
  raw.exec("drop trigger audit_log_is_not_changed; update audit_log set request_data = '{}' where id = 1");
  raw.close();
  const broken = await bench.run('db verify');
  expect(broken.code).toBe(1);
  expect(broken.stderr).toContain('row 1 does not follow');
});
