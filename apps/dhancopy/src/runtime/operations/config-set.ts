import { z } from 'zod';
import { addOwnSettings, checkSetting, NOT_USED_YET } from '../configuration.ts';
import { OperationError } from './errors.ts';
import { by } from './fields.ts';
import { stored } from './stored.ts';

export const configSet = stored({
  op: 'config.set',
  schema: z.object({
    op: z.literal('config.set'),
    key: z
      .string()
      .min(1, 'expected the name of a setting')
      .max(100, 'expected the name of a setting; see "dhancopy config list"'),
    value: z.string().max(10_000, 'expected a value of at most 10,000 characters'),
    by,
  }),
  // The value may be a secret, whatever the setting is called.
  record: (asked) => ({ ...asked, value: '(in config_changes)' }),
  change(store, { key, value, by: who }) {
    addOwnSettings(store);
    checkSetting(store, key, value);
    const row = store.config.find(key);
    store.config.set(key, row?.data_type === 'json' ? parseJson(key, value) : value, {}, who);
    const effect = NOT_USED_YET.get(key);
    const use = effect === undefined ? '' : `; this version does not use it: ${effect}`;
    if (row?.is_sensitive === 1) return `${key} is set${use}`;
    const now = store.config.find(key)?.value;
    if (row?.value === now) return `${key}: nothing is different, it was ${shown(now)} already${use}`;
    return `${key}: ${shown(row?.value)} → ${shown(now)}${use}`;
  },
});

/** An empty value is shown as such. */
function shown(value: string | undefined): string {
  return value === undefined || value === '' ? '(nothing)' : value;
}

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OperationError(`config ${key}: not valid JSON`);
  }
}
