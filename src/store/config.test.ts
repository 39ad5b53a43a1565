import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newStore, rawDatabase } from './testing.ts';

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
    ['copy_enabled', 'yes', /copy_enabled: expected a value of type boolean, and found string "yes"/],
    ['copy_enabled', 1, /copy_enabled: .*boolean.*number 1/],
    ['schema_version', 1.5, /schema_version: .*integer.*number 1\.5/],
    ['schema_version', '3a', /schema_version: .*integer.*"3a"/],
    ['schema_version', undefined, /schema_version: .*integer.*undefined/],
    ['new_key', 5, /new_key: .*string.*number 5/],
  ])('refuses %s = %j, naming key, expected and found', (key, value, message) => {
    const { config } = newStore();
    expect(() => config.set(key, value)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => config.set(key, value)).toThrow(message);
  });

  it('refuses to read what is not there, or is something else', () => {
    const { config, path } = newStore();
    expect(() => config.getString('none')).toThrow(/none: expected a row of type string, and found no such key/);
    expect(() => config.getInteger('copy_enabled')).toThrow(/copy_enabled: expected integer, and found type boolean/);
    rawDatabase(path).exec(`update config set value = 'perhaps' where key = 'copy_enabled';
      update config set value = '12x' where key = 'schema_version';
      insert into config (key, value, data_type, updated_at) values ('broken', '{', 'json', 1)`);
    expect(() => config.getBoolean('copy_enabled')).toThrow(
      /copy_enabled: expected true or false, and found "perhaps"/,
    );
    expect(() => config.getInteger('schema_version')).toThrow(/schema_version: expected an integer, and found "12x"/);
    expect(() => config.getJson('broken')).toThrow(/broken: expected JSON, and found "\{"/);
  });

  it('reads a row that v1 or v2 code has written anew, without its type', () => {
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
