/**
 * A stand-in for the gateway, for working on the pages alone: `npm run build && npm run mock`, or `npm run dev` beside it.
 * It keeps everything in memory and serves web/dist under the same content security policy as the gateway.
 *
 * Failure modes, by typing: 断线 (gone for 8 s), 过期 (token refused), 慢 (a slow turn), 出错 (422), 忙 (429 once), 结束 (closed).
 * MOCK_WS=off leaves only long polling; MOCK_SPEED scales every delay (0 = at once).
 */

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { agentLines, handoffCard, reply, say } from "./scenario.mjs";

const DIST = process.env.MOCK_DIST ?? fileURLToPath(new URL("../dist", import.meta.url));
const PORT = Number(process.env.PORT ?? 8787);
const SPEED = Number(process.env.MOCK_SPEED ?? 1);
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const conversations = new Map();
let goneUntil = 0;

const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000 * SPEED));
const gone = () => Date.now() < goneUntil;

class Failure extends Error {
  constructor(status, code, headers = {}) {
    super(code);
    Object.assign(this, { status, code, headers });
  }
}

function open() {
  const conversation = {
    token: randomBytes(24).toString("base64url"), messages: [], seqs: new Map(), owner: "bot", queue: null, busy: false,
    files: new Map(), sockets: new Set(), waiters: new Set(), limited: false,
  };
  conversations.set(conversation.token, conversation);
  return { conversation_id: randomBytes(8).toString("hex"), token: conversation.token };
}

function add(conversation, ...messages) {
  for (const message of messages) {
    conversation.messages.push({
      seq: conversation.messages.length + 1, at: new Date().toISOString(), type: "text", text: "", buttons: [], ask: null,
      card: null, source: null, ...message,
    });
  }
}

const update = ({ messages, owner, queue, busy }, after) => ({ messages: messages.filter((m) => m.seq > after), owner, queue, busy });

function publish(conversation) {
  for (const socket of conversation.sockets) {
    socket.send(JSON.stringify(update(conversation, socket.after)));
    socket.after = conversation.messages.length;
  }
  for (const waiter of conversation.waiters) waiter();
  conversation.waiters.clear();
}

function access(token) {
  const conversation = conversations.get(token);
  if (!conversation) throw new Failure(401, "token_expired");
  return conversation;
}

function receive(conversation, body) {
  if (conversation.seqs.has(body.client_id)) return conversation.seqs.get(body.client_id);
  if (conversation.owner === "closed") conversation.owner = "bot";
  const cancel = body.payload === "/queue_cancel";
  const title = cancel ? "不等了，先问机器人" : body.payload ? JSON.parse(body.payload.slice(4)).text : body.text;
  if (title?.includes("出错")) throw new Failure(422, "invalid");
  if (title?.includes("忙") && !conversation.limited) {
    conversation.limited = true;
    throw new Failure(429, "too_many", { "Retry-After": "3" });
  }
  const file = conversation.files.get(body.attachment_id);
  add(conversation, file
    ? { sender: "customer", type: "attachment", text: file.name, attachment: { id: body.attachment_id, ...file, content: undefined } }
    : { sender: "customer", text: title });
  const seq = conversation.messages.length;
  conversation.seqs.set(body.client_id, seq);
  if (cancel) {
    Object.assign(conversation, { owner: "bot", queue: null });
    add(conversation, { sender: "system", type: "notice", text: "好的，已取消排队。您接着说，我来帮您看看。" });
    setTimeout(() => publish(conversation));
  } else void turn(conversation, body.attachment_id ? null : title);
  return seq;
}

async function turn(conversation, text) {
  if (text?.includes("断线")) {
    goneUntil = Date.now() + 8000;
    for (const socket of conversation.sockets) socket.terminate();
  }
  if (text?.includes("过期")) conversations.delete(conversation.token);
  if (conversation.owner !== "bot") return publish(conversation);
  conversation.busy = true;
  publish(conversation);
  await sleep(text?.includes("慢") ? 6 : 0.7);
  conversation.busy = false;
  if (text?.includes("结束")) {
    conversation.owner = "closed";
    const text = "本次人工服务已结束。有新的问题直接发消息就行。";
    add(conversation, { sender: "system", type: "notice", text, ask: { slot: "rating", input: "number" } });
    return publish(conversation);
  }
  const answers = text === null
    ? [say("收到了。还有别的材料吗？", { ask: { slot: "documents", input: "file", options: [{ title: "就这些", payload: '/say{"text":"就这些"}' }] } })]
    : reply(text, conversation.messages.filter((m) => m.sender === "bot").at(-1)?.ask?.slot);
  for (const answer of answers) {
    if (answer === "handoff") void handoff(conversation);
    else add(conversation, answer);
  }
  publish(conversation);
}

