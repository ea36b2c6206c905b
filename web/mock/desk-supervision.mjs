/** Incidents and the conduct guard of the desk's stand-in: steps are taken without any rule; 保本 is what may not be said. */

const now = () => new Date().toISOString();
const LEADS_TO = { activate: "active", ease: "easing", close: "closed" };
const incidents = [];
let stopped = 0;

const step = (incident, status, user, note = null) => {
  incident.status = status;
  incident.in_force = status === "active" || status === "easing";
  incident.history.push({ at: now(), status, by: user.username, name: user.name, note });
  return incident;
};

export const list = () => ({ incidents });

export const choices = () => ({
  lines: { home: "家财险", auto_commercial: "商业车险", medical: "医疗险" },
  faq: [
    { id: "claims.report_how", question: "怎么报案？" },
    { id: "home.typhoon", question: "台风暴雨水淹赔吗？" },
  ],
});

export function announce({ activate, client_id: id, ...plan }, user) {
  const known = incidents.find((incident) => incident.id === id);
  if (known) return known;
  const incident = { id, starts_at: now(), ...plan, history: [] };
  incidents.unshift(step(incident, "announced", user));
  return activate ? step(incident, "active", user) : incident;
}

export function take(id, verb, { note, banner }, user) {
  const incident = incidents.find((each) => each.id === id);
  if (banner) incident.banner = banner;
  return step(incident, LEADS_TO[verb], user, note);
}

/** The details of a refusal, or nothing. */
export function judged(text) {
  const start = text.indexOf("保本");
  if (start < 0) return null;
  stopped += 1;
  const from = Array.from(text.slice(0, start)).length;
  const breach = { guard: "yield", span: [from, from + 2], safe: "利益以合同写明的为准" };
  return { ...breach, breaches: [breach] };
}

export const counted = () => ({
  since: new Date(Date.now() - 30 * 86_400_000).toISOString(),
  total: stopped,
  by_guard: stopped ? { yield: stopped } : {},
  by_staff: stopped ? [{ username: "lili", name: "李丽", count: stopped }] : [],
});

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

const queue = (code, name, waiting, longest, ready, held, free, warnings, breaches, open = true) => ({
  code,
  name,
  waiting,
  longest_wait_s: waiting ? longest : 0,
  mean_wait_s: waiting ? Math.round(longest * 0.6) : 0,
  ready_agents: ready,
  held,
  free_places: free,
  warnings,
  breaches,
  open,
  offered_today: held * 9,
  service_level: held ? 100 - 7 * breaches - warnings : null,
});
const agent = (username, name, state, reason, here, minutes, held, capacity, handled, first) => ({
  username,
  name,
  state,
  reason,
  here,
  since: here ? ago(minutes * 60) : null,
  held,
  capacity,
  handled_today: handled,
  mean_first_reply_s: first,
});
let ratings = [
  { score: 1, recommend: 0, comment: "等了二十分钟，最后还是没说清楚到底赔不赔，让我再打电话问一遍。", agent: "lili", agent_name: "李丽", queue: "claims", seconds: 900 },
  { score: 2, recommend: 4, comment: null, agent: "wangfang", agent_name: "王芳", queue: "general", seconds: 5400 },
].map(({ seconds, ...rating }, place) => ({ conversation_id: `rated-${place}`, at: ago(seconds), ...rating }));

