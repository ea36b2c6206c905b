/** All wording of the desk in one place. Codes come from the API; an unknown one gets a plain general sentence. */

import type { Owner } from "@shared/api";
import { ERRORS as STAFF_ERRORS } from "../staff/words";
import type { DeskMessage, Presence } from "./types";

export const PRODUCT = "保问 · 客服工作台";

const ERRORS: Record<string, string> = {
  ...STAFF_ERRORS,
  lost_race: "已被其他同事接入",
  offered_to_another: "正派给另一位同事，请稍等",
  too_large: "超过 10 MB，没有上传",
  unsupported_media_type: "只能发 JPG、PNG、WebP、HEIC 图片和 PDF",
  attachment_not_found: "文件已失效，请重新上传",
  unknown_wrap_up: "这个小结选项已停用，请换一个",
  not_joined: "你已不在这个会话里",
  reason_required: "请写明原因",
  invalid_value: "内容有误，请检查后再试",
  rule_broken: "按业务规则不能这样办，请检查填写的内容",
  record_changed: "刚刚有人改过，请看最新内容再办",
  not_serving: "只能办理你正在接待的客户的业务",
  no_such_item: "这一步已经不在清单里了，请刷新",
  left_queue: "客户已不在排队",
  not_owner: "这个会话已不在你名下",
  beyond_capacity: "接待数已到上限，请先结束一个会话",
  conversation_not_found: "没有找到这个会话，可能已过保存期限",
  illegal_transition: "会话状态已变化，请看最新记录",
  staff_not_found: "没有找到这位同事",
  agent_away: "这位同事现在不在线，换一位或转给技能组",
  conduct: "这句话可能误导客户",
  message_too_long: "消息超过 2000 字，请分开发送",
  empty_message: "消息内容是空的",
  survey_answered: "客户已经答过了，不用再记",
  nothing_answered: "还没有选，也没有写",
  record_not_found: "没有找到这件投诉，或已由其他同事负责",
};

/** What stands below a message that did not arrive. */
export function undeliveredText({ held, reason }: NonNullable<DeskMessage["undelivered"]>): string {
  if (held) return `未送达：${reason ? `${reason}，` : ""}将随客户下一条消息送出`;
  return `未送达：${reason ?? "试了几次都没发出去"}`;
}

export function errorText(code: string): string {
  return ERRORS[code] ?? "系统出了点问题，请稍后再试";
}

/** A link leads to a conversation that is not shown to one. */
export const NOT_YOURS = "这个会话不由你接待，所以看不到。需要了解的话，可以请主管打开";

/** A conversation one was reading is no longer shown to one. */
export const GONE = "这个会话已被其他同事接入，或客户不再等待";

const REASONS: Record<string, string> = {
  requested: "客户要求人工",
  escalated: "机器人转来",
  transfer: "同事转来",
  returned: "退回队列",
  agent_gone: "同事离线，重新排队",
  barge_in: "主管接管",
  callback: "客户改为留言回电",
  cancelled: "客户取消排队",
  elsewhere: "客户到微信客服",
  ended_elsewhere: "在微信客服结束",
  closed: "结束",
};

/** What the customer wanted: intents of the bot. */
const WISHES: Record<string, string> = {
  policy_lookup: "查保单",
  policy_servicing: "保全变更",
  contact_update: "改联系方式",
  claim_report: "报案",
  claim_status: "理赔进度",
  claim_supplement: "补理赔材料",
  renewal_query: "续期续保",
  renewal_reminder: "提醒设置",
  premium_payment: "缴费",
  surrender: "退保",
  product_advice: "投保咨询",
  complaint: "投诉",
  complaint_status: "投诉进度",
  callback_request: "要回电",
  faq: "咨询",
  product_question: "产品咨询",
  express_dissatisfaction: "表达不满",
  out_of_scope: "业务范围外",
  nlu_fallback: "没听懂",
};

const QUEUES: Record<string, string> = {
  general: "综合服务",
  claims: "理赔服务",
  servicing: "保单服务",
  complaints: "投诉处理",
  sales: "投保咨询",
};

