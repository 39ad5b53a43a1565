import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newLinkedStore, OPENING, rawDatabase } from '../testing.ts';

const SECRET = 'eyJhbGciOiJIUzUxMiJ9.canary-token.signature';

describe('tokens', () => {
  it('the newest is the active one; earlier ones stay, inactive', () => {
    const { tokens, path } = newLinkedStore(1);
    tokens.saveToken('L', 'leader', 'leader token', null);
    tokens.saveToken('F1', 'follower', 'old', null);
    const id = tokens.saveToken('F1', 'follower', SECRET, OPENING + 86_400);
    expect(tokens.activeToken('F1')).toEqual({
      id,
      account_id: 'F1',
      account_type: 'follower',
      access_token: SECRET,
      scope: 'WEB',
      expires_at: OPENING + 86_400,
      last_used_at: null,
      created_at: OPENING,
    });
    expect(tokens.activeToken('L')?.access_token).toBe('leader token');
    const rows = rawDatabase(path)
      .prepare("select is_active from auth_tokens where account_id = 'F1' order by id")
      .all();
    expect(rows.map((row) => row['is_active'])).toEqual([0, 1]);
  });

  it('is undefined where there is none', () => {
    expect(newLinkedStore(1).tokens.activeToken('F1')).toBeUndefined();
  });

  it('are nowhere in the files in the clear', () => {
    const store = newLinkedStore(1);
    store.tokens.saveToken('F1', 'follower', SECRET, null);
    for (const file of [store.path, `${store.path}-wal`])
      expect(readFileSync(file).includes('canary-token')).toBe(false);
    store.close();
    expect(readFileSync(store.path).includes('canary-token')).toBe(false);
    expect(readFileSync(store.path).includes('auth_tokens')).toBe(true);
  });

  it('cannot be used by another account to which the row was copied', () => {
    const { tokens, path } = newLinkedStore(2);
    tokens.saveToken('F1', 'follower', SECRET, null);
    tokens.saveToken('F2', 'follower', 'other', null);
    rawDatabase(path).exec(
      "update auth_tokens set access_token = (select access_token from auth_tokens where account_id = 'F1') where account_id = 'F2'",
    );
    expect(() => tokens.activeToken('F2')).toThrow(expect.objectContaining({ code: 'SECRET_MOVED' }));
    expect(tokens.activeToken('F1')?.access_token).toBe(SECRET);
  });

  it('a token that an old program wrote in the clear is not taken for a sealed one', () => {
    const { tokens, path } = newLinkedStore(1);
    rawDatabase(path).exec(`insert into auth_tokens (account_type, account_id, access_token, created_at, updated_at)
      values ('follower', 'F1', 'clear text', 1, 1)`);
    expect(() => tokens.activeToken('F1')).toThrow(expect.objectContaining({ code: 'SECRET_MALFORMED' }));
  });

  it('notes when it was used', () => {
    const { tokens } = newLinkedStore(1);
    tokens.saveToken('F1', 'follower', SECRET, null);
    tokens.touchToken('F1', OPENING + 5);
    expect(tokens.activeToken('F1')?.last_used_at).toBe(OPENING + 5);
  });
});
