/** Signs of life for the agent who answers: what this page has shown, and what is being written. Told sparingly. */

import type { Activity } from "./api";

/** Between two tellings of a text that grows. */
const PAUSE_MS = 1500;

export class Signs {
  private written = "";
  private told = "";
  private shown = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly tell: (activity: Activity) => void) {}

  /** An empty text is told at once: it was sent, or given up. */
  writes(text: string): void {
    this.written = text;
    if (text === "") {
      if (this.timer) clearTimeout(this.timer);
      this.timer = null;
      this.tellWriting();
    } else if (!this.timer) {
      this.tellWriting();
      this.timer = setTimeout(() => {
        this.timer = null;
        if (this.written !== this.told) this.writes(this.written);
      }, PAUSE_MS);
    }
  }

  /** Everything up to this number stands before the customer's eyes. */
  shows(seq: number): void {
    if (seq <= this.shown) return;
    this.shown = seq;
    this.tell({ read: seq });
  }

  private tellWriting(): void {
    if (this.written === this.told) return;
    this.told = this.written;
    this.tell({ typing: this.written });
  }
}