/** What the customer told the bot, in the order an agent wants it. Slots without a name here are the bot's own. */
export const SLOTS: Record<string, string> = {
  policy_no: "保单号",
  claim_no: "案件号",
  complaint_no: "受理编号",
  product: "产品",
  product_attribute: "想了解",
  date_of_loss: "出险日期",
  loss_place: "出险地点",
  loss_cause: "出险原因",
  injury: "人员伤亡",
  loss_amount: "损失金额",
  complaint_target: "投诉对象",
  complaint_detail: "投诉事由",
  complaint_demand: "投诉诉求",
  contact_field: "要改的项",
};

export const CATEGORIES: Record<string, string> = {
  mis_selling: "销售误导",
  claim: "理赔",
  surrender: "退保",
  attitude: "服务态度",
  renewal_charge: "续期扣费",
  servicing: "保全",
  privacy: "隐私",
  other: "其他",
};

const CHANNELS: Record<string, string> = {
  web: "网页",
  wechat: "微信公众号",
  wecom: "微信客服",
  terminal: "终端",
};

const OWNERS: Record<Owner, string> = {
  bot: "机器人",
  queue: "排队中",
  agent: "人工服务中",
  closed: "已结束",
};

const LEVELS = ["未核身", "已绑定", "已核身", "已加强核身"];

const STATUSES: Record<string, Record<string, string>> = {
  policy: {
    in_force: "有效",
    suspended: "效力中止",
    expired: "已到期",
    surrendered: "已退保",
    terminated: "已终止",
  },
  claim: {
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
    disputed: "异议复核中",
    closed: "已结案",
    withdrawn: "已撤案",
  },
  complaint: {
    received: "已接收",
    registered: "已登记",
    investigating: "调查中",
    more_info: "待补充",
    extended_30: "已延期 30 天",
    extended_60: "已延期 60 天",
    decided: "已有处理意见",
    notified: "已反馈",
    archived: "已归档",
    review: "核查中",
    mediation: "调解中",
    withdrawn: "已撤回",
    rejected_not_complaint: "不予办理",
  },
  renewal: {
    upcoming: "未到期",
    due: "应缴",
    in_grace: "宽限期内",
    suspended: "效力中止",
    expired: "已到期",
  },
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
export const categoryText = named(CATEGORIES);
export const queueText = named(QUEUES);
export const channelText = named(CHANNELS);
export const kindText = named(KINDS);
export const ownerText = (owner: Owner): string => OWNERS[owner];
export const levelText = (level: number | null | undefined): string => LEVELS[level ?? 0] ?? "未核身";

/** Empty for intents that are no wish (a greeting, a bare value). */
export function wishText(intent: string | null | undefined): string {
  return WISHES[intent ?? ""] ?? "";
}

export function statusText(kind: string, status: string | null | undefined): string {
  return status ? (STATUSES[kind]?.[status] ?? status) : "";
}

/** One or two words for what a conversation is about. */
export function topicText(c: {
  wish?: string | null;
  queue?: string | null;
  reason?: string | null;
}): string {
  return wishText(c.wish) || queueText(c.queue) || reasonText(c.reason) || "会话";
}

/** How far a message of ours has come. */
export const ARRIVALS = { sent: "已发送", delivered: "已送达", read: "已读" };

export { senderText } from "../staff/words";

/** What a desktop notice begins with. */
export const NOTICES = { offer: "有会话派给你", message: "客户有新消息", task: "有任务到期了" };

export const PRESENCE_REASONS: Record<string, string> = {
  break: "小休",
  meal: "用餐",
  training: "培训",
  meeting: "会议",
  wrap_up: "整理记录",
  other: "其他",
};

const SET_BY_SYSTEM: Record<string, string> = { no_answer: "派单未应答", gone: "曾离线" };

export function presenceText({ state, reason }: Presence): string {
  if (state === "ready") return "示闲";
  const why = PRESENCE_REASONS[reason ?? ""] ?? SET_BY_SYSTEM[reason ?? ""];
  return why ? `示忙 · ${why}` : "示忙";
}
