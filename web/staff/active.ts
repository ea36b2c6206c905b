/**
 * Tells the server that somebody is there: the log-in ends after an hour in which nobody touched the page. What the
 * page reads by itself does not count, so a touch is told by a read that says so, once a minute at most.
 */

import { request } from "@shared/api";

const TELL_EVERY_MS = 60_000;
const TOUCHES = ["pointerdown", "keydown"] as const;

export class Activity {
  private told = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly signedIn: () => boolean,
    private readonly tell: () => Promise<unknown> = () =>
      request("/api/staff/me", { headers: { "X-Active": "1" } }),
    private readonly now: () => number = () => performance.now(),
  ) {}

  listen(target: EventTarget): void {
    for (const kind of TOUCHES) target.addEventListener(kind, this.touched, { capture: true, passive: true });
  }

  readonly touched = (): void => {
    if (!this.signedIn() || this.now() - this.told < TELL_EVERY_MS) return;
    this.told = this.now();
    // A failure shows elsewhere: the page's own reads fail as well.
    this.tell().catch(() => {});
  };
}
