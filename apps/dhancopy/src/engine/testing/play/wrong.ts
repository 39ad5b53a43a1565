/** The rules that a session is judged by. */
export const ORACLES = [
  'two live orders',
  'same id twice',
  'bad order',
  'budget ignored',
  'sent while halted',
  'late entry',
  'no bound',
  'too many orders',
  'too many units',
  'too many requests',
  'copied part changed sides',
  'not flat',
  'not resting',
  'rests for no link',
  'not equal',
  'no outcome',
  'held differs',
  'sum differs',
  'restart acts',
  'never quiet',
  'threw',
] as const;
export type Oracle = (typeof ORACLES)[number];

/** A session broke a rule: it ends here. */
export class Wrong extends Error {
  override readonly name = 'Wrong';
  readonly oracle: Oracle;

  constructor(oracle: Oracle, text: string) {
    super(text);
    this.oracle = oracle;
  }
}
