import type { z } from 'zod';

/** What is wrong with a value that its schema has no words of its own for: `expected a whole number, found text`. */
export function issueWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `expected ${bound('at least', Number(issue.minimum), String(issue.origin))}`;
    case 'too_big':
      return `expected ${bound('at most', Number(issue.maximum), String(issue.origin))}`;
    case 'invalid_type':
      return `expected ${TYPES[String(issue.expected)] ?? String(issue.expected)}${issue.input === undefined ? ', found none' : ''}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `unknown: ${issue.keys.join(', ')}`;
    default:
      return 'not valid';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'several fields',
  record: 'several fields',
};

function bound(side: string, limit: number, of: string): string {
  const unit = of === 'string' ? ' characters' : of === 'array' ? ' of them' : '';
  return `${side} ${limit.toLocaleString('en-IN')}${unit}`;
}