async function handoff(conversation) {
  Object.assign(conversation, { owner: "queue", queue: { position: 3, estimated_wait_s: 180 } });
  add(conversation, handoffCard(3));
  for (const position of [2, 1]) {
    await sleep(6);
    if (conversation.owner !== "queue") return;
    conversation.queue = { position, estimated_wait_s: position * 60 };
    publish(conversation);
  }
  await sleep(5);
  if (conversation.owner !== "queue") return;
  Object.assign(conversation, { owner: "agent", queue: null });
  add(conversation, { sender: "system", type: "notice", text: "客服 小李 已接入" });
  for (const text of agentLines) {
    add(conversation, { sender: "agent", text, agent: "小李" });
    publish(conversation);
    await sleep(2);
  }
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function api(request, url) {
  const path = `${request.method} ${url.pathname}`;
  if (path === "POST /api/chat/sessions") return [201, open()];
  const conversation = access((request.headers.authorization ?? "").replace(/^Bearer /, ""));
  if (path === "POST /api/chat/messages") return [202, { seq: receive(conversation, JSON.parse(await body(request))) }];
  if (path === "POST /api/chat/rating") return [200, JSON.parse(await body(request))];
  if (path === "POST /api/chat/attachments") {
    const raw = await body(request);
    const start = raw.indexOf("\r\n\r\n") + 4;
    const [, name = "file"] = /filename="([^"]*)"/.exec(raw.subarray(0, start).toString()) ?? [];
    const [, media_type = ""] = /Content-Type: (\S+)/i.exec(raw.subarray(0, start).toString()) ?? [];
    const content = raw.subarray(start, raw.lastIndexOf("\r\n--"));
    const id = randomBytes(8).toString("hex");
    conversation.files.set(id, { name, media_type, size: content.length, content });
    await sleep(0.8);
    return [201, { attachment_id: id }];
  }
  if (path === "GET /api/chat/messages") {
    const after = Number(url.searchParams.get("after") ?? 0);
    const wait = Number(url.searchParams.get("wait") ?? 0);
    if (wait && conversation.messages.length <= after) {
      await new Promise((news) => {
        conversation.waiters.add(news);
        setTimeout(news, wait * 1000);
      });
    }
    return [200, update(conversation, after)];
  }
  const file = conversation.files.get(url.pathname.split("/").at(-1));
  if (file) return [200, file.content, { "Content-Type": file.media_type }];
  throw new Failure(404, "not_found");
}

async function page(url, response) {
  const path = { "/": "/chat/index.html", "/desk": "/desk/index.html" }[url.pathname] ?? normalize(url.pathname);
  const nonce = randomBytes(16).toString("base64");
  const content = await readFile(join(DIST, path)).catch(() => null);
  response.writeHead(content ? 200 : 404, {
    "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
    "Content-Security-Policy": `default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; ` +
      "img-src 'self' data: blob:; connect-src 'self'; frame-ancestors *",
  });
  response.end(path.endsWith(".html") ? content?.toString().replaceAll("__CSP_NONCE__", nonce) : content);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  if (gone()) return request.socket.destroy();
  if (!url.pathname.startsWith("/api/")) return page(url, response);
  let status, answer, headers = {};
  try {
    [status, answer, headers = {}] = await api(request, url);
  } catch (error) {
    ({ status = 500, headers = {} } = error);
    answer = { error: { code: error.code ?? "internal", message: error.message, details: {} }, request_id: "mock" };
  }
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(Buffer.isBuffer(answer) ? answer : JSON.stringify(answer));
});

const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "baowen.v1" });
server.on("upgrade", (request, socket, head) => {
  const bearer = (request.headers["sec-websocket-protocol"] ?? "").split(/,\s*/).find((name) => name.startsWith("bearer."));
  const conversation = conversations.get(bearer?.slice(7));
  if (gone() || process.env.MOCK_WS === "off") return socket.destroy();
  if (!conversation) return socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
  sockets.handleUpgrade(request, socket, head, (ws) => {
    ws.after = Number(new URL(request.url, "http://mock").searchParams.get("after") ?? 0);
    conversation.sockets.add(ws);
    ws.on("close", () => conversation.sockets.delete(ws));
    ws.on("message", (data) => {
      const message = JSON.parse(data);
      if (message.ping) return ws.send(JSON.stringify({ pong: message.ping }));
      try {
        ws.send(JSON.stringify({ ack: message.client_id, seq: receive(conversation, message) }));
      } catch ({ code }) {
        ws.send(JSON.stringify({ error: { code, message: code, details: {} }, client_id: message.client_id }));
      }
    });
    ws.send(JSON.stringify(update(conversation, ws.after)));
    ws.after = conversation.messages.length;
  });
});

server.listen(PORT, "127.0.0.1", () => console.log(`mock on http://127.0.0.1:${PORT}`));
