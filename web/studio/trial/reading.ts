/** What a model read, as it is shown. */

import type { Understood } from "./trialTypes";

/** The text with its entities marked as in the training data; of those that overlap, the first. */
export function markedFrom({ text, entities }: Pick<Understood, "text" | "entities">): string {
  let made = "";
  let end = 0;
  for (const entity of [...entities].sort((one, other) => one.start - other.start)) {
    if (entity.start < end || entity.end <= entity.start || entity.end > text.length) continue;
    made += `${text.slice(end, entity.start)}[${text.slice(entity.start, entity.end)}](${entity.entity})`;
    end = entity.end;
  }
  return made + text.slice(end);
}

export function shownValue(value: unknown): string {
  if (value === null || value === undefined || value === "") return "空";
  if (value === true) return "是";
  if (value === false) return "否";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Who had the last word on what a text means. */
export const DECIDED: Record<string, string> = {
  values: "只报了号码、日期这类信息，当作在回答上一个问题",
  nothing: "没有可以认的内容",
  sure: "把握够大，直接采用",
  no_topic: "像在问问题，但没有一个问答够像",
  near_topic: "和一个问答很接近，按问答回答",
  faq_strong: "问答的把握更大，按问答回答",
  unsure: "几种意思差不多，先反问客户",
};
