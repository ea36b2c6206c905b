/** The studio of the stand-in: inbox, knowledge, stories and changes, kept in memory. Mode `conflict` lets a colleague be first. */

import { knowledge, versionOf } from "./studio-data.mjs";
import { conversationOf, groups, missedOf } from "./studio-inbox.mjs";

const COLLEAGUE = { username: "luoming", name: "罗明" };
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString();
const hex = () => [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const changes = [
  { message: "「理赔款多久到账」加 6 条相似问", files: ["data/faq/claims.yml"], at: day(0.1), author: { username: "qianwen", name: "钱雯" } },
  { message: "改「退保会损失多少」的答案", files: ["data/faq/life.yml"], at: day(1.2), author: COLLEAGUE },
  { message: "「查理赔进度」加 3 条说法", files: ["data/nlu/claims.yml"], at: day(2.4), author: { username: "qianwen", name: "钱雯" } },
  { message: "别的工具里改的", files: ["data/lookup/products.yml", "domain.yml"], at: day(5.1), author: { username: "editor", name: "手工修改" } },
  { message: "as shipped", files: ["data", "domain.yml", "config.yml"], at: day(20), author: { username: "baowen", name: "保问" } },
].map((change) => ({ id: hex(), undoes: null, undone_by: null, ...change }));

function commit(user, message, files) {
  const change = { id: hex(), at: day(0), author: { username: user.username, name: user.name }, message, files, undoes: null, undone_by: null };
  changes.unshift(change);
  return change;
}

const DIFFS = [
  {
    file: "data/faq/claims.yml",
    hunks: [
      {
        lines: [
          { kind: "same", old: 212, new: 212, text: "  question: 理赔款多久到账？" },
          { kind: "same", old: 213, new: 213, text: "  similar:" },
          { kind: "same", old: 214, new: 214, text: "  - 钱啥时候打过来" },
          { kind: "remove", old: 215, new: null, text: "  - 理赔款几天到" },
          { kind: "add", old: null, new: 215, text: "  - 理赔款一般几天能到账" },
          { kind: "add", old: null, new: 216, text: "  - 同意赔了以后多长时间收到钱" },
          { kind: "same", old: 216, new: 217, text: "  - 赔款到账时间" },
        ],
      },
    ],
  },
];

const reviews = [
  { id: "r1", reason: "健康保险管理办法修订", due_on: day(-9).slice(0, 10), by: "周主管", open: [{ id: "loan.unpaid", question: "保单贷款还不上会怎样？" }, { id: "loan.limit", question: "保单贷款最多能贷多少？" }], done: 3, all: 5 },
];

const bare = (text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[\s，。？！,.?!的了吗呢]/g, "");
function likeness(one, other) {
  const grams = (text) => new Set([...text].map((_, place) => text.slice(place, place + 2)));
  const [a, b] = [grams(one), grams(other)];
  return (2 * [...a].filter((gram) => b.has(gram)).length) / (a.size + b.size);
}
function lines() {
  const { intents, faq } = knowledge();
  return [
    ...intents.flatMap(({ id, examples }) => examples.map((text) => ({ kind: "intent", id, title: id, text: text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1") }))),
    ...faq.flatMap(({ id, question, similar }) => [question, ...similar].map((text) => ({ kind: "faq", id, title: question, text }))),
  ];
}
function check({ text, label }) {
  const form = bare(text);
  const found = lines();
  const mine = (line) => label && line.kind === label.kind && line.id === label.id;
  const same = found.filter((line) => bare(line.text) === form);
  return {
    same: same.filter(mine),
    conflicts: same.filter((line) => !mine(line)),
    near: found.map((line) => ({ ...line, likeness: likeness(bare(line.text), form) }))
      .filter((line) => line.likeness > 0.5 && line.likeness < 1 && !mine(line))
      .sort((a, b) => b.likeness - a.likeness).slice(0, 5),
  };
}

const listedFaq = ({ id, category, question, similar, reviewed_on, expires_on, file }) => {
  const reviewBy = new Date(Date.parse(reviewed_on) + 92 * 86_400_000).toISOString().slice(0, 10);
  const due = id.startsWith("claims.r") || id.startsWith("auto.c");
  return { id, category, question, similar: similar.length, reviewed_on, review_by: due ? day(3).slice(0, 10) : reviewBy, expires_on: expires_on ?? null, due, file };
};
const CATEGORIES = {
  F1: "保险基础", F2: "投保", F3: "交费", F4: "保全", F5: "理赔", F6: "退保", F7: "投诉", F8: "车险", F9: "健康险", F10: "人寿险",
};

/** `look`: who is signed in, and the mode; `Refusal(status, code, details)`: an answer of the server that is none. */
export function routes(look, Refusal) {
  const empty = () => look().mode === "quiet";
  const found = (list, id) => list.find((one) => one.id === id) ?? refuse(404, "not_found");
  const refuse = (status, code, details) => {
    throw new Refusal(status, code, details);
  };
  const versioned = (item) => ({ ...item, version: versionOf(item) });
  /** A colleague was first, where the mode says so. */
  const keep = (item, { version, message: _, ...fields }, spoil) => {
    if (look().mode === "conflict") {
      spoil(item);
      look().calm();
    }
    if (version !== versionOf(item)) refuse(409, "version_conflict", { current: versioned(item), by: COLLEAGUE.name });
    Object.assign(item, fields);
    return versioned(item);
  };
  const id = (text) => decodeURIComponent(text);
  const all = knowledge;
  return [
    ["GET", /^\/api\/studio\/knowledge$/, () => ({
      head: changes[0].id, reviews_due: empty() ? 0 : 12, last_change: changes[0],
      counts: {
        intents: all().intents.length, examples: all().intents.reduce((sum, each) => sum + each.examples.length, 0), faq: all().faq.length,
        similar: all().faq.reduce((sum, each) => sum + each.similar.length, 0), responses: all().responses.length, tables: all().tables.length,
        rules: all().stories.filter((each) => each.kind === "rule").length, tests: all().stories.filter((each) => each.kind === "test").length,
      },
    })],
    ["GET", /^\/api\/studio\/knowledge\/intents$/, () => ({ intents: empty() ? [] : all().intents.map((each) => ({ id: each.id, file: each.file, examples: each.examples.length })) })],
    ["GET", /^\/api\/studio\/knowledge\/intents\/([^/]+)$/, ([name]) => versioned(found(all().intents, id(name)))],
    ["PUT", /^\/api\/studio\/knowledge\/intents\/([^/]+)$/, ([name], body) => {
      const kept = keep(found(all().intents, id(name)), body, (item) => item.examples.splice(1, 1, "理赔办到哪个环节了", "帮我催催理赔"));
      commit(look().user, `改「${kept.id}」的说法`, [kept.file]);
      return kept;
    }],
    ["POST", /^\/api\/studio\/knowledge\/intents$/, (_, body) => all().intents.push(body) && versioned(body)],
    ["GET", /^\/api\/studio\/knowledge\/faq(\?.*)?$/, ([query]) => {
      const filter = new URLSearchParams(query);
      const entries = all().faq.map(listedFaq)
        .filter((entry) => !filter.get("category") || entry.category === filter.get("category"))
        .filter((entry) => !filter.get("due") || entry.due)
        .filter((entry) => !filter.get("q") || entry.question.includes(filter.get("q")) || entry.id.includes(filter.get("q")));
      const categories = [...new Set(all().faq.map((entry) => entry.category))].map((each) => ({ id: each, name: CATEGORIES[each] ?? each }));
      return { entries: empty() ? [] : entries, categories };
    }],
    ["GET", /^\/api\/studio\/knowledge\/faq\/([^/]+)$/, ([name]) => versioned(found(all().faq, id(name)))],
    ["PUT", /^\/api\/studio\/knowledge\/faq\/([^/]+)$/, ([name], body) => {
      const kept = keep(found(all().faq, id(name)), body, (item) => {
        item.answer = item.answer.replace("。", "（工作日）。");
        item.similar.push("同事刚加的一条说法");
      });
      commit(look().user, `改「${kept.question}」`, [kept.file]);
      return kept;
    }],
    ["DELETE", /^\/api\/studio\/knowledge\/faq\/([^/]+)$/, ([name]) => all().faq.splice(all().faq.indexOf(found(all().faq, id(name))), 1)],
    ["POST", /^\/api\/studio\/knowledge\/faq$/, (_, body) => all().faq.push({ file: "data/faq/claims.yml", ...body, id: body.id ?? "claims.neu" }) && versioned(all().faq.at(-1))],
    ["POST", /^\/api\/studio\/knowledge\/faq\/([^/]+)\/reviewed$/, ([name]) => versioned(Object.assign(found(all().faq, id(name)), { reviewed_on: day(0).slice(0, 10) }))],
    ["GET", /^\/api\/studio\/knowledge\/responses$/, () => ({ responses: all().responses.map((each) => ({ id: each.id, text: each.variants[0]?.text ?? "", variants: each.variants.length, channels: [...new Set(each.variants.map((one) => one.channel).filter(Boolean))] })) })],
    ["GET", /^\/api\/studio\/knowledge\/responses\/([^/]+)$/, ([name]) => versioned(found(all().responses, id(name)))],
    ["PUT", /^\/api\/studio\/knowledge\/responses\/([^/]+)$/, ([name], body) => keep(found(all().responses, id(name)), body, (item) => (item.variants[0].text += "（同事改过）"))],
    ["GET", /^\/api\/studio\/knowledge\/tables$/, () => ({ tables: all().tables.map(({ id, title, entries }) => ({ id, title, entries: entries.length })) })],
    ["GET", /^\/api\/studio\/knowledge\/tables\/([^/]+)$/, ([name]) => versioned(found(all().tables, id(name)))],
    ["PUT", /^\/api\/studio\/knowledge\/tables\/([^/]+)$/, ([name], body) => keep(found(all().tables, id(name)), body, (item) => item.entries[0].aliases.push("同事加的别名"))],
    ["POST", /^\/api\/studio\/knowledge\/check$/, (_, body) => check(body)],
    ["GET", /^\/api\/studio\/knowledge\/mentions\?q=(.*)$/, ([q]) => ({
      mentions: lines().filter((line) => line.text.includes(id(q))).slice(0, 60).map((line, place) => ({ ...line, file: "data/faq/claims.yml", line: 40 + place })),
    })],
    ["GET", /^\/api\/studio\/knowledge\/reviews$/, () => ({
      due: empty() ? [] : all().faq.map(listedFaq).filter((entry) => entry.due).map((entry, place) => ({ id: entry.id, question: entry.question, reviewed_on: entry.reviewed_on, review_by: entry.review_by, overdue_days: 3 + place })),
      tasks: empty() ? [] : reviews,
    })],
    ["POST", /^\/api\/studio\/knowledge\/reviews$/, (_, body) => {
      const task = { id: `r${reviews.length + 1}`, reason: body.reason, due_on: body.due_on ?? day(-15).slice(0, 10), by: look().user.name, open: all().faq.filter((entry) => body.entries?.includes(entry.id) ?? JSON.stringify(entry).includes(body.q)).map((entry) => ({ id: entry.id, question: entry.question })), done: 0, all: 0 };
      task.all = task.open.length;
      reviews.push(task);
      return task;
    }],
    ["POST", /^\/api\/studio\/knowledge\/reviews\/([^/]+)\/done$/, ([task], body) => {
      const held = found(reviews, id(task));
      held.open = held.open.filter((entry) => entry.id !== body.entry_id);
      held.done += 1;
      return held;
    }],
    ["GET", /^\/api\/studio\/changes(\?.*)?$/, () => ({ changes: empty() ? [] : changes, next: null })],
    ["GET", /^\/api\/studio\/changes\/(\w+)$/, ([which]) => ({ ...found(changes, which), diffs: DIFFS })],
    ["POST", /^\/api\/studio\/changes\/(\w+)\/undo$/, ([which]) => {
      const taken = found(changes, which);
      if (look().mode === "conflict") refuse(409, "change_overlaps", { files: taken.files });
      taken.undone_by = commit(look().user, `撤销：${taken.message}`, taken.files).id;
      changes[0].undoes = which;
      return changes[0];
    }],
    ["GET", /^\/api\/studio\/stories$/, () => ({ stories: empty() ? [] : all().stories.map(({ id, kind, name, file, steps }) => ({ id, kind, name, file, steps: steps.length })) })],
    ["GET", /^\/api\/studio\/stories\/vocabulary$/, () => ({
      intents: all().domain.intents.map((each) => (typeof each === "string" ? each : Object.keys(each)[0])), actions: all().domain.actions,
      slots: Object.keys(all().domain.slots), loops: Object.keys(all().domain.forms), responses: Object.keys(all().domain.responses),
    })],
    ["GET", /^\/api\/studio\/stories\/flow$/, () => {
      const [groups, nodes, edges] = [[], [], []];
      for (const rule of all().stories.filter((each) => each.kind === "rule")) {
        const said = JSON.stringify(rule.conditions);
        let group = groups.find((each) => JSON.stringify(each.conditions) === said);
        if (!group) {
          groups.push((group = { id: `g${groups.length + 1}`, conditions: rule.conditions }));
          nodes.push({ id: `${group.id}.0`, group: group.id, kind: "start", step: null });
        }
        let at = `${group.id}.0`;
        for (const step of rule.steps) {
          const id = `${at}/${JSON.stringify(step)}`;
          if (!nodes.some((node) => node.id === id)) {
            nodes.push({ id, group: group.id, kind: step.kind, step });
            edges.push({ from: at, to: id, rules: [rule.id] });
          }
          at = id;
        }
      }
      return { groups, nodes, edges };
    }],
    ["POST", /^\/api\/studio\/stories\/validate$/, () => ({ problems: empty() ? [] : [{ severity: "warning", text: "「核身中查保单」和「查保单」在同一条件下走不同的动作", file: "data/rules/identity.yml" }] })],
    ["POST", /^\/api\/studio\/stories\/draft$/, (_, body) => ({ id: null, version: null, kind: body.kind, name: body.name, file: "tests/golden/claims.yml", conditions: [], steps: [{ kind: "turn", says: "我的理赔到哪一步了", asks: "phone" }, { kind: "turn", says: "{phone}", asks: "id_last4" }, { kind: "turn", says: "{id_last4}", asks: "otp" }, { kind: "turn", says: "{code}", templates: ["utter_claim"], cards: ["claim"] }] })],
    ["GET", /^\/api\/studio\/stories\/([^/]+)$/, ([name]) => versioned(found(all().stories, id(name)))],
    ["PUT", /^\/api\/studio\/stories\/([^/]+)$/, ([name], body) => keep(found(all().stories, id(name)), body, (item) => (item.name += "（同事改过）"))],
    ["DELETE", /^\/api\/studio\/stories\/([^/]+)$/, ([name]) => all().stories.splice(all().stories.indexOf(found(all().stories, id(name))), 1)],
    ["POST", /^\/api\/studio\/stories$/, (_, body) => all().stories.push({ ...body, id: `new-${all().stories.length}` }) && versioned(all().stories.at(-1))],
    ["GET", /^\/api\/studio\/missed(\?.*)?$/, ([query]) => {
      const shown = empty() ? [] : groups().filter((group) => (group.state === "open") === (new URLSearchParams(query).get("state") !== "done"));
      const reason = new URLSearchParams(query).get("reason");
      return {
        groups: shown.filter((group) => !reason || group.reasons[reason]), missed: [], next: null,
        counts: { open: groups().filter((group) => group.state === "open").length, done: groups().filter((group) => group.state === "done").length },
      };
    }],
    ["GET", /^\/api\/studio\/missed\/([^/]+)\/conversation$/, ([which]) => conversationOf(missedOf(id(which)) ?? refuse(404, "not_found"))],
    ["POST", /^\/api\/studio\/missed\/split$/, (_, body) => ({ id: `g${Date.now()}`, missed: body.missed_ids.length })],
    ["POST", /^\/api\/studio\/annotations$/, (_, body) => {
      const group = groups().find((each) => each.id === body.group_id || each.items.some((item) => body.missed_ids?.includes(item.id)));
      if (look().mode === "conflict") {
        look().calm();
        refuse(409, "already_labelled", { by: COLLEAGUE.name, label: { kind: "faq", faq: "claims.pay_when" } });
      }
      const ids = body.missed_ids ?? group.items.map((item) => item.id);
      group.items = group.items.filter((item) => !ids.includes(item.id));
      group.size = group.items.length;
      if (!group.size) group.state = "done";
      return { id: `a${Date.now()}`, label: body.label, missed: ids.length, change: body.label.kind === "ignore" ? null : commit(look().user, "标注客户的说法", ["data/faq/claims.yml"]) };
    }],
  ];
}
