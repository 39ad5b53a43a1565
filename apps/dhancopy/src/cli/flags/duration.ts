import { InvalidArgumentError } from 'commander';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `500ms`, `5s`, `2m`, `1h` as milliseconds. @throws {InvalidArgumentError} which names the flag when it is printed */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  const unit = match?.[2];
  if (!match || !isUnit(unit)) throw new InvalidArgumentError('Expected a time such as 500ms, 5s or 2m.');
  return Math.round(Number(match[1]) * UNIT_MS[unit]);
}

function isUnit(text: string | undefined): text is keyof typeof UNIT_MS {
  return text !== undefined && text in UNIT_MS;
}
