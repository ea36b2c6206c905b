/** An axis whose ticks are round for people: minutes and hours rather than thousands of seconds, fives and tens of percent. */

import type { Unit } from "../types";

export interface Axis {
  min: number;
  max: number;
  interval: number;
}

const TICKS = 5;
const PLAIN = [1, 2, 5, 10, 20, 50];
const SECONDS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** `values` with the target, so that it is in the picture too. */
export function axisOf(values: readonly number[], unit: Unit): Axis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  // Shares and marks are read by their differences; what begins at nought shows its size.
  const floats = unit === "percent" || unit === "score" || unit === "points";
  const from = floats ? low : Math.min(0, low);
  const interval = stepOf(high - from || Math.abs(high) || 1, unit);
  let min = Math.floor(from / interval) * interval;
  let max = Math.ceil(high / interval) * interval;
  if (unit === "percent") {
    min = Math.max(0, min);
    max = Math.min(100, max);
  }
  if (min === max) {
    if (unit === "percent" && max === 100) min -= interval;
    else max += interval;
  }
  return { min, max, interval };
}

function stepOf(extent: number, unit: Unit): number {
  if (unit === "seconds") {
    const step = SECONDS.find((each) => extent / each <= TICKS);
    return step ?? Math.ceil(extent / TICKS / 86_400) * 86_400;
  }
  const ten = 10 ** Math.floor(Math.log10(extent / TICKS));
  const step = PLAIN.find((each) => extent / (each * ten) <= TICKS) ?? 10;
  return unit === "count" ? Math.max(1, step * ten) : step * ten;
}
