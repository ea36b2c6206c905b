/** Training, models, their gates and trials of the stand-in; mode `conflict`: what was compared is too little, approving is refused. */

import { knowledge } from "./studio-data.mjs";

const hour = (back) => new Date(Date.now() - back * 3_600_000).toISOString();
const model = (id, state, back, more) => ({
  id, state, share: null, trained_at: hour(back), trained_by: "qianwen", trained_by_name: "钱雯", commit: null, changes: null, gate: "green",
  approved_by: null, approved_by_name: null, approved_at: null, size: 18_400_000, figures: { accuracy: 0.9412, faq_hit_1: 0.9087, out_of_scope_recall: 0.871 }, ...more,
});
const LUO = { approved_by: "luoming", approved_by_name: "罗明", approved_at: hour(3) };
const models = [
  model("9c41d07be2a85f13", "candidate", 0.4, { gate: "red", changes: 6, figures: { accuracy: 0.928, faq_hit_1: 0.9101, out_of_scope_recall: 0.871 } }),
  model("5be20a7714cc90d8", "candidate", 2, { changes: 4, figures: { accuracy: 0.9467, faq_hit_1: 0.9163, out_of_scope_recall: 0.887 }, trained_by: "luoming", trained_by_name: "罗明" }),
  model("c27f91ab03de6640", "canary", 26, { share: 10, changes: 3, ...LUO, figures: { accuracy: 0.9455, faq_hit_1: 0.915, out_of_scope_recall: 0.871 } }),
  model("37599a08f05fb657", "live", 170, { changes: 0, ...LUO }),
  model("1d02c6f9be77a431", "retired", 340, { ...LUO, figures: { accuracy: 0.9371, faq_hit_1: 0.8991, out_of_scope_recall: 0.855 } }),
  model("e0a1447bd9c3f210", "withdrawn", 400, { ...LUO, figures: { accuracy: 0.9204, faq_hit_1: 0.9, out_of_scope_recall: 0.823 } }),
];
let number = 5;
const releases = [
  { id: 5, at: hour(20), by: "zhuguan", by_name: "周主管", model: "c27f91ab03de6640", act: "canary", share: 10, note: "先看看新能源车的几条问答" },
  { id: 4, at: hour(24), by: "luoming", by_name: "罗明", model: "c27f91ab03de6640", act: "approve", share: null, note: null },
  { id: 3, at: hour(168), by: "zhuguan", by_name: "周主管", model: "37599a08f05fb657", act: "live", share: null, note: null },
  { id: 2, at: hour(395), by: "qianwen", by_name: "钱雯", model: "e0a1447bd9c3f210", act: "rollback", share: null, note: "理赔进度老认成报案" },
  { id: 1, at: hour(398), by: "luoming", by_name: "罗明", model: "e0a1447bd9c3f210", act: "live", share: null, note: null },
];
const release = () => {
  const at = (state) => models.find((each) => each.state === state);
  return {
    live: at("live")?.id ?? null, canary: at("canary")?.id ?? null, canary_share: at("canary")?.share ?? 0, shadow: at("shadow")?.id ?? null,
    shadow_share: at("shadow")?.share ?? 0, previous: models.find((each) => each.state === "retired")?.id ?? null,
  };
};

const figure = (name, live, candidate, margin, better = "higher") => {
  const delta = live === null || candidate === null ? null : candidate - live;
  return { name, live, candidate, delta, margin, better, red: margin !== null && delta !== null && (better === "higher" ? -delta : delta) > margin };
};
const scored = (key, rows) => rows.map(([id, support, live, candidate]) => ({ [key]: id, support, live, candidate, delta: candidate - live, red: live - candidate > 0.05 }));

