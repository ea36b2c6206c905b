/** Wording of the work lists: kinds, steps and their dialogs, due times, what the rules refuse. */

import { ApiError } from "@shared/api";
import { formatDate, formatMoment, formatMoney } from "@shared/format";
import { span } from "./complaintWords";
import type { RequestKind, RequestListed, RequestStep, SecondFactor } from "./requestTypes";
import { supervises } from "../place";
import type { User } from "../types";
import { errorText } from "../words";
import { breachText } from "../supervision/supervisionWords";

export const KINDS: Record<RequestKind, string> = {
  servicing: "保全申请",
  callbacks: "回电",
  leads: "咨询线索",
  reports: "报案待关联",
};

/** Advice is for licensed people: the server refuses leads to everybody else. */
export function kindsFor(user: User): RequestKind[] {
  const kinds = Object.keys(KINDS) as RequestKind[];
  const advises = supervises(user) || user.skills?.includes("sales");
  return advises ? kinds : kinds.filter((kind) => kind !== "leads");
}

/** Where one stands. */
export function stateText(request: RequestListed): string {
  if (request.status === "accepted") return "办理中";
  return { servicing: "等人领取", callbacks: "等着回电", leads: "等着联系", reports: "等着关联" }[request.kind];
}

export const NOTHING: Record<RequestKind, [title: string, hint: string]> = {
  servicing: ["保全申请都办完了", "客户提出新的变更，会出现在这里"],
  callbacks: ["没有要回的电话", "客户约了回电，会出现在这里"],
  leads: ["没有要联系的客户", "客户同意留下电话后，会出现在这里"],
  reports: ["报案都关联好了", "没找到保单的报案，会出现在这里"],
};

export const CHOOSE: Record<RequestKind, string> = {
  servicing: "从左侧选一件保全申请",
  callbacks: "从左侧选一位客户回电",
  leads: "从左侧选一位客户联系",
  reports: "从左侧选一件报案",
};

export const FACTORS: Record<SecondFactor, [name: string, hint: string]> = {
  face: ["人脸核验", "客户自己在手机上完成"],
  video: ["视频核实", "视频里核对本人和证件"],
  branch: ["网点面办", "客户带证件到网点"],
};

interface StepWords {
  button: string;
  title: string;
  hint?: string;
  done: string;
  danger?: boolean;
}

export const STEPS: Record<Exclude<RequestStep, "take" | "done">, StepWords> = {
  complete: { button: "办好了", title: "办结这件申请", done: "已办结，客户能查到" },
  decline: {
    button: "办不了",
    title: "这件办不了",
    hint: "客户会看到原因，请写清楚为什么，以及可以怎么办。",
    done: "已告知客户原因",
    danger: true,
  },
  link: {
    button: "关联保单",
    title: "关联到保单",
    hint: "关联后理赔案件开始，案件号就是报案号。关联错了改不回来，请先核对姓名和出险日期。",
    done: "已关联，理赔案件开始",
  },
};

/** A call has other words for somebody who waits for advice. */
export const CALLED: Record<"callbacks" | "leads", StepWords> = {
  callbacks: {
    button: "已经回电",
    title: "已经和客户通过话了？",
    hint: "确认后会从列表里消失。没打通的话先留着，换个时间再打。",
    done: "已记下，辛苦了",
  },
  leads: {
    button: "已经联系",
    title: "已经和客户联系上了？",
    hint: "确认后会从列表里消失。没打通的话先留着，换个时间再打。",
    done: "已记下，辛苦了",
  },
};

export const TAKEN = "已领取，由你来办";

/** What may be done now; the first is the usual one. */
export function stepsOf(request: RequestListed): RequestStep[] {
  if (request.kind === "servicing") return request.status === "received" ? ["take"] : ["complete", "decline"];
  return request.kind === "reports" ? ["link"] : ["done"];
}

export function wordsOf(step: Exclude<RequestStep, "take">, kind: RequestKind): StepWords {
  return step === "done" ? CALLED[kind === "leads" ? "leads" : "callbacks"] : STEPS[step];
}

