/** The administration of the desk's stand-in: everything is kept as it comes. */

import { cannedReplies, wrapUpCodes } from "./desk-workspace.mjs";

const now = () => new Date().toISOString();

const staff = [
  ["admin", "管理员", "admin", [], 5, true, false, true],
  ["heyong", "何勇", "agent", ["claims", "complaints"], 5, true, false, false],
  ["lili", "李丽", "agent", ["general", "claims"], 5, true, false, false],
  ["ouyangxue", "欧阳雪晴", "agent", ["claims", "servicing", "general", "complaints"], 6, true, false, true],
  ["qianwei", "钱伟", "trainer", [], 1, true, true, false],
  ["sunqi", "孙琪", "agent", ["general"], 5, false, false, false],
  ["wangfang", "王芳", "agent", [], 5, true, false, false],
  ["zhuguan", "周主管", "supervisor", [], 3, true, false, true],
].map(([username, name, role, skills, capacity, active, password_temporary, second_factor]) => ({
  username,
  name,
  role,
  skills,
  capacity,
  active,
  password_temporary,
  second_factor,
}));

const DAY = [
  { days: "workdays", from: "09:00", to: "21:00" },
  { days: "restdays", from: "10:00", to: "18:00" },
];
const queues = [
  ["general", "综合服务", DAY, false, null, 60, 180],
  ["claims", "理赔服务", [], true, "general", 60, 180],
  ["servicing", "保单服务", DAY, false, "general", 120, 300],
  ["complaints", "投诉处理", [{ days: "workdays", from: "09:00", to: "17:30" }], false, null, 300, 600],
  ["sales", "投保咨询", DAY, false, null, 90, 240],
].map(([code, name, hours, always_open, overflow_to, first, reply]) => ({
  code,
  name,
  hours,
  always_open,
  open: always_open || code === "general",
  overflow_to,
  overflow_after_s: overflow_to ? 300 : null,
  offer_s: 20,
  age_every_s: 300,
  first_response_s: first,
  reply_s: reply,
  resolution_s: 86_400,
  warn_at_percent: 80,
}));

const ACTS = [
  ["lili", "李丽", "conversation.accept", "c0ffee", { queue: "claims" }],
  ["zhuguan", "周主管", "queue.change", null, { queue: "claims", first_response_s: "60" }],
  ["admin", "管理员", "staff.added", null, { username: "qianwei", role: "trainer" }],
  ["lili", "李丽", "customer.revealed", "C10001", { field: "phone", reason: "核对回电号码" }],
  ["scheduler", null, "claim.due_reminded", "C10007", {}],
];
const entries = Array.from({ length: 60 }, (_, place) => {
  const [who, name, what, whom, data] = ACTS[place % ACTS.length];
  return { seq: 4210 - place, at: new Date(Date.now() - place * 420_000).toISOString(), who, name, what, whom, data };
});

/** `look`: who is signed in, and the mode. */
export const routes = (look) => [
  ["GET", /^\/api\/desk\/staff/, () => ({ staff, next: null })],
  [
    "POST",
    /^\/api\/desk\/staff$/,
    (_, body) => {
      const added = { ...body, active: true, password_temporary: true, second_factor: false };
      staff.push(added);
      return { staff: added, password: "Tm4-kqzp-8rWn" };
    },
  ],
  [
    "PUT",
    /^\/api\/desk\/staff\/([\w.-]+)$/,
    ([username], body) => Object.assign(staff.find((one) => one.username === username), body),
  ],
  [
    "POST",
    /^\/api\/desk\/staff\/([\w.-]+)\/password$/,
    ([username]) => ({ username, password: "Hx7-mmda-2qLs" }),
  ],
  [
    "POST",
    /^\/api\/desk\/staff\/([\w.-]+)\/reset-second-factor$/,
    ([username]) => Object.assign(staff.find((one) => one.username === username), { second_factor: false }),
  ],
  ["POST", /^\/api\/staff\/password$/, () => ({})],
  ["GET", /^\/api\/desk\/queues$/, () => ({ queues })],
  [
    "PUT",
    /^\/api\/desk\/queues\/(\w+)$/,
    ([code], body) => Object.assign(queues.find((queue) => queue.code === code), body),
  ],
  [
    "POST",
    /^\/api\/desk\/canned-replies$/,
    (_, body) => {
      const id = `canned-${cannedReplies.length}`;
      cannedReplies.push({ ...body, id, used: 0, reviewed_on: now().slice(0, 10) });
      return cannedReplies.at(-1);
    },
  ],
  [
    "PUT",
    /^\/api\/desk\/canned-replies\/([\w-]+)$/,
    ([id], body) => Object.assign(cannedReplies.find((reply) => reply.id === id), body),
  ],
  [
    "DELETE",
    /^\/api\/desk\/canned-replies\/([\w-]+)$/,
    ([id]) => cannedReplies.splice(cannedReplies.findIndex((reply) => reply.id === id), 1),
  ],
  [
    "PUT",
    /^\/api\/desk\/wrap-up-codes$/,
    (_, body) => ({ codes: wrapUpCodes.splice(0, wrapUpCodes.length, ...body.codes) && wrapUpCodes }),
  ],
  [
    "GET",
    /^\/api\/desk\/audit/,
    () => ({ entries: look().mode === "quiet" ? [] : entries.slice(0, 50), next: 4161 }),
  ],
  ["POST", /^\/api\/desk\/audit\/verify$/, () => ({ entries: 4210, broken_at: null })],
];