function gateOf({ id, gate }) {
  const red = gate === "red";
  return {
    id: `gate-${id}`, model: id, against: "37599a08f05fb657", verdict: gate, at: hour(0.3), rows: 1124,
    reasons: red
      ? [
          { code: "intent", what: "claim_status", live: 0.941, candidate: 0.834, margin: 0.05 }, { code: "accuracy", what: null, live: 0.9412, candidate: 0.928, margin: 0.005 },
          { code: "golden", what: "查理赔进度，再问还差什么", live: null, candidate: null, margin: null },
        ]
      : [],
    figures: [
      figure("accuracy", 0.9412, red ? 0.928 : 0.9467, 0.005), figure("macro_f1", 0.932, red ? 0.921 : 0.936, 0.01), figure("faq_hit_1", 0.9087, red ? 0.9101 : 0.9163, 0.01),
      figure("faq_hit_3", 0.966, 0.968, null), figure("out_of_scope_recall", 0.871, red ? 0.871 : 0.887, 0.03), figure("out_of_scope_false_rate", 0.018, 0.019, 0.01, "lower"),
      figure("unsure_rate", 0.072, 0.069, null, "lower"), figure("calibration_error", 0.031, 0.034, 0.02, "lower"), figure("cross_validation", 0.918, red ? null : 0.921, 0.01),
      figure("latency_p50", 4.1, 4.3, null, "lower"), figure("latency_p95", 6.9, 7.2, 5, "lower"),
    ],
    intents: scored("intent", [
      ["claim_status", 34, 0.941, red ? 0.834 : 0.952], ["claim_supplement", 31, 0.912, red ? 0.889 : 0.921], ["policy_servicing", 42, 0.93, 0.951],
      ["surrender", 38, 0.962, 0.949], ["claim_report", 44, 0.951, 0.962], ["renewal_query", 29, 0.9, 0.9], ["complaint", 33, 0.955, 0.97], ["handoff", 40, 0.988, 0.988],
      ["premium_payment", 27, 0.893, 0.911], ["product_advice", 22, 0.871, 0.862], ["greet", 18, 1, 1], ["thanks", 14, 1, 1],
    ]),
    entities: scored("entity", [["date", 210, 0.972, 0.975], ["product", 96, 0.948, 0.961], ["policy_no", 40, 1, 1], ["money", 55, 0.981, 0.972], ["place", 61, 0.93, 0.93]]),
    faq: {
      hit_1: 0.9163,
      changes: [
        { id: "claims.pay_when", question: "理赔款多久到账？", live: 7, candidate: 9, rows: 10 }, { id: "claims.how_long", question: "理赔一般多久有结果？", live: 8, candidate: 7, rows: 9 },
        { id: "loan.limit", question: "保单贷款能贷多少？", live: 5, candidate: 6, rows: 6 },
      ],
    },
    confusion: [
      ...(red ? [{ truth: "claim_status", judged: "claim_supplement", live: 1, candidate: 5 }, { truth: "claim_status", judged: "claim_report", live: 1, candidate: 3 }] : []),
      { truth: "surrender", judged: "policy_servicing", live: 0, candidate: 1 }, { truth: "premium_payment", judged: "renewal_query", live: 3, candidate: 1 },
    ],
    flipped: [
      ...(red
        ? ["我那个案子还差什么没办", "交上去的材料审到哪了", "赔案卡在哪个环节", "理赔单子现在谁在看", "上周报的案有结果没", "我的案子怎么还没动静"].map((text, place) => ({
            text, truth: "claim_status", topic: null, live: "claim_status", candidate: place % 3 ? "claim_supplement" : "claim_report", now: "wrong",
          }))
        : []),
      { text: "不想要这份保险了，咋个弄", truth: "surrender", topic: null, live: "surrender", candidate: "policy_servicing", now: "wrong" },
      { text: "一般要等多久", truth: "faq", topic: "claims.how_long", live: "faq/claims.how_long", candidate: "faq/claims.pay_when", now: "wrong" },
      ...["赔的钱啥子时候打到卡上", "同意赔了几天到账"].map((text) => ({ text, truth: "faq", topic: "claims.pay_when", live: "claim_status", candidate: "faq/claims.pay_when", now: "right" })),
      ...["把受益人换成我媳妇", "改个收益人", "换张扣款的卡"].map((text) => ({ text, truth: "policy_servicing", topic: null, live: "contact_update", candidate: "policy_servicing", now: "right" })),
    ],
    flipped_count: red ? 13 : 7,
    golden: {
      live: { right: 52, conversations: 52 }, candidate: { right: red ? 51 : 52, conversations: 52 },
      deviations: red ? [{ conversation: "查理赔进度，再问还差什么", turn: 5, said: "那还差什么材料", problems: ["该说 utter_claim_missing，却说了 utter_unsure", "没有理赔卡片"], newly: true }] : [],
    },
    remembered: [{ intent: "claim_status", known: 190, kept: red ? 181 : 190, red }],
    forgotten: red ? ["查一下我的理赔", "理赔进展怎么样了"].map((text) => ({ text, truth: "claim_status", topic: null, live: "claim_status", candidate: "claim_supplement", now: "wrong" })) : [],
    cross_validation: { live: { accuracy: 0.918 }, candidate: red ? null : { accuracy: 0.921 } },
    latency: { live: { p50: 4.1, p95: 6.9 }, candidate: { p50: 4.3, p95: 7.2 } },
  };
}
const MISSING = (id) => ({
  id, model: id, against: null, verdict: "missing", at: null, rows: 0, reasons: [{ code: "no_evaluation", what: null, live: null, candidate: null, margin: null }], figures: [], intents: [],
  entities: [], faq: null, confusion: [], flipped: [], golden: null, cross_validation: null, latency: null,
});
const FEW = [["conversations", 21, 21, 3, 3], ["containment", 0.81, 21, 1, 3], ["rating", 4.4, 9, null, 0], ["handoff", 0.14, 21, 0, 3], ["missed", 0.09, 21, 0, 3], ["turns", 4.2, 21, 3.7, 3]];
const MANY = [["conversations", 2204, 2204, 241, 241], ["containment", 0.812, 2204, 0.851, 241], ["rating", 4.41, 913, 4.52, 102], ["handoff", 0.143, 2204, 0.112, 241], ["missed", 0.092, 2204, 0.041, 241], ["turns", 4.2, 2204, 3.9, 241]];
const comparison = (few) => ({
  against: "37599a08f05fb657", since: hour(20),
  figures: (few ? FEW : MANY).map(([name, value, n, other, m]) => ({ name, live: { value, n }, candidate: { value: other, n: m } })),
  shadow: few ? { compared: 0, same: 0, differing: [] } : {
    compared: 1310, same: 1297,
    differing: [
      ["赔的钱啥子时候打到卡上", ["claim_status", null, "action_claim_status", null], ["faq", "claims.pay_when", "action_answer_faq", "同意赔付之后，我们在十日内把赔款付到您指定的账户。"]],
      ["电车电池泡水了赔不赔", ["nlu_fallback", null, "action_unsure", "您是想问车损险的保障范围，还是要报案？"], ["faq", "auto.ev_battery", "action_answer_faq", "新能源车专属车损险承保三电系统，电池因暴雨泡水属于保险责任。"]],
      ["改收益人", ["contact_update", null, "action_contact_update", null], ["policy_servicing", null, "action_policy_servicing", null]],
    ].map(([text, a, b], place) => {
      const side = ([intent, topic, action, answer]) => ({ intent, topic, action, answer });
      return { conversation_id: `c${place}`, seq: 3, at: hour(place + 1), text, live: side(a), candidate: side(b) };
    }),
  },
});

