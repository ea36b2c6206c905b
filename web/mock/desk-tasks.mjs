/** The stand-in's tasks: one of each kind, late, today and later, and the acts that change them. */

import * as requests from "./desk-requests.mjs";

const HOUR = 3_600_000;
const moment = (hours) => new Date(Date.now() + hours * HOUR).toISOString();
const id = (number) => String(number).padStart(32, "0");
let opened = 100;

function task(number, kind, text, due, more = {}) {
  return {
    id: id(number), kind, text, due_at: moment(due), overdue: due < 0, owner: null, owner_name: null, queue: null,
    about: null, repeat_days: null, opened_by: "zhuguan", opened_by_name: "周敏", opened_at: moment(-30),
    done_at: null, done_by_name: null, result: null, ...more,
  };
}

const MINE = { owner: "mine", owner_name: "我" };
let all = [
  task(1, "promise", "我昨天下午五点前给您回电，告诉您补件收到没有。", -3, { ...MINE, about: "conversation:c1" }),
  task(2, "bad_rating", "客户打了 1 分：「等了二十分钟没人理」，请致歉并问清楚。", -26, { queue: "claims" }),
  task(3, "promise", "今天下班前把退保试算发给您。", 1, { ...MINE, about: "conversation:c1" }),
  task(4, "call", "理赔案件 LP20261108A1B2C3D4 结案一周了，客户还没有评价。请回访：赔款收到没有，哪里不方便。", 30, { queue: "claims", about: "claim:LP20261108A1B2C3D4", opened_by: "system", opened_by_name: "系统" }),
  task(5, "call", "每季度问候一次王女士，问问宝宝的疫苗险要不要续。", 60, { ...MINE, repeat_days: 90, about: "customer:C000001" }),
  task(6, "improvement", "把「退保要多久」的话术改短，先说天数。", 200, { owner: "wang", owner_name: "王强", about: "review:7f3a" }),
  task(7, "other", "找技术要 11 月的通话录音。", 150, { owner: "wang", owner_name: "王强" }),
];

const seen = (each, owner, user) =>
  owner === "all" || (owner === "open" ? each.owner === null : each.owner === user.username || each.owner === "mine");

function list(query, look) {
  const { user, mode } = look();
  const asked = new URLSearchParams(query);
  const owner = asked.get("owner") ?? "all";
  const done = asked.get("done") === "true";
  const rows = mode === "quiet" ? [] : all
    .filter((each) => (each.done_at !== null) === done && seen(each, owner, user))
    .filter((each) => !asked.get("kind") || each.kind === asked.get("kind"))
    .map((each) => (each.owner === "mine" ? { ...each, owner: user.username, owner_name: user.name } : each))
    .sort((a, b) => a.due_at.localeCompare(b.due_at));
  const open = all.filter((each) => !each.done_at && seen(each, "mine", user));
  return {
    tasks: rows,
    callbacks: owner === "mine" || done || mode === "quiet" ? [] : requests.list("callbacks").requests,
    counts: { late: open.filter((each) => each.overdue).length, today: 1, later: 1 },
    next: null,
  };
}

function detail(number, look) {
  const { user } = look();
  const found = all.find((each) => each.id === number);
  const own = found.owner === "mine" ? { ...found, owner: user.username, owner_name: user.name } : found;
  const said = [
    ["customer", "你好，我上周交的补件收到了吗"],
    ["agent", "您好，我查一下。材料已经到理赔组，还在录入。"],
    ["customer", "那什么时候有结果"],
    ["agent", found.text],
  ];
  const about = own.owner === user.username && found.about;
  return {
    task: own,
    steps: [
      { act: "opened", by: found.opened_by_name, at: found.opened_at, owner_name: null, due_at: found.due_at, note: null },
      ...(own.owner ? [{ act: "taken", by: own.owner_name, at: moment(-20), owner_name: own.owner_name, due_at: found.due_at, note: null }] : []),
    ],
    conversation_id: about && about.startsWith("conversation") ? "c1" : null,
    transcript: about && about.startsWith("conversation")
      ? said.map(([sender, text], place) => ({ seq: place + 1, at: moment(-29), sender, text, type: "text", buttons: [], agent: sender === "agent" ? user.name : null }))
      : [],
    customer: about ? { customer_no: "C000001", name: "王*敏", phone: "138****1234", policies: [{ product: "青禾百万医疗", policy_no: "QHA010000000001" }] } : null,
  };
}

function act(number, verb, body, look) {
  const { user } = look();
  const found = all.find((each) => each.id === number);
  if (verb === "take") Object.assign(found, { owner: user.username, owner_name: user.name });
  if (verb === "done") Object.assign(found, { done_at: moment(0), overdue: false, done_by_name: user.name, result: body.result });
  if (verb === "reopen") Object.assign(found, { done_at: null, result: null });
  if (verb === "move") Object.assign(found, { due_at: body.due_at, overdue: false });
  if (verb === "hand-over") Object.assign(found, { owner: body.to, owner_name: body.to });
  return found;
}

const figures = () => ({
  days: 30,
  figures: [
    { kind: "promise", open: 2, late: 1, done: 31, in_time: 29 },
    { kind: "call", open: 2, late: 0, done: 12, in_time: 12 },
    { kind: "bad_rating", open: 1, late: 1, done: 4, in_time: 3 },
    { kind: "improvement", open: 1, late: 0, done: 0, in_time: 0 },
  ],
});

/** `look`: who is signed in, and the mode. */
export const routes = (look, Refusal) => [
  ["GET", /^\/api\/desk\/tasks(?:\?(.*))?$/, ([query]) => {
    if (look().mode === "conflict") throw new Refusal(500, "internal");
    return list(query ?? "", look);
  }],
  ["GET", /^\/api\/desk\/tasks\/figures$/, figures],
  ["GET", /^\/api\/desk\/tasks\/([0-9a-f]{32})$/, ([number]) => detail(number, look)],
  ["GET", /^\/api\/desk\/conversations\/[\w-]+\/promise$/, () => ({ promise: { key: "promise-c1-4", text: "我明天下午3点前给您回电。", due_at: moment(20) } })],
  ["POST", /^\/api\/desk\/tasks$/, (_, body) => {
    const { user } = look();
    const due = (Date.parse(body.due_at) - Date.now()) / HOUR;
    const made = task(opened++, body.kind, body.text, due, { owner: body.owner ?? null, owner_name: body.owner === user.username ? user.name : body.owner, about: body.about ?? null });
    all = [...all, made];
    return made;
  }],
  ["POST", /^\/api\/desk\/tasks\/([0-9a-f]{32})\/contact$/, () => ({ phone: "13900001234" })],
  ["POST", /^\/api\/desk\/tasks\/([0-9a-f]{32})\/([\w-]+)$/, ([number, verb], body) => {
    if (look().mode === "lose-race") throw new Refusal(409, "task_taken");
    return act(number, verb, body, look);
  }],
];
