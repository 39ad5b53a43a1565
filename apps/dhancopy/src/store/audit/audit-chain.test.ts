import { describe, expect, it } from 'vitest';
import { newStore, OPENING, rawDatabase } from '../testing.ts';

function threeRows() {
  const store = newStore();
  const ids = ['place_order', 'modify_order', 'cancel_order'].map((action) =>
    store.audit.add({
      action,
      account_type: 'follower',
      account_id: 'F1',
      response_data: { ok: true },
      duration_ms: 12,
    }),
  );
  return { ...store, ids };
}

/** As somebody with the file and without us: the triggers are no hindrance to him. */
function tamper(path: string, sql: string): void {
  const raw = rawDatabase(path);
  raw.exec('drop trigger audit_log_is_not_changed; drop trigger audit_log_is_not_deleted');
  raw.exec(sql);
  raw.close();
}

describe('the audit chain', () => {
  it('holds over what we write, also in several transactions and processes', () => {
    const { audit, path, transaction } = threeRows();
    transaction(() => {
      for (let n = 0; n < 1_500; n += 1) audit.add({ action: 'get_order', account_type: 'leader', account_id: 'L' });
    });
    newStore({ path }).audit.add({ action: 'kill', account_type: 'follower', account_id: null });
    audit.add({ action: 'resume', account_type: 'follower', account_id: null });
    const seen: number[] = [];
    const report = audit.chain.verify(null, (rows) => seen.push(rows));
    expect(report).toMatchObject({
      linked: 1_505,
      outside: 0,
      broken: null,
      head: audit.chain.head(),
      knowsAsked: null,
    });
    expect(seen).toEqual([1_000, 1_505]);
  });

  it.each([
    ['a changed answer', "update audit_log set response_data = '{}' where id = 2", 2],
    ['a changed time', 'update audit_log set ts = ts + 1 where id = 1', 1],
    ['a removed row', 'delete from audit_log where id = 2', 3],
    ['a removed first row', 'delete from audit_log where id = 1', 2],
    [
      'two rows that changed places',
      'update audit_log set id = -id; update audit_log set id = 4 + id where id in (-1, -2, -3)',
      1,
    ],
    [
      'a row put in with a hash of its own',
      "insert into audit_log (id, action, account_type, ts, hash) values (4, 'x', 'leader', 1, 'abc')",
      4,
    ],
  ])('finds %s', (_, sql, id) => {
    const { audit, path } = threeRows();
    tamper(path, sql);
    expect(audit.chain.verify().broken).toMatchObject({ id });
  });

  it('shows by a head that was noted earlier that the end was cut off', () => {
    const { audit, path } = threeRows();
    const noted = audit.chain.head();
    expect(audit.chain.verify(noted)).toMatchObject({ knowsAsked: true });
    tamper(path, 'delete from audit_log where id = 3');
    expect(audit.chain.verify(noted)).toMatchObject({ broken: null, knowsAsked: false });
  });

  it('leaves what other programs write outside, and lets them change it', () => {
    const { audit, path } = threeRows();
    const raw = rawDatabase(path);
    raw.exec(`insert into audit_log (action, account_type, ts) values ('old', 'leader', ${OPENING})`);
    audit.add({ action: 'place_order', account_type: 'follower', account_id: 'F1' });
    raw.exec("update audit_log set action = 'older' where action = 'old'");
    expect(audit.chain.verify()).toMatchObject({ linked: 4, outside: 1, broken: null });
    raw.exec("delete from audit_log where action = 'older'");
    expect(audit.chain.verify()).toMatchObject({ linked: 4, outside: 0, broken: null });
  });

  it('refuses to change or delete a row of the chain, and lets archived ones go', () => {
    const { audit, path, ids } = threeRows();
    const raw = rawDatabase(path);
    expect(() => raw.exec("update audit_log set action = 'x'")).toThrow(/append-only/);
    expect(() => raw.exec('delete from audit_log where id = 1')).toThrow(/append-only/);
    expect(audit.chain.removeArchived(ids[1] ?? 0)).toBe(2);
    expect(audit.chain.verify()).toMatchObject({ linked: 1, broken: null });
    expect(() => raw.exec('delete from audit_log')).toThrow(/append-only/);
    expect(audit.chain.removeArchived(ids[2] ?? 0)).toBe(1);
    audit.add({ action: 'get_order', account_type: 'leader', account_id: 'L' });
    expect(audit.chain.verify()).toMatchObject({ linked: 1, broken: null });
  });
});
