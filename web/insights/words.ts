/** Wording of the page's errors, and what its parts are called. */

import { ApiError } from "@shared/api";
import { ERRORS as STAFF_ERRORS } from "../staff/words";

export const PRODUCT = "保问 · 服务洞察";

const ERRORS: Record<string, string> = {
  ...STAFF_ERRORS,
  not_found: "没有找到这一项，可能已经换了名字",
  no_tasks: "这套系统还没有开通任务，请先线下安排，或请管理员升级",
  task_not_found: "没有找到这项任务",
  staff_not_found: "这位同事已经停用，请换一位",
  not_ready: "系统正在准备，请稍后再试",
  invalid_request: "这段日期看不了：最多 400 天，也不能太久以前。请换一段",
  invalid: "这段日期看不了：最多 400 天，也不能太久以前。请换一段",
  conversation_not_found: "没有找到这个会话，可能已过保存期限",
  survey_campaign_not_found: "没有找到这次调查",
  survey_campaign_past: "日期已经过了，或者这次调查已经结束",
  not_your_role: "这里的数字由主管、训练师和管理员查看",
};

export const errorText = (code: string): string => ERRORS[code] ?? "系统出了点问题，请稍后再试";

export const refusal = (error: unknown): string => errorText(error instanceof ApiError ? error.code : "internal");
