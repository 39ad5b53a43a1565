import type { Chance } from './chance.ts';

/** Ways to spoil an input. None of them depends on its reader. */

type Json = unknown;
type Tree = Record<string, Json> | Json[];

/** Placeholders for nesting so deep that only text can hold it. The second one exhausts the stack of JSON.stringify. */
const DEEP: readonly (readonly [mark: string, text: string])[] = [
  ['@deep-lists@', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['@deep-objects@', '{"0":'.repeat(20_000) + '1' + '}'.repeat(20_000)],
];

/** Values that may replace any value. */
const VALUES: readonly (() => Json)[] = [
  () => null,
  () => true,
  () => false,
  () => 0,
  () => -0,
  () => 1,
  () => -1,
  () => 0.1 + 0.2,
  () => 1e21,
  () => 1e308,
  () => -1e308,
  () => 5e-324,
  () => 2 ** 53 + 2,
  () => 12345678901234567890,
  () => '',
  () => ' ',
  () => '0',
  () => '0.0',
  () => '-1',
  () => '1e3',
  () => '1E400',
  () => '0x19',
  () => '0b11',
  () => '1_000',
  () => '1,000',
  () => '12.5 apples',
  () => '\u0661\u0662',
  () => '\uff11\uff12',
  () => 'Infinity',
  () => 'NaN',
  () => 'NA',
  () => 'null',
  () => '\u0000',
  () => '\ud800',
  () => '\u202e\u{1f4b8}',
  () => 'x'.repeat(5_000),
  () => '2026-02-30 10:00:00',
  () => '2026-13-45 25:61:61',
  () => '9999-12-31 23:59:59',
  () => '0001-01-01 00:00:00',
  () => '2026-09-15T10:02:11Z',
  () => '31/02/2026 10:00',
  () => 'Feb 31, 2026',
  () => [],
  () => ({}),
  () => [[]],
  () => [[[[[[[[[[1]]]]]]]]]],
  () => '@deep-lists@',
  () => '@deep-objects@',
];

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  'status',
  'errorCode',
  'data',
  'orderId',
  'price',
  '0',
] as const;

/** One to four changes somewhere in a tree. The original tree is not changed. */
export function mutateJson(value: Json, chance: Chance): Json {
  let mutated = structuredClone(value);
  for (let count = 1 + chance.below(4); count > 0; count -= 1) mutated = mutateOnce(mutated, chance);
  return mutated;
}

function mutateOnce(root: Json, chance: Chance): Json {
  const places = placesIn(root);
  if (places.length === 0 || chance.percent(3)) return chance.pick(VALUES)();
  const { parent, key } = chance.pick(places);
  const old = (parent as Record<string, Json>)[key];
  switch (chance.below(13)) {
    case 0:
      remove(parent, key);
      break;
    case 1:
      put(parent, key, chance.pick(VALUES)());
      break;
    case 2:
      put(parent, key, otherType(old));
      break;
    case 3:
      put(parent, key, mutateScalar(old, chance));
      break;
    case 4: {
      const other = chance.pick(places);
      put(parent, key, structuredClone((other.parent as Record<string, Json>)[other.key]));
      break;
    }
    case 5:
      put(parent, key, [old]);
      break;
    case 6:
      put(parent, key, { [key]: old });
      break;
    case 7:
      if (Array.isArray(parent)) parent.push(structuredClone(old));
      else put(parent, otherCase(key, chance), chance.percent(50) ? old : chance.pick(VALUES)());
      break;
    case 8:
      rename(parent, key, otherCase(key, chance));
      break;
    case 9:
      put(parent, chance.pick(KEYS), chance.percent(50) ? old : chance.pick(VALUES)());
      break;
    case 10:
      if (Array.isArray(parent)) parent.length = 0;
      else put(parent, key, typeof old === 'number' ? -old : chance.pick(VALUES)());
      break;
    case 11:
      put(parent, key, typeof old === 'number' ? old * chance.pick([10, 0.1, 1e12, 1.0001]) : otherType(old));
      break;
    default:
      put(
        parent,
        key,
        typeof old === 'number'
          ? chance.pick([String(old), old.toExponential(), `${old}.0`, ` ${old} `, `+${old}`])
          : old,
      );
  }
  return root;
}

interface Place {
  readonly parent: Tree;
  readonly key: string;
}

