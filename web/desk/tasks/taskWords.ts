/** Wording of tasks, and what their times mean. */

import { ApiError } from "@shared/api";
import { formatMoment, today } from "@shared/format";
import { span } from "../cases/complaintWords";
import type { RequestListed } from "../cases/requestTypes";
import { errorText } from "../words";
import type { Owner, Task, TaskAct, TaskKind } from "./taskTypes";

export const KINDS: Record<TaskKind, string> = {
  promise: "承诺",
  call: "回访",
  bad_rating: "差评跟进",
  improvement: "改进",
  other: "其他",
};

export const OWNERS: Record<Owner, string> = { all: "全部", mine: "我的", open: "没人领" };

export const NOTHING: Record<Owner | "done", [title: string, hint: string]> = {
  all: ["没有要办的任务", "答应客户的事、要回访的客户，会出现在这里"],
  mine: ["你手上没有任务", "看看「没人领」里有没有可以帮忙的"],
  open: ["没有等人领的任务", "新的回访和差评跟进，会出现在这里"],
  done: ["还没有办完的任务", "办完的会留在这里，可以重新打开"],
};

export const ACTS: Record<string, string> = {
  opened: "新建",
  taken: "领取",
  handed_over: "转交",
  moved: "改期",
  done: "办完",
  reopened: "重新打开",
  given_back: "原负责人离职，放回没人领",
};

/** One press is often enough to say how it went. */
export const RESULTS: Record<TaskKind, string[]> = {
  promise: ["已按时答复客户", "已回电，客户清楚了", "没联系上，已短信告知"],
  call: ["已回访，客户满意", "已回访，有意见已记下", "没联系上"],
  bad_rating: ["已致歉并说明", "已补办，客户认可", "没联系上"],
  improvement: ["已改好"],
  other: ["已办好"],
};

interface ActWords {
  title: string;
  label: string;
  ok: string;
  said: string;
}

export const ACT_WORDS: Record<TaskAct, ActWords> = {
  done: { title: "办完了", label: "结果", ok: "办完", said: "已办完" },
  move: { title: "改期", label: "为什么改", ok: "改期", said: "已改期" },
  "hand-over": { title: "转交", label: "跟同事说一句（可不写）", ok: "转交", said: "已转交" },
  reopen: { title: "重新打开", label: "为什么要再办", ok: "重新打开", said: "已重新打开" },
};

const REFUSALS: Record<string, string> = {
  task_taken: "这个任务刚刚被同事领走了",
  task_over: "这个任务已经办完了",
  task_not_found: "这个任务已经归别的同事",
  forbidden: "只能给自己看得到的会话记任务",
  invalid: "时间要在现在之后，文字不能空着",
  record_not_found: "没有这位客户的电话",
};

export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  return REFUSALS[error.code] ?? errorText(error.code);
}

export type Group = "late" | "today" | "later";
export const GROUPS: Record<Group, string> = { late: "逾期", today: "今天", later: "之后" };

/** A row of the list: a task, or a call-back that waits in its own list. */
export type Row = { due_at: string } & ({ task: Task } | { callback: RequestListed });

/** Days are those in Shanghai, wherever the page is open. */
export function groupOf(due: string, now: number): Group {
  if (Date.parse(due) < now) return "late";
  return today(new Date(due)) === today(new Date(now)) ? "today" : "later";
}

/** Tasks and call-backs by due time, in groups; a group without any is left out. Beyond the last task read, more may follow, so
what is due after it waits for the next page. */
export function grouped(tasks: Task[], callbacks: RequestListed[], more: boolean, now: number): [Group, Row[]][] {
  const last = more ? tasks.at(-1)?.due_at : undefined;
  const rows: Row[] = [
    ...tasks.map((task) => ({ due_at: task.due_at, task })),
    ...callbacks
      .filter((each) => last === undefined || Date.parse(each.due_at) <= Date.parse(last))
      .map((callback) => ({ due_at: callback.due_at, callback })),
  ].sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at));
  return (Object.keys(GROUPS) as Group[])
    .map((group): [Group, Row[]] => [group, rows.filter((row) => groupOf(row.due_at, now) === group)])
    .filter(([, found]) => found.length > 0);
}

/** `逾期 2 小时`, `今天 18:00`, `11月27日 18:00`. */
export function dueText(due: string, now: number): string {
  const group = groupOf(due, now);
  if (group === "late") return `逾期 ${span(now - Date.parse(due))}`;
  const moment = formatMoment(due, new Date(now));
  return group === "today" ? `今天 ${moment.split(" ")[1] ?? ""}` : moment;
}

export function toneOf(due: string, now: number): "good" | "soon" | "late" {
  return ({ late: "late", today: "soon", later: "good" } as const)[groupOf(due, now)];
}

/** For an `<input type="datetime-local">`, which knows no zones: Shanghai's clock. */
export function toInput(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
}

export const fromInput = (value: string): string => `${value}:00+08:00`;

/** Six in the evening of the next day. */
export function tomorrow(now: number = Date.now()): string {
  return `${today(new Date(now + 86_400_000))}T18:00`;
}
