/** Wording of complaints at the desk: duties and their chips, steps and their dialogs, what the rules refuse. */

import { ApiError } from "@shared/api";
import { formatMoment } from "@shared/format";
import type { ComplaintDetail, ComplaintEvent, Duty, DutyCode, Step, StepField } from "./complaintTypes";
import { errorText } from "../words";
import { breachText } from "../supervision/supervisionWords";

export const LISTINGS = { open: "待办", overdue: "超时", mine: "我的", all: "全部" } as const;

export const NOTHING = {
  open: "没有待办的投诉",
  overdue: "没有超时的投诉",
  mine: "你名下没有待办的投诉",
  all: "还没有投诉",
} as const;

export const DUTIES: Record<DutyCode, string> = {
  acknowledge: "首次回应",
  plan: "初步方案",
  handle: "办理",
  result: "处理结果",
  review: "核查",
};

/** The six steps 接收、登记、调查、处理、反馈、归档 and the states that stand in each. */
export const SIX_STEPS = ["接收", "登记", "调查", "处理", "反馈", "归档"];
export const STEP_OF: Record<string, number> = {
  received: 0,
  registered: 1,
  more_info: 2,
  investigating: 2,
  extended_30: 2,
  extended_60: 2,
  decided: 3,
  notified: 4,
  review: 4,
  mediation: 4,
  archived: 5,
};

/** Ended before the six steps were through. */
export const ENDED_EARLY = new Set(["withdrawn", "rejected_not_complaint"]);

export const URGENCIES: Record<string, string> = {
  words: "提到监管、媒体或诉讼",
  repeated: "重复投诉",
  elderly: "长者",
  minor: "涉及未成年人",
  death: "涉及身故",
};

export const RUNGS = { owner: "责任人", supervisor: "主管", head: "投诉负责人" };

/** What happened, for the timeline. */
export const EVENTS: Record<string, string> = {
  received: "收到投诉",
  registered: "登记",
  acknowledged: "回应客户",
  planned: "告知初步方案",
  handled: "告知办理情况",
  more_info: "请客户补充",
  investigating: "开始调查",
  extension_asked: "申请延期",
  extended_30: "批准延期至 30 天",
  extended_60: "批准再延期至 60 天",
  reassigned: "改派责任人",
  decided: "作出处理决定",
  notified: "反馈处理结果",
  review: "转核查",
  mediation: "转调解",
  archived: "归档",
  withdrawn: "客户撤回",
  rejected_not_complaint: "不予办理",
};

export interface Field {
  name: StepField;
  label: string;
  placeholder?: string;
  required?: boolean;
  /** What the field begins with. */
  initial?: (name: string) => string;
  /** Offered by a click. */
  template?: string;
}

interface StepWords {
  button: string;
  title: string;
  hint?: string;
  done: string;
  danger?: boolean;
  fields: Field[];
}

const note = (placeholder?: string): Field => ({ name: "note", label: "内部备注（客户看不到）", placeholder });
const told = (label: string, placeholder?: string, initial?: Field["initial"]): Field => ({
  name: "public_note",
  label: `${label}（客户会看到）`,
  placeholder,
  required: true,
  initial,
});

const APOLOGY = "这件事是我们没有做好，让您费心多跑，向您道歉。";

