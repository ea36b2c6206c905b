/** Figures as people read them. */

import type { DayValue, Kpi, Target, Unit } from "./types";

const GROUPED = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 1 });
export const NONE = "–";

/** What stands at an axis. */
export const UNITS: Record<Unit, string> = {
  percent: "%",
  count: "次",
  seconds: "时长",
  days: "天",
  score: "分",
  points: "分",
};

export const countText = (n: number): string => GROUPED.format(n);

/** 45 → 45 秒, 125 → 2 分 5 秒, 3780 → 1 小时 3 分. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} 秒`;
  if (whole < 3600) return joined(Math.floor(whole / 60), "分", whole % 60, "秒");
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return joined(Math.floor(minutes / 60), "小时", minutes % 60, "分");
  const hours = Math.round(minutes / 60);
  return joined(Math.floor(hours / 24), "天", hours % 24, "小时");
}

const joined = (large: number, unit: string, small: number, rest: string): string =>
  small ? `${large} ${unit} ${small} ${rest}` : `${large} ${unit}`;

export function valueText(value: number | null, unit: Unit): string {
  if (value === null) return NONE;
  switch (unit) {
    case "percent":
      return `${value.toFixed(1)}%`;
    case "seconds":
      return durationText(value);
    case "days":
      return value < 1 && value > 0 ? durationText(value * 86_400) : `${GROUPED.format(value)} 天`;
    case "score":
      return `${value.toFixed(1)} 分`;
    case "points":
      return `${GROUPED.format(value)} 分`;
    default:
      return GROUPED.format(value);
  }
}

/** A target has no decimals that say nothing: 90%, not 90.0%. */
const boundText = (value: number, unit: Unit): string =>
  unit === "percent" ? `${GROUPED.format(value)}%` : valueText(value, unit);

export const targetText = ({ op, value }: Target, unit: Unit): string =>
  `目标${op === ">=" ? "不低于" : "不超过"} ${boundText(value, unit)}`;

export interface Delta {
  text: string;
  /** null: neither, or there is no target to say so. */
  better: boolean | null;
}

/** Against the period before; null where one of them has no value. */
export function deltaOf({ value, previous, unit, target }: Pick<Kpi, "value" | "previous" | "unit" | "target">): Delta | null {
  if (value === null || previous === null) return null;
  const by = value - previous;
  if (Math.abs(by) < 0.05) return { text: "与上期持平", better: null };
  const better = target ? by > 0 === (target.op === ">=") : null;
  const size = unit === "percent" ? `${Math.abs(by).toFixed(1)} 个百分点` : valueText(Math.abs(by), unit);
  return { text: `比上期${by > 0 ? "高" : "低"} ${size}`, better };
}

/** How far a missed target is; in the unit the value itself is shown in. */
export function shortOf({ value, target, unit }: Pick<Kpi, "value" | "target" | "unit">): string {
  if (value === null || target === null) return "";
  const by = Math.abs(value - target.value);
  const size =
    unit === "percent" ? `${by.toFixed(1)} 个百分点` : unit === "days" && value >= 1 ? `${GROUPED.format(by)} 天` : valueText(by, unit);
  return target.op === ">=" ? `差 ${size}` : `超出 ${size}`;
}

export const missed = (kpis: readonly Kpi[]): Kpi[] => kpis.filter((each) => each.met === false);

/** Missed targets first, the order of the house otherwise. */
export const redFirst = (kpis: readonly Kpi[]): Kpi[] => [...missed(kpis), ...kpis.filter((each) => each.met !== false)];

export const dayText = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;
export const dayShort = (day: string): string => `${Number(day.slice(5, 7))}/${Number(day.slice(8, 10))}`;

/** What an unusual day was, beside what is usual: the middle one of the other days. */
export function anomalyText(kpi: Pick<Kpi, "unit" | "trend">, one: DayValue): string {
  const others = kpi.trend
    .filter((each) => each.anomaly === null && each.value !== null)
    .map((each) => each.value as number)
    .sort((a, b) => a - b);
  const usual = others[Math.floor(others.length / 2)];
  const is = `${dayText(one.day)}明显偏${one.anomaly === "high" ? "高" : "低"}：${valueText(one.value, kpi.unit)}`;
  const of = kpi.unit === "count" ? "" : `（${countText(one.n)} 条记录）`;
  return usual === undefined ? `${is}${of}` : `${is}${of}，平常在 ${valueText(usual, kpi.unit)} 上下`;
}

export const shareText = (part: number, whole: number): string =>
  whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : NONE;
