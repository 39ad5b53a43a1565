/** What is looked at, what must be true of it, and what is; what must be is undefined where it is not looked at. */
export type Expectation = readonly [what: string, expected: unknown, actual: unknown];

/** What is not as it must be, in words; empty when all is. */
export function differencesOf(...expectations: readonly Expectation[]): string[] {
  return expectations.flatMap(([what, expected, actual]) => {
    const [wanted, found] = [JSON.stringify(expected), JSON.stringify(actual)];
    return expected === undefined || wanted === found ? [] : [`${what}: expected ${wanted}, found ${found}`];
  });
}