export const STEPS: Record<Step, StepWords> = {
  register: {
    button: "登记",
    title: "登记并确定责任人",
    hint: "责任人从登记到归档负责到底，不能是被投诉的人。",
    done: "已登记",
    fields: [{ name: "owner", label: "责任人", required: true }, note()],
  },
  reassign: {
    button: "改派",
    title: "改派责任人",
    done: "已改派",
    fields: [{ name: "owner", label: "新的责任人", required: true }, note("改派的原因")],
  },
  acknowledge: {
    button: "回应客户",
    title: "首次回应",
    done: "已记录首次回应",
    fields: [
      told("对客户说的话", undefined, (name) => `您好，您的投诉由我${name}负责到底，有进展马上告诉您。`),
      note("例如：已电话联系"),
    ],
  },
  plan: {
    button: "告知方案",
    title: "告知初步方案",
    done: "已记录初步方案",
    fields: [told("初步方案", "打算怎么查、大约什么时候有结果"), note()],
  },
  handle: {
    button: "告知办理情况",
    title: "告知办理情况",
    hint: "72 小时内说明已经办了什么；还没办好的，说明为什么需要更久。",
    done: "已记录办理情况",
    fields: [told("办理情况", "已经办了什么，还差什么"), note()],
  },
  investigate: {
    button: "开始调查",
    title: "开始调查",
    done: "已开始调查",
    fields: [note("要核对的记录、要找的人")],
  },
  "ask-more": {
    button: "请客户补充",
    title: "请客户补充",
    hint: "公司已经有的材料不能再向客户要。",
    done: "已请客户补充",
    fields: [told("需要补充什么", "例如：大约是哪一天办的"), note()],
  },
  "ask-extension": {
    button: "申请延期",
    title: "申请延期",
    hint: "由主管批准，责任人不能自己批准。批准后客户会知道新的期限。",
    done: "已提交，等主管批准",
    fields: [{ name: "note", label: "延期的原因", required: true }],
  },
  extend: {
    button: "批准延期",
    title: "批准延期",
    hint: "第一次延到自收到之日起 30 天，第二次延到 60 天。",
    done: "已批准延期",
    fields: [
      told("对客户的说明", "为什么需要更久、最晚哪一天答复"),
      { name: "note", label: "批准的理由（客户看不到；不填则用申请的原因）" },
    ],
  },
  decide: {
    button: "作出决定",
    title: "作出处理决定",
    hint: "决定先在内部记下，下一步再反馈给客户。",
    done: "已记录处理决定",
    fields: [
      { name: "decision", label: "处理决定", placeholder: "查明的事实、是否属实、怎样处理", required: true },
      { name: "corrective_action", label: "改进措施（归档前必须有）", placeholder: "以后怎样不再发生" },
      { name: "apology", label: "致歉", template: APOLOGY },
    ],
  },
  notify: {
    button: "反馈结果",
    title: "反馈处理结果",
    hint: "同时征询客户的意见：是否满意，是否申请核查或调解。",
    done: "已记录反馈",
    fields: [told("告诉客户的结果"), note("客户当时怎么说")],
  },
  review: {
    button: "转核查",
    title: "转核查",
    hint: "客户知道结果后 30 天内可以申请，核查 30 天内答复。",
    done: "已转核查",
    fields: [note("客户不认可的地方")],
  },
  mediate: {
    button: "转调解",
    title: "转调解",
    done: "已转调解",
    fields: [note("调解组织、约定的时间")],
  },
  archive: {
    button: "归档",
    title: "归档",
    done: "已归档",
    fields: [
      { name: "satisfied", label: "客户是否满意" },
      { name: "corrective_action", label: "改进措施", placeholder: "以后怎样不再发生", required: true },
      note(),
    ],
  },
  reject: {
    button: "不予办理",
    title: "不予办理",
    hint: "只用于不属于投诉的情形。客户合理的投诉不能拒绝。",
    done: "已记录",
    danger: true,
    fields: [told("不予办理的原因"), note()],
  },
};

/** The step that the next duty waits for; the first that may be taken is offered first. */
const FIRST: Record<DutyCode | "none", Step[]> = {
  acknowledge: ["register", "acknowledge"],
  plan: ["register", "plan"],
  handle: ["register", "handle", "decide", "investigate"],
  result: ["register", "notify", "decide", "investigate"],
  review: ["notify", "archive"],
  none: ["archive"],
};

/** The others, in the order they are usually taken. */
const USUAL: Step[] = [
  "acknowledge",
  "plan",
  "investigate",
  "ask-more",
  "handle",
  "decide",
  "notify",
  "archive",
  "extend",
  "ask-extension",
  "review",
  "mediate",
  "reassign",
  "reject",
  "register",
];

