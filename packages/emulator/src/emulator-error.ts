/** The emulator was started or used incorrectly. The message says what was expected and what was found. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
}
