const HIDDEN = '[hidden]';
/** Shorter texts are not secrets, and hiding them would cut words. */
const SECRET_MIN = 4;

/** Removes the secrets of one call from its error and its record. */
export class Hider {
  readonly #secrets: readonly string[];
  readonly #answerIsSecret: boolean;

  constructor(secrets: readonly string[], answerIsSecret: boolean) {
    this.#secrets = secrets.filter((secret) => secret.length >= SECRET_MIN);
    this.#answerIsSecret = answerIsSecret;
  }

  text(text: string): string {
    return this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  }

  /** The broker's body. */
  answer(text: string): string {
    return this.#answerIsSecret && text !== '' ? HIDDEN : this.text(text);
  }

  value(value: unknown): unknown {
    if (value === null || this.#secrets.length === 0) return value;
    const text = JSON.stringify(value);
    const hidden = this.text(text);
    return hidden === text ? value : (JSON.parse(hidden) as unknown);
  }
}
