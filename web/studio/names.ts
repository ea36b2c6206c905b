/** What things are called in the studio: intents, entities, actions and files by their technical names, in people's words. */

export const INTENTS: Record<string, string> = {
  policy_lookup: "查保单",
  policy_servicing: "保全变更",
  contact_update: "改联系方式",
  claim_report: "报案",
  claim_status: "查理赔进度",
  claim_supplement: "补理赔材料",
  renewal_query: "问续期续保",
  renewal_reminder: "缴费提醒设置",
  premium_payment: "缴费",
  surrender: "退保",
  product_advice: "投保咨询",
  complaint: "投诉",
  complaint_status: "查投诉进度",
  handoff: "转人工",
  callback_request: "要求回电",
  faq: "问答",
  product_question: "问产品条款",
  express_dissatisfaction: "表达不满",
  greet: "打招呼",
  goodbye: "告别",
  thanks: "感谢",
  affirm: "肯定",
  deny: "否定",
  cancel: "取消",
  inform: "提供信息",
  bot_challenge: "问是不是机器人",
  out_of_scope: "业务范围外",
  nlu_fallback: "没听懂",
  otp_missing: "没收到验证码",
  restart_identity: "重新核身",
};

/** Entities a trainer marks in a text; the others are set by buttons only. */
export const ENTITIES: Record<string, string> = {
  policy_no: "保单号",
  claim_no: "案件号",
  complaint_no: "投诉编号",
  phone: "手机号",
  id_number: "证件号",
  id_last4: "证件后四位",
  otp: "验证码",
  plate_no: "车牌号",
  date: "日期",
  money: "金额",
  person: "姓名",
  place: "地点",
  product: "产品",
  product_attribute: "想了解的内容",
  line: "险种",
  document: "单证",
  score: "评分",
};

/** `查保单`; a name made later stands for itself. */
export const intentName = (id: string): string => INTENTS[id] ?? id;
export const entityName = (id: string): string => ENTITIES[id] ?? id;

const ACTIONS: Record<string, string> = {
  action_policy_lookup: "查保单",
  action_claim_status: "查理赔进度",
  action_renewal_query: "查缴费",
  action_complaint_status: "查投诉进度",
  action_complaint_start: "开始投诉",
  action_complaint_lodge: "登记投诉",
  action_greet: "打招呼",
  action_task: "办业务",
  action_task_end: "业务办完",
  action_resume_task: "接着办原来的事",
  action_cancel_task: "取消在办的事",
  action_affirm: "回应肯定",
  action_dissatisfied: "回应不满",
  action_resend_code: "重发验证码",
  action_restart_identity: "重新核身",
  action_faq: "回答问答",
  action_product_question: "回答产品条款",
  action_handoff: "转人工",
  action_fallback: "没听懂时的回答",
  action_out_of_scope: "业务范围外的回答",
  action_about_last_answer: "追问上一个回答",
  action_inform: "回应客户给的信息",
  action_listen: "等客户说话",
  identity_form: "核身问答",
  task_form: "业务问答",
  complaint_form: "投诉问答",
};

/** `查保单`; one made later, and what the bot says itself, stands for itself. */
export const actionName = (id: string): string => ACTIONS[id] ?? id;

const SLOTS: Record<string, string> = {
  requested_slot: "正在问的",
  phone: "手机号",
  id_last4: "证件后四位",
  otp: "验证码",
  pending_task: "核身后要办的",
  task: "在办的事",
  task_answer: "业务的回答",
  complaint_opening: "投诉开头",
  complaint_target: "投诉对象",
  complaint_detail: "投诉事由",
  complaint_demand: "投诉诉求",
  complaint_phone: "投诉联系电话",
  complaint_confirm: "投诉确认",
  product: "产品",
  product_attribute: "想了解的内容",
};

export const slotName = (id: string): string => SLOTS[id] ?? id;

const FOLDERS: [string, string][] = [
  ["data/faq", "标准问"],
  ["data/nlu", "意图的说法"],
  ["data/rules", "规则"],
  ["data/stories", "故事"],
  ["data/lookup", "词表"],
  ["tests/golden", "测试对话"],
  ["tests/nlu", "评测集"],
  ["domain.yml", "话术与设定"],
  ["config.yml", "模型配置"],
];

/** What a file of the training data holds; an unknown one stands for itself. */
export const fileName = (path: string): string => FOLDERS.find(([folder]) => path.startsWith(folder))?.[1] ?? path;