const JOB = { stage: null, progress: 1, by: "qianwen", by_name: "钱雯", commit: "a1b2c3", note: "", cross_validate: false, gate: null, model: null, error: null };
const LOG = ["取出第 14 次改动的数据", "检查数据：没有问题", "意图 41 个，说法 5 211 条；标准问 288 条，相似问 4 902 条", "训练分类器", "训练用了 63 秒", "在 1 124 句没见过的话上打分", "走 52 段标准对话", "和线上模型比较"];
const jobs = [
  { ...JOB, id: "j3", state: "done", created_at: hour(0.5), started_at: hour(0.5), ended_at: hour(0.45), model: "9c41d07be2a85f13", gate: "red", log: LOG, note: "新能源车的问答" },
  { ...JOB, id: "j2", by: "luoming", by_name: "罗明", state: "done", created_at: hour(2.1), started_at: hour(2.1), ended_at: hour(2), model: "5be20a7714cc90d8", gate: "green", log: LOG },
  { ...JOB, id: "j1", state: "failed", stage: "validate", progress: 0.12, created_at: hour(30), started_at: hour(30), ended_at: hour(29.9), log: LOG.slice(0, 2), error: { code: "data_invalid", message: "", details: { problems: ["data/faq/auto.yml：「auto.ev_battery」的相似问「电池泡水」和「auto.water」的一样", "data/rules/claims.yml：没有这个动作 action_claim_video"] } } },
];
const STAGES = [["export", 0.02], ["validate", 0.1], ["train", 0.7], ["evaluate", 0.78], ["golden", 0.97], ["gate", 1]];
function turn(job) {
  if (job.state !== "running" && job.state !== "waiting") return job;
  const share = Math.min(1, (Date.now() - Date.parse(job.created_at)) / 25_000);
  const stage = STAGES.find(([, until]) => share < until)?.[0];
  if (!stage) Object.assign(job, { state: "done", stage: null, progress: 1, ended_at: hour(0), model: models[1].id, gate: "green", log: LOG });
  else Object.assign(job, { state: "running", stage, progress: share, started_at: job.created_at, log: LOG.slice(0, 1 + Math.floor(share * LOG.length)) });
  return job;
}

