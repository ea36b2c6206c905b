/** Wording of coaching that both pages use. */

import type { Area, Entry, Practice } from "./types";

export const AREAS: Record<Area, string> = {
  product: "产品知识",
  service: "服务规范",
  compliance: "合规",
  communication: "沟通",
  system: "系统操作",
};

export const KINDS: Record<Entry["kind"], string> = {
  practice: "模拟练习",
  quiz: "测验",
  lesson: "课程",
  role_play: "角色扮演",
};

export const ENDINGS: Record<NonNullable<Practice["ending"]>, string> = {
  satisfied: "客户满意",
  gave_up: "客户走了",
  complained: "客户投诉",
  broken_off: "提前结束",
};

export const DIFFICULTY = ["", "入门", "进阶", "较难"];

/** Hours of training: 「1.5 小时」, below an hour minutes. */
export function hoursText(minutes: number): string {
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.round(minutes / 6) / 10;
  return `${hours} 小时`;
}

/** The sentence above somebody's hours. */
export function standingText(minutes: number, target: number, least: number): string {
  if (minutes < least) return `今年还不到 ${least / 60} 小时，先从计划里的一项开始`;
  if (minutes < target) return `离全年 ${target / 60} 小时还差 ${hoursText(target - minutes)}`;
  return "今年的学时已经达标";
}
