import { expect, it } from "vitest";
import { type Hour, cellText, cellWords, openHours, worst } from "../waits/waits";

const hour = (weekday: number, at: number, median_s: number | null, queued = 20, gave_up: number | null = 5): Hour => ({
  weekday, hour: at, queued, answered: queued, median_s, gave_up,
});

it("shows the hours from the first to the last in which anybody queued", () => {
  expect(openHours([hour(1, 11, 60), hour(7, 8, 60)])).toEqual([8, 9, 10, 11]);
  expect(openHours([])).toEqual([]);
});

it("says a wait as short as a cell, and of few cases how many there were", () => {
  expect(cellText(hour(1, 9, 45), "median_s")).toBe("45秒");
  expect(cellText(hour(1, 9, 389), "median_s")).toBe("6分");
  expect(cellText(hour(1, 9, 5400), "median_s")).toBe("1.5时");
  expect(cellText(hour(1, 9, 45), "gave_up")).toBe("5%");
  expect(cellText(hour(1, 9, null, 3, null), "median_s")).toBe("3次");
  expect(cellWords(hour(1, 9, null, 3, null))).toContain("人次太少");
});

it("names the worst hours, never one of few cases", () => {
  const hours = [hour(1, 9, 60), hour(1, 10, null, 3), hour(2, 9, 300), hour(3, 9, 120), hour(4, 9, 90)];
  expect(worst(hours, "median_s").map(({ weekday }) => weekday)).toEqual([2, 3, 4]);
});