function understood(text, id) {
  const { faq } = knowledge();
  const found = /到账|打到卡|多久/.test(text) ? "claims.pay_when" : null;
  const intent = found ? "faq" : /进度|案子/.test(text) ? "claim_status" : /退保/.test(text) ? "surrender" : "nlu_fallback";
  const questions = faq.filter((each) => /^claims/.test(each.id)).slice(0, 4);
  const entities = [];
  const date = /昨天|前天/.exec(text);
  if (date) entities.push({ entity: "date", value: "2026-11-21", start: date.index, end: date.index + 2 });
  const name = intent === "nlu_fallback" ? "claim_status" : intent;
  return {
    id: `p${Date.now()}`, model: id, text, intent: { name: intent, confidence: intent === "nlu_fallback" ? 0.38 : 0.91 }, topic: found, entities,
    ranking: [[name, intent === "nlu_fallback" ? 0.38 : 0.91], ["claim_supplement", 0.05], ["faq", 0.02], ["claim_report", 0.01]].filter(([one], at, all) => all.findIndex(([other]) => other === one) === at),
    topics: questions.map((each, place) => ({ id: each.id, question: each.question, score: Math.max(0.02, (found ? 0.88 : 0.4) - place * 0.27) })),
    why: { against: "claim_status", features: [...text.matchAll(/[\u4e00-\u9fff]{2}/g)].slice(0, 6).map(([word], place) => ({ text: word, weight: 1.9 - place * 0.55 })), nearest: questions.slice(0, 3).map((each, place) => ({ kind: "faq", id: each.id, text: each.similar[place] ?? each.question, likeness: 0.83 - place * 0.12 })), decided: intent === "nlu_fallback" ? "unsure" : found ? "faq_strong" : "sure" },
  };
}
const bot = (seq, text, more = {}) => ({ seq, at: hour(0), sender: "bot", type: "text", text, buttons: [], ask: null, card: null, source: null, ...more });
const trials = new Map();

