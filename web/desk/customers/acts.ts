/** What an agent does for the customer they serve: the fields of each act, and where it goes. */

import { today } from "@shared/format";
import { CATEGORIES } from "../words";

export interface ActField {
  name: string;
  label: string;
  kind: "text" | "long" | "date" | "money" | "choice" | "list";
  required?: boolean;
  options?: [value: string, label: string][];
  most?: number;
  hint?: string;
}

export interface Act {
  title: string;
  done: (answer: Record<string, unknown> | null) => string;
  url: string;
  fields: ActField[];
  /** What the customer sees of it. */
  hint?: string;
}

const LINES: [string, string][] = [
  ["auto_commercial", "车险"],
  ["medical", "医疗险"],
  ["critical_illness", "重疾险"],
  ["accident", "意外险"],
  ["life", "寿险"],
  ["annuity", "年金险"],
  ["home", "家财险"],
  ["liability", "责任险"],
];

const of = (customerNo: string, what: string): string =>
  `/api/desk/customers/${encodeURIComponent(customerNo)}/${what}`;
const claim = (claimNo: string, what: string): string => `/api/desk/claims/${encodeURIComponent(claimNo)}/${what}`;

export function reportLoss(customerNo: string, policies: [string, string][]): Act {
  return {
    title: "登记报案",
    url: of(customerNo, "claim-reports"),
    done: (answer) => `已报案，报案号 ${answer?.claim_no ?? ""}`,
    fields: [
      { name: "date_of_loss", label: "出险日期", kind: "date", required: true },
      policies.length
        ? { name: "policy_no", label: "保单", kind: "choice", options: policies }
        : { name: "line", label: "险种", kind: "choice", options: LINES },
      { name: "place", label: "出险地点", kind: "text", most: 200 },
      { name: "cause", label: "经过", kind: "long", most: 2000, required: true },
      { name: "injury", label: "人员伤亡", kind: "text", most: 200, hint: "没有就写“无”" },
      { name: "amount", label: "预估损失（元）", kind: "money" },
    ],
  };
}

export const lodgeComplaint = (customerNo: string): Act => ({
  title: "登记投诉",
  url: of(customerNo, "complaints"),
  done: (answer) => `已登记，受理编号 ${answer?.receipt_no ?? ""}`,
  hint: "用客户自己的话写。登记后按时限办理，客户会收到受理编号。",
  fields: [
    { name: "category", label: "类别", kind: "choice", required: true, options: Object.entries(CATEGORIES) },
    { name: "detail", label: "事由", kind: "long", required: true, most: 2000 },
    { name: "demand", label: "诉求", kind: "long", most: 2000 },
    { name: "target", label: "投诉对象", kind: "text", most: 200 },
  ],
});

export const wishCall = (customerNo: string): Act => ({
  title: "预约回电",
  url: of(customerNo, "callbacks"),
  done: (answer) => `已预约，将拨打 ${answer?.phone ?? "登记的号码"}`,
  fields: [
    { name: "topic", label: "什么事", kind: "text", required: true, most: 200 },
    { name: "wished_on", label: "日期", kind: "date", hint: `${today()} 起` },
    { name: "wished_time", label: "方便的时间", kind: "text", most: 100, hint: "例如 下午三点以后" },
    { name: "phone", label: "电话", kind: "text", most: 32, hint: "不填就打登记的号码" },
  ],
});

export const noteClaim = (claimNo: string): Act => ({
  title: `补充案情 ${claimNo}`,
  url: claim(claimNo, "notes"),
  done: () => "已补充",
  hint: "客户在理赔进度里看得到这段话。",
  fields: [{ name: "text", label: "补充的情况", kind: "long", required: true, most: 2000 }],
});

export const askDocuments = (claimNo: string): Act => ({
  title: `通知补材料 ${claimNo}`,
  url: claim(claimNo, "documents"),
  done: () => "已通知客户",
  hint: "一次写全。补交前核定时间暂停计算（保险法 第二十二条）。",
  fields: [{ name: "documents", label: "还缺的材料", kind: "list", required: true, hint: "每行一份" }],
});

/** The body of the request: nothing that was left empty. */
export function bodyOf(act: Act, typed: Record<string, string>, clientId: string): Record<string, unknown> {
  const body: Record<string, unknown> = { client_id: clientId };
  for (const { name, kind } of act.fields) {
    const value = typed[name]?.trim();
    if (!value) continue;
    body[name] = kind === "list" ? value.split("\n").map((line) => line.trim()).filter(Boolean) : value;
  }
  return body;
}

export const complete = (act: Act, typed: Record<string, string>): boolean =>
  act.fields.every(({ name, required }) => !required || Boolean(typed[name]?.trim()));