/** The step that comes first now, and the rest. An archived complaint waits for nothing. */
export function inOrder(detail: ComplaintDetail): [Step | undefined, Step[]] {
  const wanted = pendingExtension(detail) ? ["extend" as const] : [];
  const order = [...wanted, ...FIRST[detail.next_duty?.code ?? "none"]];
  const first = order.find((step) => detail.steps.includes(step));
  const rest = USUAL.filter((step) => step !== first && detail.steps.includes(step));
  // What has been done already may be done again, but hardly will.
  const done = new Set<string>(detail.duties.filter((duty) => duty.done_at).map((duty) => duty.code));
  return [first, [...rest.filter((step) => !done.has(step)), ...rest.filter((step) => done.has(step))]];
}

/** The request for more time that nobody has answered yet. */
export function pendingExtension(detail: ComplaintDetail): ComplaintEvent | undefined {
  const asked = detail.events.map((event) => event.what).lastIndexOf("extension_asked");
  const answered = detail.events.slice(asked + 1).some((event) => event.what in ENDS_THE_ASKING);
  return answered ? undefined : detail.events[asked];
}

const ENDS_THE_ASKING: Record<string, true> = { extended_30: true, extended_60: true, decided: true };

/** An archived complaint is registered anew. */
export function buttonOf(step: Step, detail: ComplaintDetail): string {
  return step === "register" && detail.status === "archived" ? "重新登记" : STEPS[step].button;
}

const RULES: Record<string, string> = {
  owner_is_complained_of: "被投诉的人不能做责任人，请换一位",
  owner_missing: "还没有责任人，请主管先指定",
  reopening_without_new_facts: "重新登记要写明新的情况",
  words_missing: "请写上对客户说的话",
  question_missing: "请写上需要客户补充什么",
  rejection_without_reason: "请写明不予办理的原因",
  extension_without_reason: "请写明延期的原因",
  extension_not_told: "延期要同时告诉客户",
  approver_not_senior: "延期要由主管批准",
  approver_is_who_asked: "责任人和申请人不能自己批准延期",
  decision_missing: "请写上处理决定",
  notice_missing: "请写上告诉客户的结果",
  corrective_action_missing: "归档前要写改进措施",
  review_too_late: "已过申请核查的 30 天；有新情况可以归档后重新登记",
};

export const CHANGED = "刚刚有同事更新过，已读到最新内容，请核对后再提交";

/** Why a step was refused. */
export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  if (error.code === "record_changed" || error.code === "illegal_transition") return CHANGED;
  if (error.code === "rule_broken") return RULES[String(error.details.rule)] ?? errorText("internal");
  return breachText(error, "给客户的话") ?? errorText(error.code);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `40 分钟`, `5 小时`, `3 天`: rounded down, so that nobody counts on time that is not there. */
export function span(ms: number): string {
  if (ms < HOUR) return `${Math.max(1, Math.floor(ms / MINUTE))} 分钟`;
  return ms < 2 * DAY ? `${Math.floor(ms / HOUR)} 小时` : `${Math.floor(ms / DAY)} 天`;
}

export type Tone = "good" | "soon" | "late" | "done";

/** Amber from 80 % of a duty's time on, when the supervisor hears of it; red when it is over. */
export function toneOf(duty: Duty, now: number): Tone {
  if (duty.done_at) return duty.overdue ? "late" : "done";
  const [since, due] = [Date.parse(duty.since), Date.parse(duty.due_at)];
  if (now > due) return "late";
  return now > since + (due - since) * 0.8 ? "soon" : "good";
}

/** `剩 5 小时`, `超时 2 小时`. */
export function leftText(duty: Duty, now: number): string {
  const left = Date.parse(duty.due_at) - now;
  return left < 0 ? `超时 ${span(-left)}` : `剩 ${span(left)}`;
}

/** Until when: a day for those that end with one, else an hour. */
export function dueText(duty: Duty): string {
  const moment = formatMoment(duty.due_at);
  return duty.due_at.includes("T23:59:59") ? (moment.split(" ")[0] ?? moment) : moment;
}
