/** All wording of the desk in one place. Codes come from the API; an unknown one gets a plain general sentence. */

import type { Owner } from "@shared/api";

export const PRODUCT = "保问 · 客服工作台";

const ERRORS: Record<string, string> = {
  network: "网络连不上，请检查网络后再试",
  lost_race: "已被其他同事接入",
  not_owner: "这个会话已不在你名下",
  offered_to_another: "这个会话已指定给其他同事",
  beyond_capacity: "接待数已到上限，请先结束一个会话",
  conversation_not_found: "没有找到这个会话",
  conversation_closed: "会话已结束",
  illegal_transition: "会话状态已变化，请看最新记录",
  staff_not_found: "没有找到这位同事",
  wrong_credentials: "用户名或密码不对",
  login_required: "登录已过期，请重新登录",
  unauthorized: "登录已过期，请重新登录",
  csrf: "页面已过期，请刷新后再试",
  forbidden: "没有权限进行这项操作",
  too_many: "操作太频繁，请稍后再试",
  message_too_long: "消息超过 2000 字，请分开发送",
  empty_message: "消息内容是空的",
};

export function errorText(code: string): string {
  return ERRORS[code] ?? "没有成功，请稍后再试";
}

const REASONS: Record<string, string> = {
  asked: "客户要求人工",
  requested: "客户要求人工",
  customer_request: "客户要求人工",
  complaint: "投诉",
  escalation: "升级处理",
  injury: "人员伤亡",
  emergency: "紧急情况",
  fallback: "多次未听懂",
  misunderstood: "多次未听懂",
  surrender: "退保",
  servicing: "保全变更",
  policy_servicing: "保全变更",
  contact_update: "变更联系方式",
  claim: "理赔",
  claims: "理赔",
  claim_report: "报案",
  claim_status: "理赔进度",
  claim_supplement: "补充材料",
  renewal: "续期续保",
  sales: "投保咨询",
  product_advice: "投保咨询",
  callback: "预约回电",
  callback_request: "预约回电",
  identity: "核身未通过",
  dissatisfaction: "客户不满",
  transfer: "同事转接",
  returned: "退回队列",
  agent_gone: "坐席离线，重新排队",
  gave_up: "机器人未能处理",
  failure: "机器人未能处理",
  handoff: "客户要求人工",
};

const QUEUES: Record<string, string> = {
  general: "综合",
  claims: "理赔",
  complaints: "投诉",
  complaint: "投诉",
  servicing: "保全",
  policy: "保全",
  renewal: "续期续保",
  renewals: "续期续保",
  sales: "投保咨询",
  urgent: "紧急",
};

const CHANNELS: Record<string, string> = { web: "网页", wechat: "微信公众号", wecom: "微信客服", terminal: "终端" };

const OWNERS: Record<Owner, string> = { bot: "机器人", queue: "排队中", agent: "人工服务中", closed: "已结束" };

const LEVELS = ["未核身", "已绑定", "已核身", "已加强核身"];

const STATUSES: Record<string, string> = {
  in_force: "有效",
  suspended: "效力中止",
  expired: "已到期",
  surrendered: "已退保",
  terminated: "已终止",
  reported: "已报案",
  submitted: "已提交申请",
  docs_pending: "待补件",
  accepted: "已受理",
  registered: "已立案",
  investigating: "调查中",
  assessing: "定损中",
  calculating: "理算中",
  reviewing: "核赔中",
  await_agreement: "待达成协议",
  approved: "同意赔付",
  paid: "已赔付",
  denied: "拒赔",
  disputed: "异议处理中",
  closed: "已结案",
  withdrawn: "已撤案",
  received: "已接收",
  more_info: "待补充",
  decided: "已有处理意见",
  notified: "已反馈",
  archived: "已归档",
  extended_30: "已延期 30 天",
  extended_60: "已延期 60 天",
  review: "核查中",
  mediation: "调解中",
  rejected_not_complaint: "不予办理",
  upcoming: "未到期",
  due: "应缴",
  in_grace: "宽限期内",
};

const KINDS: Record<string, string> = {
  policy: "保单",
  claim: "理赔",
  complaint: "投诉",
  renewal: "续期续保",
  handoff: "转人工",
};

const named =
  (table: Record<string, string>) =>
  (code: string | null | undefined): string =>
    code ? (table[code.toLowerCase()] ?? code) : "";

export const reasonText = named(REASONS);
export const queueText = named(QUEUES);
export const channelText = named(CHANNELS);
export const statusText = named(STATUSES);
export const kindText = named(KINDS);
export const ownerText = (owner: Owner): string => OWNERS[owner];
export const levelText = (level: number | null | undefined): string => LEVELS[level ?? 0] ?? "未核身";

export const REST_REASONS = ["小休", "用餐", "培训", "会议", "整理记录"];
export const WRAP_UPS = ["已解答", "已登记，等待后续", "已转相关部门", "客户中途离开", "无效会话"];
export const TRANSFER_QUEUES = ["general", "claims", "complaints", "servicing", "renewal"];
