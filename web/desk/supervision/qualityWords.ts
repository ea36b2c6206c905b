/** Wording of quality reviews. */

import { ApiError } from "@shared/api";
import { errorText } from "../words";
import type { Dimension, Scores } from "./qualityTypes";

export const DIMENSIONS: Record<Dimension, { name: string; asks: string }> = {
  completeness: { name: "完整", asks: "问的都答了，后续怎么办讲清楚了" },
  conformity: { name: "规范", asks: "说法合规，核身和登记按流程" },
  attitude: { name: "态度", asks: "耐心、有礼貌，安抚到位" },
  timeliness: { name: "时效", asks: "按时限回复；默认值按回复时长算出" },
};

export const DIMENSION_CODES = Object.keys(DIMENSIONS) as Dimension[];

/** The weighted whole, halves up: what the server will make of it. */
export function totalOf(scores: Scores, weights: Scores): number {
  const weighted = DIMENSION_CODES.reduce((sum, each) => sum + scores[each] * weights[each], 0);
  return Math.floor((weighted + 50) / 100);
}

export const REFUSALS: Record<string, string> = {
  already_reviewed: "这次接待已经有人质检过了",
  own_work: "自己的接待由其他同事质检",
  engagement_not_found: "没有找到这次接待，或它还没有结束",
  review_not_found: "没有找到这份质检",
  already_answered: "已经回复过了",
};

export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  return REFUSALS[error.code] ?? errorText(error.code);
}
