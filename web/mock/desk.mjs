/** A stand-in for what the gateway is to staff, the desk and the studio, for work on the pages: `node mock/desk.mjs [port]`.
 *
 * Log in as any name with the password `demo` (names that start with `zhuguan` are supervisors,
 * with `xunlian` trainers, `admin` is an administrator). Serves the built
 * pages under the gateway's content security policy, so that a forbidden style shows here already.
 * POST /mock/NAME sets a mode: fail-messages, fail-uploads, lose-race, down, expire, quiet, conflict, slow; /mock/calm ends it; /mock/say speaks
 * as a customer, /mock/typing types as one, /mock/offer offers a waiting conversation to whoever is signed in. */

import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import * as administration from "./desk-administration.mjs";
import * as complaints from "./desk-complaints.mjs";
import * as requests from "./desk-requests.mjs";
import * as surveys from "./desk-surveys.mjs";
import * as tasks from "./desk-tasks.mjs";
import * as models from "./studio-models.mjs";
import * as insights from "./insights.mjs";
import * as studio from "./studio.mjs";
import * as supervision from "./desk-supervision.mjs";
import * as workspace from "./desk-workspace.mjs";
import { conversations, customers } from "./desk-data.mjs";

const DIST = process.env.BAOWEN_DIST ?? fileURLToPath(new URL("../dist", import.meta.url));
const TYPES = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".html": "text/html; charset=utf-8",
};
const port = Number(process.argv[2] ?? 8788);

const all = conversations(new Date());
let mode = "calm";
let user = null;
let presence = { state: "not_ready", reason: null, capacity: 5 };
const sockets = new Set();

const signal = (id) => {
  for (const socket of sockets) {
    socket.send(JSON.stringify({ type: "queue", waiting: all.filter((c) => c.owner === "queue").length }));
    if (id) socket.send(JSON.stringify({ type: "conversation", conversation_id: id }));
  }
};
const say = (c, message) => {
  const seq = c.transcript.length + 1;
  c.transcript.push({
    seq,
    at: new Date().toISOString(),
    type: "text",
    buttons: [],
    ask: null,
    card: null,
    source: null,
    ...message,
  });
  signal(c.conversation_id);
  return seq;
};
const notice = (c, text) => say(c, { sender: "system", type: "notice", text });

const listed = (c) => ({
  conversation_id: c.conversation_id,
  owner: c.owner,
  channel: c.channel,
  agent: c.agent,
  queue: c.queue,
  priority: c.priority,
  waiting_since: c.waiting_since,
  last_seq: c.transcript.length,
  reason: c.dossier.reason,
  wish: c.dossier.wish,
  preview: c.transcript.findLast((m) => m.sender === "customer")?.text ?? null,
  offered_to: c.offered_to ?? null,
  offered_until: c.offered_until ?? null,
  reply_due: c.reply_due ?? null,
  level: c.level ?? null,
});

class Refusal extends Error {
  constructor(status, code, details) {
    super(code);
    Object.assign(this, { status, details });
  }
}
const held = (id) => {
  const c = all.find((one) => one.conversation_id === id);
  if (!c) throw new Refusal(404, "conversation_not_found");
  return c;
};
const mine = (id) => {
  const c = held(id);
  if (c.owner !== "agent" || c.agent !== user.username) throw new Refusal(403, "not_owner");
  return c;
};
const signedIn = () => ({ user, csrf_token: "mock", presence });

const look = () => ({ user, mode, calm: () => (mode = "calm") });