const wall = (quiet) => ({
  at: now(),
  queues: [
    queue("general", "综合服务", quiet ? 0 : 4, 208, 3, 7, 5, quiet ? 0 : 1, 0),
    queue("claims", "理赔服务", quiet ? 0 : 12, 1463, 2, 10, 0, quiet ? 0 : 3, quiet ? 0 : 4),
    queue("servicing", "保单服务", quiet ? 0 : 1, 35, 2, 3, 6, 0, 0),
    queue("complaints", "投诉处理", 0, 0, 1, 2, 2, 0, 0),
    queue("sales", "投保咨询", quiet ? 0 : 2, 44_100, 0, 0, 0, 0, 0, false),
  ],
  agents: quiet
    ? []
    : [
        agent("lili", "李丽", "ready", null, true, 12, 5, 5, 23, 38),
        agent("wangfang", "王芳", "ready", null, true, 95, 3, 5, 31, 22),
        agent("zhaolei", "赵磊", "not_ready", "meal", true, 21, 0, 4, 18, 75),
        agent("ouyangxue", "欧阳雪晴", "ready", null, true, 3, 1, 6, 12, 41),
        agent("sunqi", "孙琪", "not_ready", "wrap_up", true, 4, 1, 5, 27, 30),
        agent("heyong", "何勇", "ready", null, true, 240, 4, 5, 9, 64),
        agent("zhoumin", "周敏", "not_ready", null, false, 0, 0, 5, 0, null),
      ],
  breaches: quiet
    ? []
    : [
        { conversation_id: "c-1", queue: "claims", agent: null, agent_name: null, clock: "first_response", due: ago(1403), over_s: 1403, level: "breach" },
        { conversation_id: "c-2", queue: "claims", agent: "lili", agent_name: "李丽", clock: "reply", due: ago(312), over_s: 312, level: "breach" },
        { conversation_id: "c-3", queue: "claims", agent: "heyong", agent_name: "何勇", clock: "resolution", due: ago(7300), over_s: 7300, level: "breach" },
        { conversation_id: "c-4", queue: "general", agent: "wangfang", agent_name: "王芳", clock: "reply", due: ago(-20), over_s: 0, level: "warning" },
      ],
  ratings: quiet ? [] : ratings,
});

const WEIGHTS = { completeness: 30, conformity: 30, attitude: 25, timeliness: 15 };
const drawn = (engagement_id, agent, name, queue, minutes, replies, late, answered, wait) => ({
  engagement_id,
  conversation_id: `ended-${engagement_id}`,
  agent,
  name,
  queue,
  channel: engagement_id % 2 ? "web" : "wechat",
  queued_at: ago(minutes * 60 + 900),
  ended_at: ago(minutes * 60),
  ending: "closed",
  wrap_up: null,
  replies,
  transfers: late ? 1 : 0,
  answered,
  late,
  mean_wait_s: wait,
  timeliness: Math.round((100 * (answered - late)) / answered),
});
const engagements = [
  drawn(101, "lili", "李丽", "claims", 95, 8, 1, 6, 74),
  drawn(102, "wangfang", "王芳", "general", 180, 5, 0, 4, 31),
  drawn(103, "zhaolei", "赵磊", "servicing", 1500, 14, 3, 9, 205),
  drawn(104, "ouyangxue", "欧阳雪晴", "claims", 2900, 6, 0, 5, 40),
];
const line = (seq, sender, minutes, text, more = {}) => ({
  seq,
  sender,
  at: ago(minutes * 60),
  type: sender === "system" ? "notice" : "text",
  text,
  buttons: [],
  ask: null,
  card: null,
  source: null,
  ...more,
});
const conversation = [
  line(1, "customer", 116, "你好，我想问一下理赔到哪一步了"),
  line(2, "bot", 116, "您的案件 LP2026001 已受理，正在等补充材料：门诊发票原件。"),
  line(3, "customer", 114, "我已经交过了！！转人工"),
  line(4, "system", 113, "正在为您转接人工客服，前面还有 2 位。"),
  line(5, "system", 108, "客服李丽来了，之前的对话都看得到，您不用重复说。"),
  line(6, "agent", 107, "您好，看到您已经交过发票，我马上核对一下收件记录，请稍等。", { agent: "李丽" }),
  line(7, "customer", 106, "好的，已经等了一周了，有点着急。上个月住院花了两万多，单位这边也在催，希望能快一点有个结果，不然我只能去投诉了。"),
  line(8, "agent", 101, "查到了，发票在 11 月 15 日已收到，系统登记漏了。我现在补登，理算大约需要 3 个工作日。", { agent: "李丽" }),
  line(9, "customer", 100, "那就好，谢谢"),
  line(10, "agent", 99, "不客气。结果会发短信给您，有问题随时找我们。", { agent: "李丽" }),
  line(11, "system", 95, "本次人工服务已结束。有新的问题直接发消息就行。"),
];
const reviews = [
  {
    id: "a".repeat(32),
    engagement_id: 90,
    conversation_id: "ended-90",
    queue: "claims",
    agent: "lili",
    name: "李丽",
    reviewer: "zhuguan",
    reviewer_name: "周主管",
    at: ago(86_400),
    scores: { completeness: 90, conformity: 100, attitude: 95, timeliness: 80 },
    total: 93,
    comment: "安抚到位，进度讲得清楚；第二次回复偏慢，可以先说一句正在查。",
    findings: [
      { seq: 8, dimension: "timeliness", text: "客户等了五分钟，中间没有说明。" },
      { seq: null, dimension: "attitude", text: "全程耐心。" },
    ],
    improvement: { action: "查询超过两分钟先告知客户。", owner: "lili", owner_name: "李丽", due: "2026-11-28", done_at: null },
    answer: null,
    answered_at: null,
  },
  {
    id: "b".repeat(32),
    engagement_id: 91,
    conversation_id: "ended-91",
    queue: "general",
    agent: "wangfang",
    name: "王芳",
    reviewer: "zhuguan",
    reviewer_name: "周主管",
    at: ago(200_000),
    scores: { completeness: 60, conformity: 40, attitude: 70, timeliness: 50 },
    total: 55,
    comment: "退保损失没有讲。",
    findings: [],
    improvement: null,
    answer: "当时客户只问了流程，以后会主动说明损失。",
    answered_at: ago(100_000),
  },
];
const seen = (user) => reviews.filter((review) => user.role !== "agent" || review.agent === user.username);

