import type { Command } from '../engine/index.ts';

/** What is to be done at the broker, in the order it was decided: the engine loop fills it after the commit, the dispatcher drains it. */
export class Outbox {
  #commands: Command[] = [];
  #news = Promise.withResolvers<undefined>();
  #isClosed = false;

  get length(): number {
    return this.#commands.length;
  }

  put(command: Command): void {
    this.#commands.push(command);
    this.#news.resolve(undefined);
  }

  /** What is in it is still given out. */
  close(): void {
    this.#isClosed = true;
    this.#news.resolve(undefined);
  }

  /** For its one reader. Resolves with all that is in it, in the turn in which it was put; null when it is closed and empty. */
  async take(): Promise<readonly Command[] | null> {
    if (this.#commands.length === 0 && !this.#isClosed) await this.#news.promise;
    if (this.#commands.length === 0) return null;
    const commands = this.#commands;
    this.#commands = [];
    if (!this.#isClosed) this.#news = Promise.withResolvers();
    return commands;
  }
}
