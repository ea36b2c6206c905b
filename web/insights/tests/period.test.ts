import { expect, it } from "vitest";
import { hashOf, placeOf } from "../pages";
import { fits, monthOf, periodOf, spanOf } from "../period";

// In Shanghai it is the first of March already.
const NOW = new Date("2026-02-28T17:00:00Z");

it.each([
  ["7", { from: "2026-02-23", to: "2026-03-01" }],
  ["30", { from: "2026-01-31", to: "2026-03-01" }],
  ["month", { from: "2026-03-01", to: "2026-03-01" }],
  ["last", { from: "2026-02-01", to: "2026-02-28" }],
] as const)("%s is counted in days of Shanghai, today included", (named, span) => expect(spanOf({ named }, NOW)).toEqual(span));

it("keeps page and period in the address", () => {
  for (const period of [{ named: "30" }, { named: "last" }, { own: { from: "2026-01-01", to: "2026-01-31" } }] as const) {
    expect(placeOf(hashOf(period, "kpi", "csat"))).toEqual({ page: "kpi", rest: ["csat"], period });
  }
});

it("falls back to the usual period where the address makes no sense", () => {
  for (const query of ["", "period=12", "from=2026-02-30x&to=2026-03-01", "from=2026-03-02&to=2026-03-01", "from=2024-01-01&to=2026-01-01"])
    expect(periodOf(query)).toEqual({ named: "30" });
  expect(fits({ from: "2025-01-01", to: "2026-02-04" })).toBe(true);
  expect(placeOf("#kpi").page).toBe("overview");
});

it("finds the month before, also in January", () => expect(monthOf("2026-01-31", -1)).toBe("2025-12"));
