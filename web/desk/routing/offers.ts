/** What is offered to this agent, and until when. Pure. */

import type { Listed } from "../types";

export interface Offer {
  c: Listed;
  /** Milliseconds since the epoch. */
  until: number;
}

/** The one that ends first, of those that wait for `username`. */
export function offersTo(username: string, queue: Listed[], now: number): Offer[] {
  return queue
    .filter((c) => c.offered_to === username && c.offered_until)
    .map((c) => ({ c, until: Date.parse(c.offered_until ?? "") }))
    .filter((offer) => offer.until > now)
    .sort((a, b) => a.until - b.until);
}
