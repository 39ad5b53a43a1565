import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSecret, readRunFile, removeRunFile, writeRunFile } from './run-file.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dhancopy-run-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it('is for its owner only, and replaces a leftover', () => {
  const secret = createSecret();
  writeRunFile(home, { pid: 1, port: 1, secret: createSecret(), startedMs: 1 });
  writeRunFile(home, { pid: 2, port: 8420, secret, startedMs: 2 });
  expect(readRunFile(home)).toEqual({ pid: 2, port: 8420, secret, startedMs: 2 });
  expect(statSync(join(home, 'run.json')).mode & 0o777).toBe(0o600);
});

it("is removed by the engine that wrote it, and not by another's end", () => {
  const secret = createSecret();
  writeRunFile(home, { pid: 2, port: 8420, secret, startedMs: 2 });
  removeRunFile(home, createSecret());
  expect(readRunFile(home)).not.toBeNull();
  removeRunFile(home, secret);
  expect(readRunFile(home)).toBeNull();
});

it.each(['', '{', '{"pid":1}', 'null'])('reads %j as no engine', (content) => {
  writeFileSync(join(home, 'run.json'), content);
  expect(readRunFile(home)).toBeNull();
});
