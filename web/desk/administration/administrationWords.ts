/** Wording of the administration. */

import { ApiError } from "@shared/api";
import type { User } from "../types";
import { errorText } from "../words";
import type { Days, QueueSettings, Span } from "./administrationTypes";

export const ROLES: Record<User["role"], string> = {
  agent: "坐席",
  supervisor: "主管",
  trainer: "训练师",
  admin: "管理员",
};

export const DAYS: Record<Days, string> = { workdays: "工作日", restdays: "休息日", everyday: "每天" };

const WEAK: Record<string, string> = {
  username: "用户名用小写字母、数字、点、横线或下划线，以字母或数字开头",
  password: "密码至少 8 个字符",
  capacity: "接待上限至少是 1",
};

const REFUSALS: Record<string, string> = {
  wrong_credentials: "现在的密码不对",
  wrong_password: "现在的密码不对",
  staff_exists: "已有同事用这个用户名",
  staff_not_found: "没有这个账号",
  last_admin: "至少要留一位在职的管理员",
  queue_not_found: "没有这个队列",
  invalid: "内容有误，请检查后再保存",
};

export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  if (error.code === "weak_account") return WEAK[String(error.details.field)] ?? errorText("invalid");
  return REFUSALS[error.code] ?? errorText(error.code);
}

/** `工作日 09:00–21:00，休息日 10:00–18:00` */
export function hoursText({ always_open, hours }: Pick<QueueSettings, "always_open" | "hours">): string {
  if (always_open) return "全天";
  if (hours.length === 0) return "不开放";
  return hours.map(({ days, from, to }) => `${DAYS[days]} ${from}–${to}`).join("，");
}

/** What is wrong with opening hours; null: nothing. */
export function hoursProblem(hours: Span[]): string | null {
  if (hours.some(({ from, to }) => !from || !to)) return "请填好每一段的起止时间";
  if (hours.some(({ from, to }) => to <= from)) return "结束时间要晚于开始时间；到午夜填 24:00";
  return null;
}

/** Seconds as people set them: `45 秒`, `3 分钟`, `24 小时`. */
export function limitText(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} 小时`;
  if (seconds % 60 === 0) return `${seconds / 60} 分钟`;
  return seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
}

/** What acts of the audit trail are called; the first part of the code groups them. */
const ACTS: Record<string, string> = {
  "staff.login": "登录",
  "staff.logout": "退出",
  "staff.login_failed": "登录失败",
  "staff.login_ended": "结束一处登录",
  "staff.added": "新增账号",
  "staff.changed": "修改账号",
  "staff.password_changed": "修改自己的密码",
  "staff.password_given": "重置密码",
  "staff.second_factor_set": "绑定验证器",
  "staff.second_factor_removed": "解除自己的验证器",
  "staff.second_factor_reset": "解除同事的验证器",
  "presence.set": "示闲示忙",
  "conversation.accept": "接入会话",
  "conversation.decline": "让出派单",
  "conversation.transfer": "转接会话",
  "conversation.return": "退回会话",
  "conversation.close": "结束会话",
  "conversation.join": "进入会话",
  "queue.change": "修改队列",
  "quality.sample": "质检抽样",
  "quality.transcript": "质检查看记录",
  "quality.review": "提交质检",
  "quality.answer": "回复质检",
  "quality.improved": "改进完成",
  "rating.checked": "处理差评",
  "audit.read": "查看审计",
  "audit.verified": "校验审计链",
};

export const actText = (what: string): string => ACTS[what] ?? what;

/** What a filter offers: groups first, then single acts. */
export const ACT_CHOICES = [
  { value: "staff.", label: "账号与登录（全部）" },
  { value: "conversation.", label: "会话（全部）" },
  { value: "quality.", label: "质检（全部）" },
  ...Object.entries(ACTS).map(([value, label]) => ({ value, label })),
];
