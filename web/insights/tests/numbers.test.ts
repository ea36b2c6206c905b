import { describe, expect, it } from "vitest";
import { anomalyText, deltaOf, durationText, redFirst, shortOf, targetText, valueText } from "../numbers";
import { axisOf } from "../kpi/axis";
import { runs } from "@shared/charts/Spark";
import type { Kpi } from "../types";

const kpi = (more: Partial<Kpi>): Kpi => ({
  id: "x", name: "X", about: "", unit: "percent", value: 90, n: 10, target: { op: ">=", value: 85 }, met: true, previous: 88, trend: [], breakdowns: [],
  drill: null, ...more,
});

describe("figures", () => {
  it.each([
    [45, "45 秒"],
    [125, "2 分 5 秒"],
    [3600, "1 小时"],
    [3780, "1 小时 3 分"],
    [59.6, "1 分"],
    [93_600, "1 天 2 小时"],
  ])("%s seconds read %s", (seconds, text) => expect(durationText(seconds)).toBe(text));

  it.each([
    [92.25, "percent", "92.3%"],
    [4469, "count", "4,469"],
    [0.5, "days", "12 小时"],
    [8.3, "days", "8.3 天"],
    [-4, "points", "-4 分"],
    [null, "percent", "–"],
  ] as const)("%s %s reads %s", (value, unit, text) => expect(valueText(value, unit)).toBe(text));

  it("says the target without decimals that say nothing", () => {
    expect(targetText({ op: ">=", value: 90 }, "percent")).toBe("目标不低于 90%");
    expect(targetText({ op: "<=", value: 7 }, "days")).toBe("目标不超过 7 天");
  });

  it("calls less of what should be little better", () => {
    const cycle = kpi({ unit: "days", value: 6, previous: 8, target: { op: "<=", value: 7 } });
    expect(deltaOf(cycle)).toEqual({ text: "比上期低 2 天", better: true });
    expect(deltaOf(kpi({ value: 80 }))).toEqual({ text: "比上期低 8.0 个百分点", better: false });
    expect(deltaOf(kpi({ target: null }))?.better).toBeNull();
    expect(deltaOf(kpi({ previous: null }))).toBeNull();
  });

  it("says how far a missed target is", () => {
    expect(shortOf(kpi({ value: 81.3 }))).toBe("差 3.7 个百分点");
    expect(shortOf(kpi({ unit: "days", value: 8.3, target: { op: "<=", value: 7 } }))).toBe("超出 1.3 天");
    expect(shortOf(kpi({ unit: "days", value: 7.3, target: { op: "<=", value: 7 } }))).toBe("超出 0.3 天");
  });

  it("puts what is missed first and keeps the order otherwise", () => {
    const all = [kpi({ id: "a" }), kpi({ id: "b", met: false }), kpi({ id: "c", met: null }), kpi({ id: "d", met: false })];
    expect(redFirst(all).map(({ id }) => id)).toEqual(["b", "d", "a", "c"]);
  });

  it("explains an unusual day by what is usual", () => {
    const odd = { day: "2026-11-12", value: 61.2, n: 48, anomaly: "low" as const };
    const usual = [89, 90, 91].map((value, place) => ({ day: `2026-11-0${place + 1}`, value, n: 40, anomaly: null }));
    expect(anomalyText(kpi({ trend: [...usual, odd] }), odd)).toBe("11月12日明显偏低：61.2%（48 条记录），平常在 90.0% 上下");
  });
});

describe("axes", () => {
  it("has ticks of whole minutes", () => expect(axisOf([200, 1650], "seconds")).toEqual({ min: 0, max: 1800, interval: 600 }));
  it("never passes a hundred percent", () => expect(axisOf([90, 95.2, 99.3], "percent")).toEqual({ min: 90, max: 100, interval: 2 }));
  it("has room where all days are alike", () => {
    const { min, max } = axisOf([100, 100], "percent");
    expect(max).toBe(100);
    expect(min).toBeLessThan(100);
  });
  it("counts whole things", () => expect(axisOf([1, 2], "count").interval).toBe(1));
});

it("leaves a gap where nothing was measured", () => expect(runs([1, 2, null, 3])).toEqual([[0, 1], [3]]));
