import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Activity } from "../api";
import { Signs } from "../signs";

let told: Activity[];
let signs: Signs;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  signs = new Signs((activity) => told.push(activity));
});

afterEach(() => vi.useRealTimers());

test("a text that grows is told now and then, and as it stands at the end", () => {
  for (const text of ["发", "发票", "发票我", "发票我传"]) {
    signs.writes(text);
    vi.advanceTimersByTime(200);
  }
  vi.advanceTimersByTime(2000);

  expect(told).toEqual([{ typing: "发" }, { typing: "发票我传" }]);
});

test("what is sent or given up is told at once, once", () => {
  signs.writes("发票");
  signs.writes("");
  signs.writes("");
  vi.advanceTimersByTime(2000);

  expect(told).toEqual([{ typing: "发票" }, { typing: "" }]);
});

test("what was shown is told once, and never less than before", () => {
  signs.shows(4);
  signs.shows(4);
  signs.shows(3);
  signs.shows(6);

  expect(told).toEqual([{ read: 4 }, { read: 6 }]);
});
