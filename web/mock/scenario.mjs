/** What the stand-in bot says: text or payload → messages, and sometimes a change of owner. No understanding, only key words. */

const day = (offset) => new Date(Date.now() + offset * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const moment = (hours) => new Date(Date.now() + (hours + 8) * 3_600_000).toISOString().slice(0, 19) + "+08:00";
const say = (text, more = {}) => ({ sender: "bot", type: "text", text, ...more });
const card = (text, content, buttons = []) => say(text, { type: "card", card: content, buttons });
const button = (title) => ({ title, payload: `/say{"text":"${title}"}` });
const ask = (slot, input, titles) => ({ slot, input, options: titles ? titles.map(button) : null });

const policy = card(
  "查到您名下 1 张有效保单：青禾演示·百万医疗（一年期），保额 200 万元，有效期到 " + day(210) + "。",
  {
    kind: "policy", policy_no: "QHH02-2025-0031847", product: "青禾演示·百万医疗（一年期）", status: "in_force",
    sum_insured: "2000000.00", premium: "1286.00", effective_on: day(-155), expires_on: day(210), next_due_on: null,
  },
  [button("查理赔进度"), button("续保怎么办"), button("电子保单")],
);

const claim = card(
  "您的理赔申请还缺 2 份材料，请在 " + day(9) + " 前补齐。",
  {
    kind: "claim", claim_no: "CLM-2025-009312", policy_no: "QHH02-2025-0031847", status: "docs_pending", amount_approved: null,
    timeline: [
      { at: moment(-120), status: "reported", note: "电话报案" },
      { at: moment(-72), status: "submitted", note: null },
      { at: moment(-20), status: "docs_pending", note: "已一次性列出所缺材料" },
    ],
    missing_documents: ["出院小结", "医疗费用清单（盖章）"], due_by: day(9),
  },
  [button("现在补材料"), button("转人工")],
);

const AMOUNT = /^\d+(\.\d+)?元$/;

const steps = new Map([
  [/保单|我买了什么/, () => [say("查保单前需要核对一下身份。请输入投保时留的手机号，也可以输入保单号。", { ask: ask("phone", "number") })]],
  [/^1\d{10}$|^QH/, () => [say("好的。请输入证件号码的最后四位，末位是 X 也照填。", { ask: ask("id_last4", "number") })]],
  [/^\d{3}[\dXx]$/, () => [say("验证码已发到尾号 5678 的手机，5 分钟内有效。", { ask: ask("otp", "number") })]],
  [/^\d{6}$/, () => [policy]],
  [/理赔.*进度|赔.*到哪|什么时候到账|查理赔/, () => [claim]],
  [/补材料/, () => [say("请把材料拍照上传，一次一张。支持 JPG、PNG、WebP、HEIC 和 PDF。", { ask: ask("documents", "file", ["就这些"]) })]],
  [/报案|出险|撞/, () => [say("人有没有受伤？如果有人受伤，请先拨打 120。", { ask: ask("injury", "choice", ["没有人受伤", "有人受伤", "还不清楚"]) })]],
  [/没有人受伤|还不清楚/, () => [say("事故是哪一天发生的？", { ask: ask("date_of_loss", "date") })]],
  [/有人受伤/, () => [say("请先救人，需要时拨打 120，并保护好现场。"), "handoff"]],
  [/^\d{4}年\d+月\d+日$/, () => [say("大概损失多少钱？说个估计数就行，不清楚也没关系。", { ask: ask("loss_amount", "number") })]],
  [AMOUNT, () => [say("请核对：昨天在人民路追尾，无人受伤，预估损失 3,500 元。现在提交报案吗？", { ask: ask("confirm", "choice", ["确认提交", "改一下"]) })]],
  [/确认提交/, () => [card("报案已登记，报案号 RPT-2025-004471。接下来请准备材料，查勘员会联系您。", {
    kind: "claim", claim_no: "RPT-2025-004471", policy_no: "QHP02-****-7781", status: "reported",
    timeline: [{ at: moment(0), status: "reported", note: null }], missing_documents: ["驾驶证、行驶证", "现场照片"], due_by: null,
  })]],
  [/续保|续期|缴费/, () => [card("您的保单下一期保费 6,800.00 元，应缴日 " + day(12) + "，之后还有 60 天宽限期，宽限期内保障不中断。", {
    kind: "renewal", policy_no: "QHH01-2021-0009921", renewal_type: "instalment", due_on: day(12), grace_until: day(72), amount: "6800.00",
  }, [button("怎么缴费"), button("关闭提醒")])]],
  [/投诉/, () => [card("您的投诉已经登记，受理编号 TS-2025-000318。处理人会在 24 小时内联系您。", {
    kind: "complaint", receipt_no: "TS-2025-000318", status: "registered", respond_by: moment(24), plan_by: moment(48), resolve_by: day(14),
    timeline: [{ at: moment(0), status: "received", note: null }, { at: moment(0), status: "registered", note: "指派给消费者权益保护部" }],
  }, [button("补充说明"), button("撤回投诉")])]],
  [/多久|几天|等待期|犹豫期|30天/, () => [say(
    "保险公司收到您的理赔申请和材料后，情形复杂的，最长 30 天内要作出核定。达成赔付协议后，10 天内付款。\n具体以保险合同条款为准。",
    { source: { faq: "claim_decision_time", clause: "保险法 第二十三条", version: "2015" }, buttons: [button("查理赔进度"), button("理赔要什么材料")] },
  )]],
  [/人工|转人工|客服/, () => ["handoff"]],
  [/html/i, () => [say("<b>粗体</b> <img src=x onerror=alert(1)> 这些都只是文字。")]],
  [/.*/s, () => [say("这句我没太听懂。您想办的是下面哪一件？", { buttons: [button("查理赔进度"), button("查保单"), button("转人工")] })]],
]);

/** `slot` is what the bot asked for last: four digits are a loss there and an identity number elsewhere. */
export function reply(text, slot) {
  if (slot === "loss_amount") return steps.get(AMOUNT)();
  for (const [pattern, answer] of steps) if (pattern.test(text)) return answer();
  return [];
}

export const handoffCard = (position) => ({ ...card("已在排队，您前面还有 " + (position - 1) + " 位，大约等 " + position + " 分钟。想补充什么可以先发。", {
  kind: "handoff", position, estimated_wait_s: position * 60, queue: "claims",
}, [{ title: "不等了，先问机器人", payload: "/queue_cancel" }]), sender: "system" });

export const agentLines = [
  "您好，我是小李。您刚才和机器人的对话我都看到了，不用再说一遍。",
  "我查一下您的案卷，大概两分钟，请稍等。",
];
export { say };