const DAY = 86_400_000;
const QUEUES = { general: "综合服务", claims: "理赔服务", servicing: "保单服务" };
const period = (at, queue, place) => {
  const busy = queue ? 20 + ((place * 37) % 23) : 70 + ((place * 53) % 60);
  const lost = Math.round(busy * 0.04) + (place % 3);
  return {
    begins: new Date(at).toISOString(),
    queue,
    name: QUEUES[queue] ?? "全部",
    offered: busy,
    answered: busy - lost,
    abandoned: lost,
    transfers: place % 5,
    service_level: 96 - ((place * 7) % 19),
    mean_wait_s: 24 + ((place * 31) % 70),
    p90_wait_s: 60 + ((place * 31) % 160),
    mean_first_reply_s: 18 + ((place * 11) % 40),
    mean_handling_s: 300 + ((place * 71) % 400),
    breaches: { first_response: place % 4, reply: place % 3, resolution: 0 },
    ratings: 30,
    mean_score: 4.4,
    csat: 90 - (place % 12),
    nps: 41 - (place % 20),
    contacts: queue ? null : busy * 6,
    contained: queue ? null : Math.round(busy * 4.7),
    containment: queue ? null : 78,
  };
};
const history = (query, quiet) => {
  const [since, until] = [Date.parse(query.get("since")), Date.parse(query.get("until"))];
  const by = query.get("by");
  const periods = [];
  for (let at = since, place = 0; !quiet && at <= Math.min(until, Date.now()); at += by === "day" ? DAY : DAY / 24, place += 1)
    if (place % 11 !== 4)
      for (const queue of query.get("queue") ? [query.get("queue")] : [null, ...Object.keys(QUEUES)])
        periods.push(period(at, queue, place));
  return { since: query.get("since"), until: query.get("until"), by, periods };
};
const report = (username, name, handled, first, quality) => ({
  username,
  name,
  handled,
  transfers: handled % 7,
  mean_first_reply_s: first,
  replies: handled * 6,
  mean_reply_s: first * 1.6,
  longest_reply_s: first * 9,
  mean_handling_s: first * 14,
  breaches: { first_response: handled % 3, reply: handled % 4, resolution: 0 },
  ratings: Math.round(handled / 3),
  mean_score: 4.5,
  csat: 88 + (handled % 9),
  nps: 30 + (handled % 31),
  reviews: quality ? 4 : 0,
  quality,
  key_steps: quality ? 91 : null,
  suggestions_used: handled * 2,
});
const reports = [
  report("lili", "李丽", 143, 38, 93),
  report("wangfang", "王芳", 171, 22, 88),
  report("zhaolei", "赵磊", 96, 75, 55),
  report("ouyangxue", "欧阳雪晴", 122, 41, null),
];

