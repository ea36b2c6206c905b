/** Up to where each conversation was read, kept for this tab, and what that leaves unread. */

import { browserStore } from "@shared/storage";
import type { Listed } from "../types";

const KEY = "baowen.desk.seen";

export class Seen {
  private readonly store = browserStore("sessionStorage");
  private numbers: Record<string, number> = JSON.parse(this.store.get(KEY) ?? "{}");

  mark(id: string, seq: number): void {
    if ((this.numbers[id] ?? -1) >= seq) return;
    this.numbers = { ...this.numbers, [id]: seq };
    this.store.set(KEY, JSON.stringify(this.numbers));
  }

  /** On the first reading we cannot know what was read; a newcomer afterwards was handed to us unseen. */
  begin(mine: Listed[]): void {
    for (const c of mine) {
      if (this.numbers[c.conversation_id] === undefined) this.mark(c.conversation_id, c.last_seq ?? 0);
    }
  }

  /** Without those that are open. */
  unread(mine: Listed[], open: string[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const c of mine) {
      if (open.includes(c.conversation_id)) continue;
      const count = (c.last_seq ?? 0) - (this.numbers[c.conversation_id] ?? 0);
      if (count > 0) counts[c.conversation_id] = count;
    }
    return counts;
  }
}
