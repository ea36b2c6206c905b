/** Wording of what supervisors do, and of what the conduct guard stops. */

import { ApiError } from "@shared/api";
import type { Breach, IncidentKind, IncidentStatus, IncidentVerb } from "./supervisionTypes";
import { errorText } from "../words";

export const BANNER_LENGTH = 80;

export const KINDS: Record<IncidentKind, string> = {
  typhoon: "台风",
  flood: "暴雨洪水",
  earthquake: "地震",
  system_failure: "系统故障",
  other: "其他",
};

export const STATES: Record<IncidentStatus, string> = {
  announced: "已登记",
  active: "应急中",
  easing: "收尾中",
  closed: "已结束",
};

export const STEPS: Record<
  IncidentVerb,
  { title: string; button: string; hint: string; note: string; danger?: boolean }
> = {
  activate: {
    title: "启动应急",
    button: "启动",
    hint: "几秒内所有客户都会看到横幅，受影响的报案优先接待。",
    note: "说明（选填）",
  },
  ease: {
    title: "转入收尾",
    button: "转入收尾",
    hint: "横幅和快速报案还在，受影响的报案不再优先接待。",
    note: "说明（选填）",
  },
  close: {
    title: "结束应急",
    button: "结束",
    hint: "横幅随即撤下。请写下复盘：哪些做得好，哪些要改进。",
    note: "复盘",
    danger: true,
  },
};

/** What may be done next; the first is the usual step. */
export const NEXT: Record<IncidentStatus, IncidentVerb[]> = {
  announced: ["activate", "close"],
  active: ["ease", "close"],
  easing: ["close", "activate"],
  closed: [],
};

const GUARDS: Record<string, string> = {
  yield: "承诺收益",
  deposit: "和存款比较",
  claim_sure: "承诺赔付",
  absolute: "绝对化用语",
  hunger: "催促购买",
  disclose: "劝阻如实告知",
  rebate: "合同以外的利益",
  churn: "引导退旧买新",
  scam_terms: "代理退保用语",
  tying: "强制搭售",
  renew: "承诺续保",
  no_deduct: "回避免赔额或等待期",
  secrets: "索要密码、验证码",
  complaint: "劝阻投诉",
  auto_deny: "擅自判断不赔",
  belittle: "贬低客户",
  personal_data: "完整的证件号或卡号",
  impatient: "不耐烦",
  officialese: "公文腔",
  sure: "说得太满",
  shouting: "感叹号太多",
};

/** What these suggest is advice, no words to put in the place of others. */
const ADVICE = new Set(["officialese", "shouting", "personal_data"]);

export const isAdvice = (guard: string): boolean => ADVICE.has(guard);

export const guardText = (guard: string): string => GUARDS[guard] ?? guard;

const RULES: Record<string, string> = {
  title_length: "请写 1 到 40 个字的名称",
  banner_length: `横幅请控制在 ${BANNER_LENGTH} 字以内`,
  ends_before_it_starts: "结束时间要晚于现在",
  unknown_faq_entry: "选中的问答已经下线，请重新选择",
  review_note_missing: "请写下复盘再结束",
};

/** The breaches an answer of 422 names; none for any other error. */
export function breachesOf(code: string | undefined, details: Record<string, unknown> | undefined): Breach[] {
  return code === "conduct" ? ((details?.breaches as Breach[] | undefined) ?? []) : [];
}

/** Why words a customer would read were stopped, with what may be said instead; null for any other error. */
export function breachText(error: ApiError, where: string): string | null {
  const [first] = breachesOf(error.code, error.details);
  return first ? `${where}里有${guardText(first.guard)}的说法，可以写成：${first.safe}` : null;
}

export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  const rule = RULES[String(error.details.rule)];
  if (error.code === "rule_broken" && rule) return rule;
  if (error.code === "illegal_transition") return "有同事刚刚操作过，请看最新状态";
  return breachText(error, "横幅") ?? errorText(error.code);
}
