/** What stands beside conversations in the desk mock: notes, canned replies, help, the customer's timeline. All invented. */

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

const notes = new Map([
  [
    "c-mine-1",
    [
      { id: 1, at: ago(560), by: "wangfang", name: "王芳", kind: "note", text: "发票他上周已经传过，影像件在案件里，编号 188-3，别让他再拍。", after_seq: 5 },
      { id: 2, at: ago(300), by: "zhuguan", name: "周主管", kind: "whisper", text: "先道歉，再说还缺的那一份，别提内部流程。", after_seq: 7 },
    ],
  ],
]);
const joined = new Map();

export const beside = (id) => ({ notes: notes.get(id) ?? [], joined: joined.get(id) ?? [] });

export function note(c, body, user, kind = "note") {
  const all = notes.get(c.conversation_id) ?? [];
  const written = {
    id: Date.now(),
    at: new Date().toISOString(),
    by: user.username,
    name: user.name,
    kind,
    text: body.text,
    after_seq: c.transcript.length,
  };
  notes.set(c.conversation_id, [...all, written]);
  return written;
}

export function join(c, body, user) {
  const others = (joined.get(c.conversation_id) ?? []).filter((each) => each.username !== user.username);
  if (body.mode === "barge_in") {
    const before = c.agent;
    c.agent = user.username;
    joined.set(c.conversation_id, [...others, { username: before, name: before, mode: "listener", since: ago(0) }]);
  } else joined.set(c.conversation_id, [...others, { username: user.username, name: user.name, mode: "whisper", since: ago(0) }]);
  return { joined: joined.get(c.conversation_id) };
}

export function leave(c, user) {
  joined.set(c.conversation_id, (joined.get(c.conversation_id) ?? []).filter((each) => each.username !== user.username));
  return { joined: joined.get(c.conversation_id) };
}

export const whispers = (c, user) =>
  (joined.get(c.conversation_id) ?? []).some((each) => each.username === user.username && each.mode === "whisper");

export const cannedReplies = [
  { id: "1", title: "请稍等，正在核对", text: "您的情况我看到了，我核对一下，两分钟内给您回复。", queue: null, tags: ["等待"], used: 312 },
  { id: "2", title: "还缺材料", text: "案件 {claim_no} 目前还缺一份材料，我把清单发给您，您拍照传过来就行，不用跑网点。", queue: "claims", tags: ["理赔", "补件"], used: 188 },
  { id: "3", title: "理赔进度说明", text: "{customer}您好，案件 {claim_no} 材料齐全后会在规定时间内核定，有结果会第一时间通知您。", queue: "claims", tags: ["进度"], used: 120 },
  { id: "4", title: "宽限期说明", text: "保单 {policy_no} 还在宽限期内，这段时间保障有效，您在宽限期内交上保费就不受影响。", queue: "servicing", tags: ["缴费"], used: 96 },
  { id: "5", title: "投诉已登记", text: "您反映的事情我已经登记，会有专人在时限内联系您。", queue: "complaints", tags: ["投诉"], used: 45 },
  { id: "6", title: "结束语", text: "还有别的需要我帮您看的吗？没有的话，祝您一切顺利。", queue: null, tags: ["结束"], used: 402 },
];

export const wrapUpCodes = [
  { code: "solved", name: "已解答", queue: null, active: true },
  { code: "claims_followed", name: "理赔已跟进，等待材料", queue: "claims", active: true },
  { code: "referred", name: "已转相关部门", queue: null, active: true },
  { code: "left", name: "客户中途离开", queue: null, active: true },
];

const items = [
  { id: "greet", text: "表明身份，叫得出案件号", required: true, done: true },
  { id: "listen", text: "先听完，不打断，重复一遍客户说的", required: true, done: false },
  { id: "missing", text: "一次说全还缺的材料", required: true, done: false },
  { id: "clock", text: "说清楚什么时候会有下一步", required: true, done: false },
  { id: "elder", text: "问要不要寄纸质清单", required: false, done: false },
];

export const assist = (c) => ({
  next_step: items.find((each) => !each.done && each.required) ?? null,
  message_seq: c.transcript.length,
  suggestions: [
    { kind: "faq", id: "claims.documents", title: "理赔要交哪些材料", text: "理赔所需材料由保险公司一次性通知；补交之后，核定时间接着计算。您已经交过的不用重复交。", source: "保险法 第二十二条", score: 0.83 },
    { kind: "faq", id: "claims.how_long", title: "理赔多久有结果", text: "材料齐全后及时核定；情形复杂的在三十日内核定，合同另有约定的除外。", source: "保险法 第二十三条", score: 0.71 },
    { kind: "canned", ...cannedReplies[1], score: 0.66 },
  ],
  mood: { flag: "angry", seq: c.transcript.length, why: "“怎么又要”“到底”：同一份材料要了两次" },
  checklist: {
    topic: "claim_status",
    title: "理赔进度催办",
    level: "key",
    items,
    cards: [{ id: "sorry", title: "重复要材料时", text: "让您再跑一趟确实不该。您上次传的我这边看得到，这次只差一份，我现在就帮您核对。" }],
  },
});

export function tick(c, body) {
  const item = items.find((each) => each.id === body.item);
  if (item) item.done = body.done;
  return assist(c);
}

/** 「一定」 is warned of, 「保证赔」 stopped. */
export function checked(text) {
  const breaches = [];
  for (const [words, guard, severity, safe] of [
    ["保证赔", "claim_sure", "block", "按合同核定，材料齐了会尽快给结果"],
    ["一定", "absolute", "warn", "会尽力"],
  ]) {
    const at = text.indexOf(words);
    if (at >= 0) breaches.push({ guard, severity, start: at, end: at + words.length, safe });
  }
  return { breaches };
}

export const timeline = () => ({
  events: [
    { at: ago(900), kind: "conversation", title: "网页会话", text: "12 条消息", channel: "web", conversation_id: "c-mine-1" },
    { at: "2026-11-19T10:02:00+08:00", kind: "complaint", title: "投诉（销售误导）开始调查", number: "TS202611190012" },
    { at: "2026-11-14T09:20:00+08:00", kind: "claim", title: "理赔（商业车险）已要求补件", text: "维修发票、事故认定书", number: "CL2026000188" },
    { at: "2026-11-13T20:41:00+08:00", kind: "rating", title: "评价 2 分，推荐意愿 3", text: "同样的话问了三遍", channel: "wechat", conversation_id: "c-old" },
    { at: "2026-11-13T20:05:00+08:00", kind: "handoff", title: "转人工：理赔服务", channel: "wechat", conversation_id: "c-old" },
    { at: "2026-11-06T18:30:00+08:00", kind: "report", title: "报案（商业车险）待关联保单", number: "CL2026000188" },
    { at: "2026-01-09T00:00:00+08:00", kind: "policy", title: "保单生效：青禾演示·机动车商业保险", number: "QHP000000000002" },
  ],
  next: null,
});

const VALUES = { phone: "19900000002", id_number: "990000198502140028", address: "佛山市南海区桂城街道示例路 18 号 3 座 1202" };

export const reveal = (body) => ({ field: body.field, value: VALUES[body.field] ?? null });

export const SUMMARY = "客户询问车险理赔进度。查看过案件 CL2026****188：待补件，还缺维修发票、事故认定书。";