/** What was told, by its name on the wire. */
const STATED: Record<string, string> = {
  wish: "想办的事",
  phone: "新手机号",
  address: "新地址",
  email: "邮箱",
  before: "原来的",
  topic: "什么事",
  wished_time: "方便的时间",
  wished_on: "约的日子",
  insured: "给谁买",
  age_band: "年龄",
  concern: "担心什么",
  budget_band: "预算",
  existing_cover: "已有的保险",
  keep_until: "保存到",
  line: "险种",
  date_of_loss: "出险日期",
  place: "出险地点",
  cause: "经过",
  injury: "人员伤亡",
  amount: "损失金额",
  insured_name: "被保险人",
  policy_no: "说的保单号",
  plate_no: "车牌",
  addition: "后来补充",
};

export const statedName = (name: string): string => STATED[name] ?? "其他";

export function statedValue(name: string, value: string): string {
  if (name === "amount") return formatMoney(value);
  return /^\d{4}-\d{2}-\d{2}/.test(value) ? formatDate(value) : value;
}

const DAY = 86_400_000;

const endsWithDay = (request: RequestListed): boolean => request.due_at.includes("T23:59:59");

/** Amber on the last day, or in the last fifth of what is due by the hour; red when it is over. */
export function toneOf(request: RequestListed, now: number): "good" | "soon" | "late" {
  const [since, due] = [Date.parse(request.received_at), Date.parse(request.due_at)];
  if (now > due) return "late";
  const amber = endsWithDay(request) ? DAY : (due - since) / 5;
  return due - now < amber ? "soon" : "good";
}

/** `今天到期`, `还剩 3 天`, `超时 2 小时`. */
export function leftText(request: RequestListed, now: number): string {
  const left = Date.parse(request.due_at) - now;
  if (left < 0) return `超时 ${span(-left)}`;
  if (!endsWithDay(request)) return `还剩 ${span(left)}`;
  if (left < DAY) return "今天到期";
  return left < 2 * DAY ? "明天到期" : `还剩 ${Math.floor(left / DAY)} 天`;
}

/** `最晚 11月27日`, or by the hour. */
export function dueText(request: RequestListed): string {
  const moment = formatMoment(request.due_at);
  return `最晚 ${endsWithDay(request) ? (moment.split(" ")[0] ?? moment) : moment}`;
}

/** The day and the words the customer named, together. */
export function wishedText(request: RequestListed): string {
  const day = request.wished_on ? formatDate(request.wished_on).replace(/^\d+年/, "") : "";
  const words = request.wished ?? "";
  // Who said 「11月25日下午」 named the day already; 「明天」 was true on the day it was said, so it is quoted.
  if (!day || words.includes(day)) return words || day;
  return words ? `${day}，原话「${words}」` : day;
}

const RULES: Record<string, string> = {
  completion_without_second_factor: "这类变更动到客户的权益，请先选用什么方式核实了本人",
  decline_without_reason: "请写明办不了的原因，客户会看到",
  report_under_another_policy: "这件报案已经关联到另一张保单了",
};

const FASTER: Record<RequestStep, string> = {
  take: "同事刚刚领走了，列表已更新",
  complete: "这件刚刚有变化，可能是客户撤回了，或同事办好了",
  decline: "这件刚刚有变化，可能是客户撤回了，或同事办好了",
  done: "同事刚刚已经打过了，不用再打",
  link: "同事刚刚关联过了",
};

const MISSING: Partial<Record<RequestStep, string>> = { link: "没有找到这个保单号，请核对后再试" };

/** A colleague, or the customer who took it back. */
export const wasFaster = (error: unknown): boolean => error instanceof ApiError && error.status === 409;

/** Why a step was refused. */
export function refusal(error: unknown, step?: RequestStep): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  if (step && wasFaster(error)) return FASTER[step];
  if (error.code === "rule_broken") return RULES[String(error.details.rule)] ?? errorText("internal");
  if (error.code === "record_not_found") return (step && MISSING[step]) ?? "这件已经不在了，列表已更新";
  return breachText(error, "给客户的话") ?? errorText(error.code);
}

export const listRefusal = (code: string): string =>
  code === "forbidden" ? "咨询线索由有资格的同事和主管联系" : errorText(code);