const routes = [
  [
    "POST",
    /^\/api\/staff\/login$/,
    (_, body) => {
      if (body.password !== "demo") throw new Refusal(401, "wrong_credentials");
      const role = body.username.startsWith("zhuguan")
        ? "supervisor"
        : body.username.startsWith("xunlian")
          ? "trainer"
          : body.username === "admin"
            ? "admin"
            : "agent";
      const name = { agent: "李丽", supervisor: "周主管", trainer: "钱雯", admin: "管理员" }[role];
      user = { username: body.username, name, role };
      return signedIn();
    },
  ],
  ["GET", /^\/api\/staff\/me$/, signedIn],
  [
    "POST",
    /^\/api\/staff\/logout$/,
    () => {
      user = null;
      return {};
    },
  ],
  [
    "PUT",
    /^\/api\/desk\/presence$/,
    (_, body) => (presence = { state: body.state, reason: body.reason ?? null, capacity: 5 }),
  ],
  [
    "GET",
    /^\/api\/desk\/colleagues$/,
    () => ({
      colleagues: [
        { username: "wangfang", name: "王芳", state: "ready" },
        { username: "zhaolei", name: "赵磊", state: "away" },
      ],
      queues: {
        general: "综合服务",
        claims: "理赔服务",
        servicing: "保单服务",
        complaints: "投诉处理",
        sales: "投保咨询",
      },
    }),
  ],
  [
    "GET",
    /^\/api\/desk\/conversations\?owner=queue$/,
    () => ({
      conversations:
        mode === "quiet"
          ? []
          : all
              .filter((c) => c.owner === "queue")
              .sort((a, b) => b.priority - a.priority || a.waiting_since.localeCompare(b.waiting_since))
              .map(listed),
    }),
  ],
  [
    "GET",
    /^\/api\/desk\/conversations\?owner=mine$/,
    () => ({
      conversations:
        mode === "quiet"
          ? []
          : all.filter((c) => c.owner === "agent" && c.agent === user.username).map(listed),
    }),
  ],
  ["GET", /^\/api\/desk\/conversations\?owner=all$/, () => ({ conversations: all.map(listed) })],
  [
    "GET",
    /^\/api\/desk\/conversations\/([\w-]+)$/,
    ([id]) => ({
      ...listed(held(id)),
      ...workspace.beside(id),
      read_seq: held(id).transcript.length - 1,
      arrived_seq: held(id).transcript.length,
      dossier: held(id).dossier,
      transcript: held(id).transcript,
      customer: customers[held(id).customer_no] ?? null,
      rating: held(id).rating ?? null,
    }),
  ],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/accept$/,
    ([id]) => {
      const c = held(id);
      if (mode === "lose-race" || c.owner !== "queue") {
        c.owner = "agent";
        c.agent = "wangfang";
        signal(id);
        throw new Refusal(409, "lost_race");
      }
      Object.assign(c, { owner: "agent", agent: user.username });
      notice(c, `客服${user.name}来了，之前的对话都看得到，您不用重复说。`);
      return {};
    },
  ],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/messages$/,
    ([id], body) => {
      if (mode === "fail-messages") throw new Refusal(500, "internal");
      const stopped = supervision.judged(body.text);
      if (stopped) throw new Refusal(422, "conduct", stopped);
      if (workspace.whispers(held(id), user)) {
        return { seq: 0, note_id: workspace.note(held(id), body, user, "whisper").id };
      }
      const c = mine(id);
      const known = c.transcript.find((m) => m.client_id === body.client_id);
      const quoted = c.transcript[body.quote - 1];
      return {
        seq:
          known?.seq ??
          say(c, {
            sender: "agent",
            agent: user.name,
            text: body.text,
            client_id: body.client_id,
            quote: quoted ? { seq: quoted.seq, sender: quoted.sender, text: quoted.text } : null,
            attachment: body.attachment_id ? { id: body.attachment_id, name: "材料清单.pdf", size: 284_000 } : null,
          }),
      };
    },
  ],
  ["POST", /^\/api\/desk\/conversations\/([\w-]+)\/notes$/, ([id], body) => workspace.note(held(id), body, user)],
  ["POST", /^\/api\/desk\/conversations\/([\w-]+)\/join$/, ([id], body) => workspace.join(held(id), body, user)],
  ["POST", /^\/api\/desk\/conversations\/([\w-]+)\/leave$/, ([id]) => workspace.leave(held(id), user)],
  ["POST", /^\/api\/desk\/conversations\/([\w-]+)\/typing$/, () => ({})],
  ["GET", /^\/api\/desk\/conversations\/([\w-]+)\/assist$/, ([id]) => workspace.assist(held(id))],
  ["GET", /^\/api\/desk\/conversations\/([\w-]+)\/summary$/, () => ({ summary: workspace.SUMMARY })],
  ["POST", /^\/api\/desk\/conversations\/([\w-]+)\/checklist$/, ([id], body) => workspace.tick(held(id), body)],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/attachments$/,
    () => {
      if (mode === "fail-uploads") throw new Refusal(503, "not_ready");
      return { id: `a${Date.now()}` };
    },
  ],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/decline$/,
    ([id]) => {
      Object.assign(held(id), { offered_to: null, offered_until: null });
      return {};
    },
  ],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/ask-rating$/,
    ([id]) => {
      notice(mine(id), "请您评价一下这次服务。");
      return { seq: held(id).transcript.length };
    },
  ],
  ["POST", /^\/api\/desk\/conduct\/check$/, (_, body) => workspace.checked(body.text)],
  ["GET", /^\/api\/desk\/canned-replies$/, () => ({ canned_replies: workspace.cannedReplies })],
  ["GET", /^\/api\/desk\/wrap-up-codes$/, () => ({ codes: workspace.wrapUpCodes })],
  ["GET", /^\/api\/desk\/customers\/\w+\/timeline\?/, workspace.timeline],
  ["POST", /^\/api\/desk\/customers\/\w+\/reveal$/, (_, body) => workspace.reveal(body)],
  ["POST", /^\/api\/desk\/customers\/\w+\/claim-reports$/, () => ({ claim_no: "CL2026000231" })],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/transfer$/,
    ([id], body) => {
      Object.assign(
        mine(id),
        body.to_queue ? { owner: "queue", queue: body.to_queue, agent: null } : { agent: body.to_agent },
      );
      signal(id);
      return {};
    },
  ],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/return$/,
    ([id], body) => {
      Object.assign(mine(id), { owner: body.to, agent: null });
      signal(id);
      return {};
    },
  ],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/close$/,
    ([id]) => {
      Object.assign(mine(id), { owner: "closed", agent: null });
      signal(id);
      return {};
    },
  ],
  ["GET", /^\/api\/desk\/incidents$/, supervision.list],
  ["GET", /^\/api\/desk\/incidents\/choices$/, supervision.choices],
  ["POST", /^\/api\/desk\/incidents$/, (_, body) => supervision.announce(body, user)],
  [
    "POST",
    /^\/api\/desk\/incidents\/([\w-]+)\/(\w+)$/,
    ([id, verb], body) => supervision.take(id, verb, body, user),
  ],
  ["GET", /^\/api\/desk\/conduct$/, supervision.counted],
  ["GET", /^\/api\/desk\/complaints\?state=(\w+)$/, ([state]) => complaints.list(state, user)],
  [
    "GET",
    /^\/api\/desk\/complaints\/(\w+)$/,
    ([receiptNo]) => {
      const found = complaints.find(receiptNo);
      if (!found) throw new Refusal(404, "record_not_found");
      return found;
    },
  ],
  ["POST", /^\/api\/desk\/complaints\/\w+\/contact$/, () => ({ contact: "13900001111" })],
  [
    "POST",
    /^\/api\/desk\/complaints\/(\w+)\/([\w-]+)$/,
    ([receiptNo, step], body) => {
      if (mode === "lose-race") throw new Refusal(409, "record_changed");
      return complaints.take(receiptNo, step, body, user);
    },
  ],
  ["GET", /^\/api\/desk\/requests\?kind=(\w+)$/, ([kind]) => requests.list(kind)],
  ["POST", /^\/api\/desk\/requests\/(\w+)\/details$/, ([no]) => requests.details(no)],
  [
    "POST",
    /^\/api\/desk\/requests\/(\w+)\/(\w+)$/,
    ([no, verb]) => {
      if (mode === "lose-race") throw new Refusal(409, "record_changed");
      return requests.step(no, verb, user);
    },
  ],
  ...tasks.routes(() => ({ user, mode }), Refusal),
  ...surveys.routes(() => ({ user, mode }), Refusal),
  ...supervision.routes(() => ({ user, mode })),
  ...administration.routes(() => ({ user, mode })),
  ...studio.routes(look, Refusal),
  ...insights.routes(look, Refusal),
  ...models.routes(look, Refusal),
  [
    "POST",
    /^\/mock\/say$/,
    (_, body) => {
      say(held(body.id), { sender: "customer", text: body.text });
      return {};
    },
  ],
  [
    "POST",
    /^\/mock\/typing$/,
    (_, body) => {
      for (const socket of sockets)
        socket.send(JSON.stringify({ type: "typing", conversation_id: body.id, text: body.text }));
      return {};
    },
  ],
  [
    "POST",
    /^\/mock\/offer$/,
    (_, body) => {
      const until = new Date(Date.now() + 30_000).toISOString();
      Object.assign(held(body.id), { offered_to: user.username, offered_until: until });
      signal(null);
      return {};
    },
  ],
  [
    "POST",
    /^\/mock\/([\w-]+)$/,
    ([name]) => {
      mode = name;
      if (name === "expire") user = null;
      if (name === "down") for (const socket of sockets) socket.terminate();
      signal(null);
      return {};
    },
  ],
];

