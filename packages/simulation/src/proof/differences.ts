/** A compared value, its expected value and its actual value. The expected value is undefined where it is not checked. */
export type Expectation = readonly [what: string, expected: unknown, actual: unknown];

/** The values that differ from the expected ones, as text; empty when all match. */
export function differencesOf(...expectations: readonly Expectation[]): string[] {
  return expectations.flatMap(([what, expected, actual]) => {
    const [wanted, found] = [JSON.stringify(expected), JSON.stringify(actual)];
    return expected === undefined || wanted === found ? [] : [`${what}: expected ${wanted}, found ${found}`];
  });
}
