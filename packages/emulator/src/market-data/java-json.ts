/**
 * A number as the charts print it. Recorded answers show doubles as Java prints them, `1605.0` and `1.7375706E9`. A client that parses
 * only integers fails here before it fails at the broker.
 */
export function javaDouble(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e7 || Math.abs(value) < 1e-3)) {
    const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** An object of parallel arrays, all of them doubles. */
export function javaArrays(arrays: Readonly<Record<string, readonly number[]>>): string {
  const fields = Object.entries(arrays).map(([name, values]) => `"${name}":[${values.map(javaDouble).join(',')}]`);
  return `{${fields.join(',')}}`;
}
