/** Wording of what a customer is asked on the phone; the items are those of the survey page. */

import type { Against, Item, Occasion, Source } from "./taskTypes";

export const ITEMS: Record<Item, string> = {
  resolved: "对这次处理满意吗",
  attitude: "工作人员的态度怎么样",
  speed: "办得快不快",
  quality: "事情办得好不好",
  ease: "理赔方不方便",
};

export const SCORES = [1, 2, 3, 4, 5] as const;
export const LONGEST_COMMENT = 500;

export const SOURCES: Record<Source, string> = { chat: "在线", wechat: "微信", sms: "短信链接", phone: "电话回访" };

export const AGAINST: Record<Against, string> = {
  refused: "客户说过以后不想再被问，电话里也请不要问。",
  death: "这件事和身故有关，请不要让家属评价。",
};

export const RECORD_MISSING = "没有找到这件理赔或投诉，可能已经归档";

/** The case a task is about, `claim:CLM-1`; null where it is about something else that nobody is surveyed for. */
export function caseOf(about: string | null): { occasion: Occasion; number: string } | null {
  const [noun, ...number] = about?.split(":") ?? [];
  return noun === "claim" || noun === "complaint" ? { occasion: noun, number: number.join(":") } : null;
}
