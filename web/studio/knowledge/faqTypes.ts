/** An FAQ entry as the API reads and writes it. */

export interface FaqText {
  category: string;
  question: string;
  similar: string[];
  answer: string;
  details: string | null;
  /** The answer in other words, by channel. */
  channels: Record<string, string>;
  source: { name: string; article: string | null; clause: string | null };
  mark: string;
  effective_on: string | null;
  expires_on: string | null;
  product: string | null;
  related: string[];
  catalogue: number | null;
}

export interface FaqEntry extends FaqText {
  id: string;
  version: string;
  file: string;
  reviewed_on: string | null;
}

export const NEW_ENTRY: FaqText = {
  category: "",
  question: "",
  similar: [],
  answer: "",
  details: null,
  channels: {},
  source: { name: "", article: null, clause: null },
  mark: "S",
  effective_on: null,
  expires_on: null,
  product: null,
  related: [],
  catalogue: null,
};

/** How sure the house is of an answer. */
export const MARKS: Record<string, string> = {
  L: "法规原文，已核对",
  Lm: "法规，凭记忆",
  V: "二手资料",
  S: "公司规定",
  C: "行业惯例",
  "?": "待确认",
};

export const CHANNELS: Record<string, string> = { web: "网页", wechat: "公众号", wecom: "微信客服" };

export const LONGEST_ANSWER = 150;

/** Only what is written; the server counts the rest itself. */
export function textOf(entry: FaqEntry): FaqText {
  const { id: _id, version: _version, file: _file, reviewed_on: _reviewed, ...text } = entry;
  return text;
}

/** Why an entry cannot be saved yet; null: nothing. */
export function faqProblem(entry: FaqText): string | null {
  if (!entry.question.trim()) return "请写标准问";
  if (!entry.category) return "请选分类";
  if (!entry.answer.trim()) return "请写答案";
  if (entry.answer.length > LONGEST_ANSWER) return `答案多了 ${entry.answer.length - LONGEST_ANSWER} 字，细节放到「说详细些」`;
  if (!entry.source.name.trim()) return "请写出处";
  if (entry.effective_on && entry.expires_on && entry.effective_on >= entry.expires_on) return "失效日要晚于生效日";
  return null;
}
