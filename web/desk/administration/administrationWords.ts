/** Wording of the administration. */

import { ApiError } from "@shared/api";
import { breachText } from "../supervision/supervisionWords";
import { errorText } from "../words";
import type { Days, QueueSettings, Span } from "./administrationTypes";

export { ROLES } from "../../staff/words";

export const DAYS: Record<Days, string> = { workdays: "工作日", restdays: "休息日", everyday: "每天" };

const WEAK: Record<string, string> = {
  username: "用户名用小写字母、数字、点、横线或下划线，以字母或数字开头",
  password: "密码至少 8 个字符",
  capacity: "接待上限至少是 1",
};

const REFUSALS: Record<string, string> = {
  canned_reply_not_found: "这条快捷回复已被删除",
  too_many_canned_replies: "快捷回复太多了，请先删除不用的",
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
  if (error.code === "unknown_variable") return `没有这个变量：${String(error.details.unknown)}`;
  if (error.code === "weak_account") return WEAK[String(error.details.field)] ?? errorText("invalid");
  return REFUSALS[error.code] ?? breachText(error, "内容") ?? errorText(error.code);
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

/** What acts of the audit trail are about: the part of the code before the dot. */
const SUBJECTS: Record<string, string> = {
  staff: "账号与登录",
  conversation: "会话",
  customer: "客户资料",
  quality: "质检",
  complaint: "投诉",
  claim: "理赔",
  claim_report: "报案",
  servicing: "保全",
  callback: "回电",
  lead: "线索",
  identity: "身份绑定",
  incident: "突发事件",
  attachment: "附件",
  audit: "审计日志",
  studio: "训练工作室",
  proposal: "坐席建议",
  task: "任务",
  survey: "满意度调查",
};

const ACTS: Record<string, string> = {
  "staff.login": "登录",
  "staff.logout": "退出",
  "staff.login_ended": "结束一处登录",
  "staff.added": "新增账号",
  "staff.changed": "修改账号",
  "staff.password_changed": "修改自己的密码",
  "staff.password_given": "重置密码",
  "staff.second_factor_set": "绑定验证器",
  "staff.second_factor_removed": "解除自己的验证器",
  "staff.second_factor_reset": "解除同事的验证器",
  "presence.set": "示闲示忙",
  "conversation.read": "查看会话",
  "conversation.accept": "接入会话",
  "conversation.decline": "让出派单",
  "conversation.transfer": "转接会话",
  "conversation.return": "退回会话",
  "conversation.close": "结束会话",
  "conversation.join": "进入会话",
  "conversation.leave": "离开会话",
  "conversation.ask_rating": "邀请评价",
  "transcripts.search": "会话检索",
  "customer.card": "查看客户资料",
  "customer.reveal": "查看完整信息",
  "customer.timeline": "查看时间线",
  "attachment.read": "打开附件",
  "claim.note": "理赔备注",
  "claim.link": "报案关联保单",
  "claim_report.details": "查看报案",
  "claim_report.take": "受理报案",
  "complaint.lodge": "登记投诉",
  "complaint.read": "查看投诉",
  "complaint.contact": "查看投诉人电话",
  "complaint.export": "导出投诉台账",
  "complaint.withdraw": "撤回投诉",
  "identity.bind": "绑定身份",
  "identity.unbind": "解除绑定",
  "privacy.erased": "应要求删除个人信息",
  "privacy.exported": "应要求导出个人信息",
  "queue.change": "修改队列",
  "canned_reply.add": "新增快捷回复",
  "canned_reply.change": "修改快捷回复",
  "canned_reply.remove": "删除快捷回复",
  "wrap_up_codes.set": "修改小结代码",
  "quality.sample": "质检抽样",
  "quality.transcript": "质检查看记录",
  "quality.review": "提交质检",
  "quality.answer": "回复质检",
  "quality.improved": "改进完成",
  "rating.checked": "处理差评",
  "survey.campaign_add": "安排满意度调查",
  "survey.campaign_stop": "停止满意度调查",
  "survey.answer": "记录回访满意度",
  "survey.export": "导出满意度回答",
  "audit.read": "查看审计日志",
  "audit.verified": "校验审计链",
  "proposal.add": "建议新问答",
  "task.read": "查看任务",
  "task.contact": "查看任务客户电话",
  "task.open": "新建任务",
  "task.take": "领取任务",
  "task.hand_over": "转交任务",
  "task.move": "任务改期",
  "task.done": "完成任务",
  "task.reopen": "重开任务",
  "coaching.practice": "开始模拟练习",
  "coaching.quiz": "开始测验",
  "coaching.record_read": "查看培训记录",
  "coaching.ledger_read": "导出培训台账",
  "coaching.lesson": "登记课程",
  "coaching.case_add": "新建案例",
  "coaching.case_change": "修改案例",
  "coaching.case_draft": "从会话起草案例",
  "coaching.comment": "点评练习",
  "studio.annotation.add": "标注客户问题",
  "studio.missed.conversation": "训练师查看会话",
  "studio.missed.split": "拆分问题组",
  "studio.change.undo": "撤销训练数据改动",
  "studio.faq.add": "新增标准问",
  "studio.faq.change": "修改标准问",
  "studio.faq.remove": "删除标准问",
  "studio.faq.review": "复核标准问",
  "studio.intent.add": "新增意图",
  "studio.intent.change": "修改意图",
  "studio.intent.remove": "删除意图",
  "studio.response.change": "修改话术",
  "studio.table.change": "修改词表",
  "studio.review.begin": "安排复核",
  "studio.review.done": "完成一条复核",
  "studio.story.add": "新增故事",
  "studio.story.change": "修改故事",
  "studio.story.draft": "从会话做草稿",
  "studio.story.remove": "删除故事",
  "studio.training_asked": "开始训练",
  "studio.training_cancelled": "取消训练",
  "studio.model_approved": "批准模型",
  "studio.model_promoted": "发布模型",
  "studio.model_rolled_back": "回退模型",
  "studio.model_stopped": "停止试用模型",
  "studio.trial_opened": "试用模型",
};

/** In words; of an act without a name at least what it is about. */
export function actText(what: string): string {
  const [subject = "", verb = ""] = what.split(".");
  return ACTS[what] ?? (SUBJECTS[subject] ? `${SUBJECTS[subject]} ${verb}` : what);
}

/** What a filter offers: subjects first, then single acts. */
export const ACT_CHOICES = [
  ...Object.entries(SUBJECTS).map(([subject, label]) => ({ value: `${subject}.`, label: `${label}（全部）` })),
  ...Object.entries(ACTS).map(([value, label]) => ({ value, label })),
];
