/** Which days are looked at: days of Shanghai, both ends included. */

import { today } from "@shared/format";

export interface Span {
  from: string;
  to: string;
}

export type Named = "7" | "30" | "90" | "month" | "last";
export type Period = { named: Named } | { own: Span };

export const NAMED: Record<Named, string> = {
  "7": "近 7 天",
  "30": "近 30 天",
  "90": "近 90 天",
  month: "本月",
  last: "上月",
};

export const MOST_DAYS = 400;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DEFAULT: Period = { named: "30" };

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export const daysOf = ({ from, to }: Span): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000) + 1;

/** `2026-03-31` → `2026-03`, `-1` the month before. */
export function monthOf(day: string, more = 0): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + more, 1)).toISOString().slice(0, 7);
}

export function spanOf(period: Period, now: Date = new Date()): Span {
  if ("own" in period) return period.own;
  const to = today(now);
  if (period.named === "month") return { from: `${monthOf(to)}-01`, to };
  if (period.named === "last") return { from: `${monthOf(to, -1)}-01`, to: addDays(`${monthOf(to)}-01`, -1) };
  return { from: addDays(to, 1 - Number(period.named)), to };
}

export const fits = (span: Span): boolean =>
  isDay(span.from) && isDay(span.to) && span.from <= span.to && daysOf(span) <= MOST_DAYS;

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** Anything unreadable is the usual period. */
export function periodOf(query: string): Period {
  const values = new URLSearchParams(query);
  const named = values.get("period");
  if (named !== null && named in NAMED) return { named: named as Named };
  const own = { from: values.get("from") ?? "", to: values.get("to") ?? "" };
  return fits(own) ? { own } : DEFAULT;
}

export function queryOf(period: Period): string {
  if ("own" in period) return `?from=${period.own.from}&to=${period.own.to}`;
  return period.named === "30" ? "" : `?period=${period.named}`;
}

export const wire = ({ from, to }: Span): string => `from=${from}&to=${to}`;
