import { describe, expect, it } from "vitest";
import { byQueue, share, slots, sums } from "../supervision/past";
import type { History, Period } from "../supervision/pastTypes";

function period(begins: string, more: Partial<Period> = {}): Period {
  return {
    begins,
    queue: null,
    name: "全部",
    offered: 10,
    answered: 8,
    abandoned: 2,
    transfers: 1,
    service_level: 80,
    mean_wait_s: 30,
    p90_wait_s: 60,
    mean_first_reply_s: 20,
    mean_handling_s: 300,
    breaches: { first_response: 1, reply: 2, resolution: 0 },
    ratings: 0,
    mean_score: null,
    csat: null,
    nps: null,
    contacts: 20,
    contained: 15,
    ...more,
  };
}

const SPAN = { since: "2026-11-16T00:00:00+08:00", until: "2026-11-18T23:59:59+08:00" };

describe("history", () => {
  it("keeps the days on which nothing was, and shows none of the future", () => {
    const history: History = { ...SPAN, by: "day", periods: [period("2026-11-17T00:00:00+08:00")] };
    const now = Date.parse("2026-11-17T09:00:00+08:00");
    const found = slots(history, history.periods, now);
    expect(found.map((slot) => slot.period?.offered ?? null)).toEqual([null, 10]);
  });

  it("counts hours by the hour", () => {
    const history: History = { ...SPAN, by: "hour", periods: [] };
    expect(slots(history, [], Date.parse("2026-11-16T05:30:00+08:00"))).toHaveLength(6);
  });

  it("adds counts up, breaches of all three clocks in one", () => {
    const found = sums([period("2026-11-16T00:00:00+08:00"), period("2026-11-17T00:00:00+08:00")]);
    expect(found).toMatchObject({ offered: 20, answered: 16, breaches: 6, contained: 30 });
  });

  it("has no share of nothing", () => {
    expect(share(0, 0)).toBeNull();
    expect(share(1, 4)).toBe(25);
  });

  it("sums each queue, leaving out what is of all together", () => {
    const found = byQueue([
      period("2026-11-16T00:00:00+08:00"),
      period("2026-11-16T00:00:00+08:00", { queue: "claims", name: "理赔服务", contacts: null }),
      period("2026-11-17T00:00:00+08:00", { queue: "claims", name: "理赔服务", contacts: null }),
    ]);
    expect(found.map((each) => [each.name, each.sums.offered, each.sums.contacts])).toEqual([["理赔服务", 20, 0]]);
  });
});
