/** What is offered to this agent, and until when. Pure. */

import type { Listed } from "../types";

export interface Offer {
  c: Listed;
  /** Milliseconds since the epoch. */
  until: number;
}

/** The one that ends first, of those that wait for `username`. When one is over the server says: clocks of PCs differ. */
export function offersTo(username: string, queue: Listed[]): Offer[] {
  return queue
    .filter((c) => c.offered_to === username && c.offered_until)
    .map((c) => ({ c, until: Date.parse(c.offered_until ?? "") }))
    .sort((a, b) => a.until - b.until);
}
