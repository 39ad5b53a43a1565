import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newStore, rawDatabase } from '../testing.ts';

describe('config', () => {
  it('reads each type as what it is', () => {
    const { config } = newStore();
    config.set('name', 'Desk');
    config.set('hosts', { a: [1, null] }, { data_type: 'json', category: 'system', description: 'Where' });
    expect(config.getString('name')).toBe('Desk');
    expect(config.getJson('hosts')).toEqual({ a: [1, null] });
    expect(config.getInteger('ws_max_reconnect_attempts')).toBe(10);
    expect(config.getBoolean('copy_enabled')).toBe(true);
    expect(config.list().find(({ key }) => key === 'hosts')).toMatchObject({
      category: 'system',
      description: 'Where',
    });
  });

  it('writes a value and keeps what the row is', () => {
    const { config } = newStore();
    config.set('copy_enabled', false);
    config.set('ws_max_reconnect_attempts', '12');
    expect(config.getBoolean('copy_enabled')).toBe(false);
    expect(config.getInteger('ws_max_reconnect_attempts')).toBe(12);
    expect(config.list().find(({ key }) => key === 'copy_enabled')).toMatchObject({
      data_type: 'boolean',
      category: 'copy_trading',
    });
  });

  it.each([
    ['copy_enabled', 'yes', /copy_enabled: expected true or false, and found "yes"/],
    ['copy_enabled', ['true'], /copy_enabled: expected true or false, and found a list/],
    ['copy_enabled', 1, /copy_enabled: expected true or false, and found the number 1/],
    ['schema_version', 1.5, /schema_version: expected a whole number, and found the number 1\.5/],
    ['schema_version', '1.5', /schema_version: expected a whole number, and found "1\.5"/],
    ['schema_version', '3a', /schema_version: expected a whole number, and found "3a"/],
    ['schema_version', undefined, /schema_version: .*and found nothing/],
    ['new_key', 5, /new_key: expected text, and found the number 5/],
  ])('refuses %s = %j, naming key, expected and found', (key, value, message) => {
    const { config } = newStore();
    expect(() => config.set(key, value)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => config.set(key, value)).toThrow(message);
  });

  it('refuses a bigint, which no row can have', () => {
    const { config } = newStore();
    expect(() => config.set('schema_version', 12n)).toThrow(
      'config schema_version: expected a whole number, and found the bigint 12',
    );
    expect(() => config.set('hosts', { a: 12n }, { data_type: 'json' })).toThrow('config hosts: expected JSON');
  });

  it.each([[{ a: Number.NaN }], [[undefined]], [new Map()], [{ at: new Date(0) }]])(
    'refuses %s as JSON, which would write something else',
    (value) => {
      const { config } = newStore();
      expect(() => config.set('hosts', value, { data_type: 'json' })).toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID' }),
      );
    },
  );

  it('refuses to read what is not there, or is something else', () => {
    const { config, path } = newStore();
    expect(() => config.getString('none')).toThrow(/none: expected text, and found no such setting/);
    expect(() => config.getInteger('copy_enabled')).toThrow(
      /copy_enabled: expected a whole number, and found a row of the type boolean/,
    );
    rawDatabase(path).exec(`update config set value = 'perhaps' where key = 'copy_enabled';
      update config set value = '12x' where key = 'schema_version';
      insert into config (key, value, data_type, updated_at) values ('broken', '{', 'json', 1)`);
    expect(() => config.getBoolean('copy_enabled')).toThrow(
      /copy_enabled: expected true or false, and found "perhaps"/,
    );
    expect(() => config.getInteger('schema_version')).toThrow(
      /schema_version: expected a whole number, and found "12x"/,
    );
    expect(() => config.getJson('broken')).toThrow(/broken: expected JSON, and found "\{"/);
  });

  it('reads a row that v1 or v2 code has written again, without its type', () => {
    const { config, path } = newStore();
    rawDatabase(path).exec(
      "INSERT OR REPLACE INTO config (key, value, updated_at) VALUES ('copy_enabled', 'false', 1)",
    );
    expect(config.getBoolean('copy_enabled')).toBe(false);
  });

  it('seals sensitive values, also when they are changed, and never shows them in an error', () => {
    const store = newStore();
    store.config.set('smtp_password', 'canary-one', { is_sensitive: true });
    store.config.set('smtp_password', 'canary-two');
    expect(store.config.getString('smtp_password')).toBe('canary-two');
    expect(store.config.list().find(({ key }) => key === 'smtp_password')?.value).toMatch(/^v1\./);
    store.config.set('limit', 5, { data_type: 'integer', is_sensitive: true });
    expect(store.config.getInteger('limit')).toBe(5);
    expect(() => store.config.set('limit', 'canary-three')).not.toThrow(/canary/);
    store.close();
    expect(readFileSync(store.path).includes('canary')).toBe(false);
  });
});

describe('the history of the configuration', () => {
  it('keeps each change: version, who, when, before and after', () => {
    const { config } = newStore();
    config.set('copy_enabled', false, {}, 'asha');
    config.set('copy_enabled', false, {}, 'ravi');
    config.set('copy_enabled', true, {}, 'ravi');
    expect(config.changes('copy_enabled')).toEqual([
      expect.objectContaining({ version: 3, old_value: 'false', new_value: 'true', changed_by: 'ravi' }),
      expect.objectContaining({ version: 2, old_value: 'true', new_value: 'false', changed_by: 'asha' }),
      expect.objectContaining({ version: 1, old_value: null, new_value: 'true', changed_by: 'dhancopy' }),
    ]);
    expect(config.changes('copy_enabled', 1)).toHaveLength(1);
    expect(config.changes().map(({ key }) => key)).toContain('schema_version');
  });

  it('does not give a sensitive value away, and does not count the same value as a change', () => {
    const { config, path } = newStore();
    config.set('api_secret', 'hush-hush-1', { is_sensitive: true }, 'asha');
    config.set('api_secret', 'hush-hush-1', {}, 'asha');
    config.set('api_secret', 'hush-hush-2', {}, 'asha');
    const changes = config.changes('api_secret');
    expect(changes.map(({ version, old_value, new_value }) => [version, old_value, new_value])).toEqual([
      [2, null, null],
      [1, null, null],
    ]);
    const rows = rawDatabase(path).prepare("select * from config_changes where key = 'api_secret'").all();
    expect(JSON.stringify(rows)).not.toContain('hush-hush');
  });

  it('sees what other programs write, also by a replace, and what they delete', () => {
    const { config, path } = newStore();
    const raw = rawDatabase(path);
    raw.exec("INSERT OR REPLACE INTO config (key, value, updated_at) VALUES ('copy_enabled', 'false', 1)");
    raw.exec("UPDATE config SET value = 'true' WHERE key = 'copy_enabled'");
    raw.exec("DELETE FROM config WHERE key = 'copy_enabled'");
    raw.close();
    expect(
      config.changes('copy_enabled').map(({ old_value, new_value, changed_by }) => [old_value, new_value, changed_by]),
    ).toEqual([
      ['true', null, 'sql'],
      ['false', 'true', 'sql'],
      ['true', 'false', 'sql'],
      [null, 'true', 'dhancopy'],
    ]);
  });

  it('leaves out what the system notes for itself', () => {
    const { config } = newStore();
    config.set('last_funds_snapshot_ts', 5);
    expect(config.changes('last_funds_snapshot_ts')).toEqual([]);
  });
});
