import type { Timers } from '../time/timers.ts';

/** An incomplete reorder window is sent after this time. Half a second of silence is longer than any burst. */
const reorderFlushMs = 500;

/** The faults of one account's frames. */
export interface StreamFaults {
  muted: boolean;
  duplicates: boolean;
  delayMs: number;
  /** Frames collected and sent newest first; below 2 means in order. */
  reorderWindow: number;
  /** How many of the next frames are lost. */
  dropNext: number;
}

/**
 * Delivers an account's frames from OrderEntry to its sockets, with the faults of the delivery.
 * A lost frame stays lost: the stream has no replay.
 */
export class FrameDelivery {
  readonly faults: StreamFaults = { muted: false, duplicates: false, delayMs: 0, reorderWindow: 0, dropNext: 0 };
  readonly #timers: Timers;
  readonly #send: (frame: string) => void;
  #window: string[] = [];
  #windowNumber = 0;

  constructor(timers: Timers, send: (frame: string) => void) {
    this.#timers = timers;
    this.#send = send;
  }

  push(frame: string): void {
    const { faults } = this;
    if (faults.muted) return;
    if (faults.dropNext > 0) {
      faults.dropNext -= 1;
      return;
    }
    for (const copy of faults.duplicates ? [frame, frame] : [frame]) this.#reorder(copy);
  }

  /** @param window - frames per group; frames that an older window holds back are sent first */
  setReorderWindow(window: number): void {
    this.#flush();
    this.faults.reorderWindow = window;
  }

  /** Ends all faults of the stream. Frames that are held back are sent. */
  clearFaults(): void {
    this.#flush();
    Object.assign(this.faults, { muted: false, duplicates: false, delayMs: 0, reorderWindow: 0, dropNext: 0 });
  }

  #reorder(frame: string): void {
    if (this.faults.reorderWindow < 2) {
      this.#delay(frame);
      return;
    }
    this.#window.push(frame);
    if (this.#window.length >= this.faults.reorderWindow) {
      this.#flush();
    } else if (this.#window.length === 1) {
      const number = this.#windowNumber;
      this.#timers.after(reorderFlushMs, () => {
        if (number === this.#windowNumber) this.#flush();
      });
    }
  }

  #flush(): void {
    this.#windowNumber += 1;
    const held = this.#window;
    this.#window = [];
    for (const frame of held.reverse()) this.#delay(frame);
  }

  #delay(frame: string): void {
    if (this.faults.delayMs === 0) this.#send(frame);
    else this.#timers.after(this.faults.delayMs, () => this.#send(frame));
  }
}