/** `look`: who is signed in, and the mode. */
export const routes = (look) => [
  ["GET", /^\/api\/desk\/wall$/, () => wall(look().mode === "quiet")],
  [
    "POST",
    /^\/api\/desk\/wall\/ratings\/([\w-]+)\/checked$/,
    ([id]) => {
      ratings = ratings.filter((rating) => rating.conversation_id !== id);
      return {};
    },
  ],
  [
    "GET",
    /^\/api\/desk\/quality\/sample/,
    () => ({ seed: 7, sample: look().mode === "quiet" ? [] : engagements }),
  ],
  [
    "GET",
    /^\/api\/desk\/quality\/engagements\/(\d+)$/,
    ([id]) => ({
      engagement: engagements.find((each) => each.engagement_id === Number(id)),
      waits: [],
      weights: WEIGHTS,
      transcript: conversation,
    }),
  ],
  [
    "GET",
    /^\/api\/desk\/quality\/reviews/,
    () => ({ reviews: look().mode === "quiet" ? [] : seen(look().user), weights: WEIGHTS, next: null }),
  ],
  [
    "POST",
    /^\/api\/desk\/quality\/reviews$/,
    (_, body) => {
      const of = engagements.find((each) => each.engagement_id === body.engagement_id);
      const total = Object.entries(WEIGHTS).reduce((sum, [code, weight]) => sum + body.scores[code] * weight, 50);
      const { user } = look();
      reviews.unshift({
        ...body,
        id: crypto.randomUUID().replaceAll("-", ""),
        queue: of.queue,
        agent: of.agent,
        name: of.name,
        reviewer: user.username,
        reviewer_name: user.name,
        at: now(),
        total: Math.floor(total / 100),
        improvement: body.improvement && { ...body.improvement, owner_name: of.name, done_at: null },
        answer: null,
        answered_at: null,
      });
      return reviews[0];
    },
  ],
  [
    "POST",
    /^\/api\/desk\/quality\/reviews\/(\w+)\/(answer|improved)$/,
    ([id, step], body) => {
      const review = reviews.find((each) => each.id === id);
      if (step === "answer") Object.assign(review, { answer: body.text, answered_at: now() });
      else review.improvement.done_at = now();
      return review;
    },
  ],
  [
    "GET",
    /^\/api\/desk\/transcripts/,
    () => ({
      found: look().mode === "quiet" ? [] : conversation.map((said) => ({
        conversation_id: "c-1",
        seq: said.seq,
        at: said.at,
        sender: said.sender,
        text: said.text,
        agent: "lili",
        queue: "claims",
      })).filter((said) => said.sender !== "system"),
      cursor: "older",
      searched: 2000,
    }),
  ],
  [
    "GET",
    /^\/api\/desk\/history\?(.*)$/,
    ([query]) => history(new URLSearchParams(query), look().mode === "quiet"),
  ],
  [
    "GET",
    /^\/api\/desk\/reports\/agents/,
    () => ({ agents: look().mode === "quiet" ? [] : look().user.role === "agent" ? reports.slice(0, 1) : reports }),
  ],
];
