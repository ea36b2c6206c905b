import { describe, expect, it } from "vitest";
import { Activity } from "../active";

function activity(signedIn: boolean) {
  const page = new EventTarget();
  const seen = { now: 0, told: 0 };
  const tell = (): Promise<void> => {
    seen.told += 1;
    return Promise.reject(new Error("the line is down"));
  };
  new Activity(() => signedIn, tell, () => seen.now).listen(page);
  return { page, seen };
}

describe("somebody is there", () => {
  it("is told at the first touch and then once a minute at most", () => {
    const { page, seen } = activity(true);
    for (const at of [0, 1_000, 59_999, 60_000, 61_000, 130_000]) {
      seen.now = at;
      page.dispatchEvent(new Event(at % 2 ? "keydown" : "pointerdown"));
    }
    expect(seen.told).toBe(3);
  });

  it("is not told while nobody is logged in", () => {
    const { page, seen } = activity(false);
    page.dispatchEvent(new Event("keydown"));
    expect(seen.told).toBe(0);
  });
});