async function api(request) {
  if (mode === "down" && !request.url.startsWith("/mock/")) throw new Refusal(503, "not_ready");
  if (mode === "slow" && /^\/api\/(studio|insights)/.test(request.url)) await new Promise((done) => setTimeout(done, 5_000));
  let text = "";
  for await (const part of request) text += part;
  for (const [method, pattern, handler] of routes) {
    const found = request.method === method && pattern.exec(request.url);
    if (!found) continue;
    if (!user && !/login|mock/.test(request.url)) throw new Refusal(401, "login_required");
    const json = request.headers["content-type"]?.includes("json");
    return handler(found.slice(1), json && text ? JSON.parse(text) : {});
  }
  throw new Refusal(404, "not_found");
}

const server = createServer(async (request, response) => {
  if (/^\/(api|mock)\//.test(request.url)) {
    let [status, body] = [200, {}];
    try {
      body = await api(request);
    } catch (error) {
      [status, body] = [
        error.status ?? 500,
        {
          error: {
            code: error.message,
            message: "",
            details: error.details ?? (error.message === "lost_race" ? { owner: "agent" } : {}),
          },
          request_id: "mock",
        },
      ];
    }
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    return;
  }
  const page = /^\/(desk|studio|insights)$/.exec(request.url.split("?")[0])?.[1];
  const path = page ? `/${page}/index.html` : normalize(request.url.split("?")[0]);
  const file = join(DIST, path);
  if (!file.startsWith(DIST) || !existsSync(file)) return response.writeHead(404).end();
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  if (!path.endsWith(".html"))
    return createReadStream(file).pipe(response.writeHead(200, { "Content-Type": type }));
  const nonce = crypto.randomUUID();
  const policy = `default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'`;
  response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy });
  response.end(readFileSync(file, "utf8").replaceAll("__CSP_NONCE__", nonce));
});

const sockets_server = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  if (mode === "down" || !user || request.url !== "/api/desk/ws") return socket.destroy();
  sockets_server.handleUpgrade(request, socket, head, (ws) => {
    sockets.add(ws);
    ws.on("close", () => sockets.delete(ws));
  });
});
server.listen(port, "127.0.0.1", () => console.log(`desk mock on http://127.0.0.1:${port}/desk`));