function placesIn(root: Json): Place[] {
  const places: Place[] = [];
  const open: Json[] = [root];
  while (open.length > 0 && places.length < 2_000) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    for (const key of Object.keys(node)) {
      places.push({ parent: node as Tree, key });
      open.push((node as Record<string, Json>)[key]);
    }
  }
  return places;
}

/** As JSON.parse does, also under the name of the prototype. */
function put(parent: Tree, key: string, value: Json): void {
  if (Array.isArray(parent) && !/^\d+$/.test(key)) return;
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

function remove(parent: Tree, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}

function rename(parent: Tree, key: string, name: string): void {
  if (Array.isArray(parent)) return;
  const value = parent[key];
  remove(parent, key);
  put(parent, name, value);
}

function otherType(value: Json): Json {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : { value };
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return Object.fromEntries(value.map((one, index) => [String(index), one as Json]));
  return value === null ? 'null' : Object.values(value ?? {});
}

function mutateScalar(value: Json, chance: Chance): Json {
  if (typeof value === 'number')
    return chance.pick([value + 1, value - 1, -value, value / 3, value * 1e15, Math.round(value) + 0.5]);
  if (typeof value === 'string') return mutateText(value, chance);
  return !value;
}

function otherCase(key: string, chance: Chance): string {
  const snake = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return chance.pick([
    key.toUpperCase(),
    key.toLowerCase(),
    snake,
    key.charAt(0).toUpperCase() + key.slice(1),
    `${key} `,
  ]);
}

/** Changes letters, cuts, repeats. */
export function mutateText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  switch (chance.below(8)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(at);
    case 2:
      return (
        text.slice(0, at) + String.fromCharCode(chance.below(chance.percent(80) ? 128 : 65_536)) + text.slice(at + 1)
      );
    case 3:
      return (
        text.slice(0, at) +
        chance.pick(['"', '\\', ',', '\n', '\0', '0', '.', 'e9', '-', ' ', '\ufeff', '\u200b', 'ÿ']) +
        text.slice(at)
      );
    case 4:
      return text + text;
    case 5:
      return text.toUpperCase();
    case 6:
      return text.toLowerCase();
    default: {
      const to = chance.below(text.length + 1);
      return text.slice(0, at) + text.slice(Math.min(at, to), Math.max(at, to)) + text.slice(at);
    }
  }
}

/** JSON as text: mostly of a changed tree, sometimes with a changed text, with duplicate keys or without an end. */
export function mutateJsonText(value: Json, chance: Chance): string {
  // Three in a hundred are unchanged: a readable input must be read.
  const text = chance.percent(3) ? stringify(value) : stringify(mutateJson(value, chance));
  if (chance.percent(85)) return text;
  if (chance.percent(30)) return text.replace('{', `{"${chance.pick(KEYS)}":${stringify(chance.pick(VALUES)())},`);
  if (chance.percent(10)) return chance.pick(['', ' ', '<html>502</html>', 'null', '\ufeff' + text, '['.repeat(3_000)]);
  return mutateText(text, chance);
}

function stringify(value: Json): string {
  const text = (JSON.stringify(value) as string | undefined) ?? 'null';
  return DEEP.reduce((rest, [mark, deep]) => rest.replaceAll(`"${mark}"`, deep), text);
}

/** Flips bits, cuts, repeats, writes large numbers. */
export function mutateBytes(bytes: Buffer, chance: Chance): Buffer {
  let mutated = Buffer.from(bytes);
  for (let count = chance.below(4); count > 0; count -= 1) {
    const at = chance.below(mutated.length + 1);
    switch (chance.below(7)) {
      case 0:
        if (at < mutated.length) mutated.writeUInt8(mutated.readUInt8(at) ^ (1 << chance.below(8)), at);
        break;
      case 1:
        if (at < mutated.length) mutated.writeUInt8(chance.pick([0, 0xff, 0x7f, 0x80, chance.below(256)]), at);
        break;
      case 2:
        mutated = mutated.subarray(0, at);
        break;
      case 3:
        mutated = Buffer.concat([mutated.subarray(0, at), Buffer.from([chance.below(256)]), mutated.subarray(at)]);
        break;
      case 4:
        mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + 1 + chance.below(8))]);
        break;
      case 5:
        if (at + 4 <= mutated.length)
          mutated.writeUInt32LE(
            chance.pick([0, 0x7fc0_0000, 0x7f80_0000, 0xffff_ffff, 0x8000_0000, chance.below(2 ** 32)]),
            at,
          );
        break;
      default:
        mutated = Buffer.concat([mutated, mutated.subarray(0, at)]);
    }
  }
  return mutated;
}
