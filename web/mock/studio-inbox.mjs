/** Missed turns of the stand-in, in groups. */

const MINUTE = 60_000;
const ago = (minutes) => new Date(Date.now() - minutes * MINUTE).toISOString();

const GROUPS = [
  ["新能源车电池泡水", "new_faq", null, "新能源车电池", 0.31, "missed", [
    "电车电池泡水了赔不赔", "新能源车涉水电池坏了车险管不管", "我的电动汽车被水淹了电池要换，赔吗", "暴雨天电车趴窝电池进水怎么赔",
    "[前天](date)下大雨新能源车电池包进水，车损险包不包", "三电系统泡水算不算车损",
  ], { text: "新能源车专属车损险承保三电系统，电池因暴雨、洪水泡水属于保险责任；请先断电拖车、不要再启动，然后报案。", by: "李丽" }],
  ["赔款什么时候打到卡上", "faq", "claims.pay_when", "同意赔付后多久到账？", 0.62, "unsure", [
    "赔的钱啥子时候打到卡上", "理赔款审批完了咋个还没到[银行卡](document)", "说是同意赔了，钱几号能到", "到账要等几个工作日啊",
  ], null],
  ["改收益人", "intent", "policy_servicing", "policy_servicing", 0.58, "corrected", ["我要改收益人", "受益人写错了能不能换成我媳妇", "把受益人换成[张**](person)"], null],
  ["视频理赔怎么用", "new_faq", null, "视频理赔", 0.22, "handed_off", ["你们有视频理赔吗，怎么连线", "能视频定损不", "人伤的能不能视频查勘"], { text: "小额车损可以视频定损：在公众号点「我要理赔」，选视频查勘，按提示连线即可。", by: "周伟" }],
  ["养老社区入住", "out_of_scope", null, "业务范围外", 0.44, "missed", ["你们养老社区怎么入住", "康养社区一个月多少钱"], null],
  ["保单贷款利率", "faq", "loan.rate", "保单贷款的利率是多少？", 0.55, "rated_badly", ["贷出来的钱按多少利息算", "保单借款利息是固定的还是浮动的"], null],
  ["电子发票抬头", "new_faq", null, "发票抬头", 0.2, "proposed", ["保费发票抬头能开公司的吗"], { text: "可以，登录公众号在「我的保单」里申请电子发票，抬头填公司名称和税号。", by: "李丽" }],
];

let made = null;

export function groups() {
  made ??= GROUPS.map(([title, kind, id, proposed, confidence, reason, texts, answer], number) => {
    const items = texts.map((marked, place) => ({
      id: `m${number}-${place}`, group_id: `g${number}`, conversation_id: `c0ffee${number}${place}`, seq: 4 + place, at: ago(35 + number * 170 + place * 290),
      channel: ["web", "wechat", "wecom"][place % 3], text: marked.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"), marked, reason: place === 1 ? "handed_off" : reason,
      intent: kind === "intent" ? id : "faq", confidence: confidence - place * 0.04, topic: kind === "faq" ? id : null, model: "37599a08f05fb657", state: "open",
    }));
    const reasons = { missed: 0, unsure: 0, corrected: 0, handed_off: 0, rated_badly: 0, proposed: 0 };
    for (const item of items) reasons[item.reason] += 1;
    return {
      id: `g${number}`, version: 1, state: "open", title, size: items.length, reasons, first_at: items.at(-1).at, last_at: items[0].at,
      trend: Array.from({ length: 14 }, (_, back) => Math.max(0, Math.round((back - 8) / 2) + ((number * 7 + back * 3) % 4) - 1)),
      proposal: { kind, id, title: proposed, confidence }, proposed_answer: answer, items,
    };
  });
  return made;
}

export const missedOf = (id) => groups().flatMap((group) => group.items).find((item) => item.id === id);

export function conversationOf(item) {
  const said = (seq, sender, text, more = {}) => ({ seq, at: ago(40 - seq), sender, type: "text", text, ...more });
  return {
    conversation_id: item.conversation_id, channel: item.channel, seq: item.seq,
    messages: [
      said(1, "customer", "你好"), said(2, "bot", "您好，我是小青，可以帮您查保单、报案、查理赔。"), said(3, "customer", "我有个车险的问题"),
      said(item.seq, "customer", item.text), said(item.seq + 1, "bot", "这个问题我还不太明白，您可以换个说法，或者转人工。"),
      said(item.seq + 2, "customer", "转人工"), said(item.seq + 3, "agent", "您好，我是李丽，您的问题我来帮您看。", { agent: "李丽" }),
    ],
  };
}
