/** Something read from the server, free of React. What was read stays while a later reading fails. */

import { Board } from "./board";
import { codeOf } from "./errors";

export interface Read<T> {
  /** null: not read yet. */
  value: T | null;
  /** Code of the failure of the last reading, while it lasts. */
  error: string | null;
  busy: boolean;
}

export class Reading<T> extends Board<Read<T>> {
  private ask: (() => Promise<T>) | null = null;
  private readings = 0;
  private beat: number | undefined;

  constructor() {
    super({ value: null, error: null, busy: false });
  }

  /** Reads something else from now on, every `beat` milliseconds if given; what was read before goes. */
  of(ask: () => Promise<T>, beat?: number): void {
    this.stop();
    this.ask = ask;
    this.set({ value: null, error: null });
    if (beat) this.beat = window.setInterval(this.again, beat);
    this.again();
  }

  stop(): void {
    window.clearInterval(this.beat);
    this.ask = null;
    this.readings += 1;
  }

  /** The newest reading counts, whichever answer comes last. */
  readonly again = (): void => {
    if (!this.ask) return;
    const reading = ++this.readings;
    this.set({ busy: true });
    this.ask().then(
      (value) => reading === this.readings && this.set({ value, error: null, busy: false }),
      (error: unknown) => reading === this.readings && this.set({ error: codeOf(error), busy: false }),
    );
  };
}

export interface Page<T> {
  rows: T[];
  /** Where the next page begins; null at the end. */
  next: string | null;
}

export interface Turned<T> extends Read<T[]> {
  next: string | null;
}

/** A list that is read page by page. */
export class Pages<T> extends Board<Turned<T>> {
  private ask: ((after: string | null) => Promise<Page<T>>) | null = null;
  private readings = 0;

  constructor() {
    super({ value: null, error: null, busy: false, next: null });
  }

  of(ask: (after: string | null) => Promise<Page<T>>): void {
    this.ask = ask;
    this.again();
  }

  /** Nothing is asked for any more. */
  clear(): void {
    this.ask = null;
    this.readings += 1;
    this.set({ value: null, error: null, busy: false, next: null });
  }

  /** From the first page. */
  readonly again = (): void => {
    this.set({ value: null, next: null });
    this.turn(null);
  };

  readonly more = (): void => {
    if (this.state.next !== null && !this.state.busy) this.turn(this.state.next);
  };

  private turn(after: string | null): void {
    if (!this.ask) return;
    const reading = ++this.readings;
    this.set({ busy: true, error: null });
    this.ask(after).then(
      ({ rows, next }) => {
        if (reading !== this.readings) return;
        this.set({ value: [...(this.state.value ?? []), ...rows], next, busy: false });
      },
      (error: unknown) => reading === this.readings && this.set({ error: codeOf(error), busy: false }),
    );
  }
}
