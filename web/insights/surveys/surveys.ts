/** Campaigns: what `/api/desk/surveys` sends, and how it is said. */

import { formatDate } from "@shared/format";
import { countText } from "../numbers";

export type State = "planned" | "running" | "done" | "stopped";
export type Item = "attitude" | "speed" | "quality" | "ease";

/** `value`: none of fewer than five answers. */
export interface Mark {
  n: number;
  value: number | null;
}

export interface Segment {
  line: string | null;
  claim_days: number | null;
  conversation_days: number | null;
  /** Per cent of the group. */
  share: number;
  most: number;
}

export interface Campaign extends Segment {
  id: string;
  name: string;
  state: State;
  starts_on: string;
  created_by: string;
  stopped_by: string | null;
  stopped_at: string | null;
  invited: number;
  answered: number;
  refused: number;
  items: (Mark & { item: Item })[];
  nps: Mark;
}

export interface Campaigns {
  campaigns: Campaign[];
  this_year: number;
  wanted: number;
  next_due_on: string;
}

export type Draft = Segment & { name: string; starts_on: string };

export interface Prospect {
  customers: number;
  refused: number;
  asked_lately: number;
  expected: number;
  pause_days: number;
}

export const STATES: Record<State, string> = { planned: "待开始", running: "正在问", done: "已问完", stopped: "已停止" };
export const ITEMS: Record<Item, string> = { attitude: "服务态度", speed: "办事速度", quality: "服务质量", ease: "理赔方便" };

export const LINES: Record<string, string> = {
  auto_commercial: "商业车险",
  auto_compulsory: "交强险",
  medical: "医疗险",
  critical_illness: "重疾险",
  accident: "意外险",
  life: "寿险",
  annuity: "年金险",
  home: "家财险",
  liability: "责任险",
};

/** Who is asked: `有车险有效保单、近 90 天报过案的客户，抽 50%，最多 200 人`. */
export function segmentText({ line, claim_days, conversation_days, share, most }: Segment): string {
  const holds = [
    line ? `有${LINES[line] ?? line}有效保单` : "有有效保单",
    claim_days ? `近 ${claim_days} 天报过案` : "",
    conversation_days ? `近 ${conversation_days} 天核身咨询过` : "",
  ].filter(Boolean);
  const drawn = share < 100 ? `抽 ${share}%，` : "";
  return `${holds.join("、")}的客户，${drawn}最多 ${countText(most)} 人`;
}

/** How many a year, and by when the next one has to begin. */
export function calendarText({ this_year, wanted, next_due_on }: Campaigns, today: string): string {
  const when = next_due_on <= today ? "现在就该安排下一次了" : `下一次最晚 ${formatDate(next_due_on)}开始`;
  return `今年 ${this_year} 次，每年至少 ${wanted} 次。${when}。`;
}

/** What planning it would mean, before it is planned. */
export function prospectText({ customers, refused, asked_lately, expected, pause_days }: Prospect, { share, most }: Segment): string[] {
  if (customers === 0) return ["这群客户现在一个也没有，换个条件试试。"];
  const spared = [
    refused ? `${countText(refused)} 人说过不想再被问` : "",
    asked_lately ? `${countText(asked_lately)} 人到那天为止 ${pause_days} 天内问过` : "",
  ].filter(Boolean);
  const free = customers - refused - asked_lately;
  const capped = Math.round((free * share) / 100) > most;
  return [
    `这群客户现在有 ${countText(customers)} 人。${spared.length > 0 ? `${spared.join("，")}，不会打扰。` : ""}`,
    expected === 0
      ? "这样安排一个人也问不到。"
      : `大约会问 ${countText(expected)} 人${capped ? `：能问的比上限多，到 ${countText(most)} 人为止` : ""}。`,
  ];
}
