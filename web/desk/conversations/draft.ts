/** What is typed in one conversation and not sent yet. */

import { Board } from "../board";
import type { Quote } from "../types";

export interface Drafted {
  text: string;
  /** For colleagues only. */
  internal: boolean;
  quote: Quote | null;
  /** The canned reply it began with. */
  canned: string | null;
}

const EMPTY: Drafted = { text: "", internal: false, quote: null, canned: null };

export class Draft extends Board<Drafted> {
  constructor() {
    super(EMPTY);
  }

  write(text: string): void {
    // Everything deleted: what comes next is the agent's own.
    this.set(text ? { text } : { text, canned: null });
  }

  /** Below what stands there already. */
  add(text: string, canned: string | null = null): void {
    const before = this.state.text.trim();
    this.set({ text: before ? `${before}\n${text}` : text, canned: canned ?? this.state.canned, internal: false });
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