export const routes = (look, Refusal) => {
  const empty = () => look().mode === "quiet";
  const refuse = (status, code, details) => {
    throw new Refusal(status, code, details);
  };
  const found = (id) => models.find((each) => each.id === id) ?? refuse(404, "model_not_found");
  const note = (act, one, { share = null, note: said = null }) => {
    const { username, name } = look().user;
    releases.unshift({ id: ++number, at: hour(0), by: username, by_name: name, model: one.id, act, share, note: said });
    return one;
  };
  return [
    ["GET", /^\/api\/studio\/training-jobs$/, () => ({ jobs: empty() ? [] : jobs.map(turn) })],
    ["POST", /^\/api\/studio\/training-jobs$/, (_, body) => {
      const ask = { ...JOB, id: `j${jobs.length + 1}`, state: "waiting", progress: 0, by: look().user.username, by_name: look().user.name, created_at: hour(0), started_at: null, ended_at: null, log: [], ...body };
      jobs.unshift(ask);
      return ask;
    }],
    ["POST", /^\/api\/studio\/training-jobs\/(\w+)\/cancel$/, ([id]) => Object.assign(jobs.find((job) => job.id === id), { state: "cancelled", ended_at: hour(0) })],
    ["GET", /^\/api\/studio\/models$/, () => (empty() ? { models: [], release: { live: null, canary: null, canary_share: 0, shadow: null, shadow_share: 0, previous: null } } : { models, release: release() })],
    ["GET", /^\/api\/studio\/releases$/, () => ({ releases: empty() ? [] : releases })],
    ["GET", /^\/api\/studio\/models\/(\w+)\/gate$/, ([id]) => (empty() ? MISSING(id) : gateOf(found(id)))],
    ["GET", /^\/api\/studio\/models\/(\w+)\/comparison$/, () => (empty() ? { against: null, since: null, figures: [], shadow: null } : comparison(look().mode === "conflict"))],
    ["POST", /^\/api\/studio\/models\/(\w+)\/approve$/, ([id], body) => {
      if (look().mode === "conflict") refuse(409, "own_model", { trained: false });
      const one = found(id);
      return note("approve", Object.assign(one, { state: "approved", approved_by: look().user.username, approved_by_name: look().user.name, approved_at: hour(0) }), body);
    }],
    ["POST", /^\/api\/studio\/models\/(\w+)\/promote$/, ([id], body) => {
      const one = found(id);
      if (body.to === "live") for (const each of models) if (each.state === "live") each.state = "retired";
      return note(body.to, Object.assign(one, { state: body.to, share: body.share ?? null }), body);
    }],
    ["POST", /^\/api\/studio\/models\/(\w+)\/stop$/, ([id], body) => note("stop", Object.assign(found(id), { state: "approved", share: null }), body)],
    ["POST", /^\/api\/studio\/models\/(\w+)\/rollback$/, ([id], body) => {
      found(release().previous).state = "live";
      return note("rollback", Object.assign(found(id), { state: "withdrawn" }), body);
    }],
    ["POST", /^\/api\/studio\/parse$/, (_, body) => understood(body.text, body.model ?? release().live)],
    ["POST", /^\/api\/studio\/trials$/, (_, body) => {
      const id = `t${trials.size + 1}`;
      trials.set(id, { id, model: body.model ?? release().live, seq: 0 });
      return { id, model: trials.get(id).model, person: body.customer ? { name: "王芳", phone: "13800010001", id_last4: "1024" } : null };
    }],
    ["POST", /^\/api\/studio\/trials\/(\w+)\/messages$/, ([id], body) => {
      const trial = trials.get(id) ?? refuse(404, "trial_gone");
      const text = body.text ?? body.payload.replace(/^\/\w+/, "");
      const parsed = understood(text, trial.model);
      trial.seq += 2;
      const answer = parsed.intent.name === "faq"
        ? bot(trial.seq, "同意赔付之后，我们在十日内把赔款付到您指定的账户。", { source: { faq: "claims.pay_when", clause: "保险法 第二十三条", version: null } })
        : parsed.intent.name === "claim_status"
          ? bot(trial.seq, "查理赔进度要先核实身份，请说一下您投保时留的手机号。", { ask: { slot: "phone", input: "number" } })
          : bot(trial.seq, "您是想问下面哪一项？", { buttons: [{ title: "查理赔进度", payload: "/claim_status" }, { title: "补理赔材料", payload: "/claim_supplement" }, { title: "都不是", payload: "/none" }] });
      return {
        messages: [answer], codes: /^1\d{10}$/.test(text) ? [{ phone: text, code: "482913" }] : [],
        turn: {
          understood: parsed, decided_by: { policy: "RulePolicy", rules: parsed.intent.name === "faq" ? ["回答常见问题"] : ["查理赔进度，先核身"] },
          actions: [{ name: parsed.intent.name === "faq" ? "action_answer_faq" : "action_claim_status", policy: "RulePolicy", confidence: 1 }, { name: "action_listen", policy: "RulePolicy", confidence: 1 }],
          slots: parsed.intent.name === "claim_status" ? { identity_for: [null, "claim_status"] } : { last_faq: [null, "claims.pay_when"] },
        },
      };
    }],
    ["DELETE", /^\/api\/studio\/trials\/(\w+)$/, ([id]) => trials.delete(id) && {}],
  ];
};
