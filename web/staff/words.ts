/** Wording of what every page for staff can meet: signing in, one's own account, and the server itself. */

import { ApiError, type Sender } from "@shared/api";
import type { Role } from "./types";

export const ROLES: Record<Role, string> = {
  agent: "坐席",
  supervisor: "主管",
  trainer: "训练师",
  admin: "管理员",
};

export const ERRORS: Record<string, string> = {
  network: "网络连不上，请检查网络后再试",
  login_not_found: "这处登录已经结束",
  second_factor_required: "请输入验证器上的动态码",
  wrong_code: "动态码不对，或已经用过",
  second_factor_set: "已经绑定过验证器",
  second_factor_not_set: "还没有绑定验证器",
  wrong_credentials: "用户名或密码不对",
  login_required: "登录已过期，请重新登录",
  unauthorized: "登录已过期，请重新登录",
  csrf: "页面已过期，请刷新后再试",
  forbidden: "没有权限进行这项操作",
  too_many: "操作太频繁，请稍后再试",
  store_unavailable: "数据暂时读不到，请稍后再试",
  invalid: "内容有误，请检查后再试",
};

export const errorText = (code: string): string => ERRORS[code] ?? "系统出了点问题，请稍后再试";

/** Why a new password was refused. */
export function passwordRefusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  if (error.code === "wrong_password" || error.code === "wrong_credentials") return "现在的密码不对";
  if (error.code === "weak_account") return "密码至少 8 个字符";
  return errorText(error.code);
}

const SENDERS: Record<Sender, string> = { customer: "客户", bot: "机器人", agent: "客服", system: "系统" };

export const senderText = (sender: Sender): string => SENDERS[sender];
