/** What is typed in one conversation and not sent yet. */

import { Board } from "@shared/board";
import type { Quote } from "../types";
import type { Origin } from "./outgoing";

export interface Drafted {
  text: string;
  /** For colleagues only. */
  internal: boolean;
  quote: Quote | null;
  /** What it was taken from. */
  origin: Origin | null;
}

const EMPTY: Drafted = { text: "", internal: false, quote: null, origin: null };

export class Draft extends Board<Drafted> {
  constructor() {
    super(EMPTY);
  }

  write(text: string): void {
    // Everything deleted: what comes next is the agent's own.
    this.set(text ? { text } : { text, origin: null });
  }

  /** Below what stands there already. */
  add(text: string, origin: Origin): void {
    const before = this.state.text.trim();
    this.set({ text: before ? `${before}\n${text}` : text, origin, internal: false });
  }

  /** What was not sent, before what was typed since. */
  bringBack(text: string): void {
    this.set({ text: [text, this.state.text].filter(Boolean).join("\n") });
  }

  internal(internal: boolean): void {
    this.set({ internal, quote: internal ? null : this.state.quote });
  }

  quote(quote: Quote | null): void {
    this.set({ quote, internal: quote ? false : this.state.internal });
  }

  /** What is in it, and it is empty. Who writes a note goes on with notes. */
  take(): Drafted {
    const taken = this.state;
    this.set({ ...EMPTY, internal: taken.internal });
    return taken;
  }
}
