/** The pages of the figures. The address keeps the page and the period: `#kpi/csat?period=30`. */

import { goTo } from "@shared/board";
import { seesInsights } from "../staff/places";
import type { User } from "../staff/types";
import type { Insights } from "./insights";
import { type Period, type Span, periodOf, queryOf, spanOf } from "./period";

export interface PageProps {
  insights: Insights;
  user: User;
  place: Place;
  span: Span;
}

export interface Place {
  page: PageKey;
  rest: string[];
  period: Period;
}

export type PageKey = "overview" | "kpi" | "topics" | "waits" | "surveys" | "flows" | "report";

/** In the order of the rail; what is not on it one gets to from another page. `desk`: for those alone who work at the desk too. */
export const PAGES: Record<PageKey, { name: string; title: string; rail: boolean; desk?: boolean }> = {
  overview: { name: "总览", title: "总览", rail: true },
  kpi: { name: "指标", title: "指标", rail: false },
  topics: { name: "话题", title: "话题与旅程", rail: true },
  waits: { name: "等待", title: "排队等待", rail: true },
  surveys: { name: "调查", title: "满意度调查", rail: true, desk: true },
  report: { name: "月报", title: "服务月报", rail: true },
  flows: { name: "流程", title: "服务流程标准", rail: true },
};

export const mayLook = seesInsights;

export function placeOf(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const [key = "", ...rest] = path.split("/").map(decoded);
  const page = key in PAGES ? (key as PageKey) : "overview";
  return { page: page === "kpi" && !rest[0] ? "overview" : page, rest, period: periodOf(query) };
}

export function hashOf(period: Period, page: PageKey, ...rest: string[]): string {
  return `#${[page, ...rest].map(encodeURIComponent).join("/")}${queryOf(period)}`;
}

export const go = (place: Place, page: PageKey, ...rest: string[]): void => goTo(hashOf(place.period, page, ...rest));

export const spanHere = (place: Place, now?: Date): Span => spanOf(place.period, now);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
