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
  longest_wait_s: waiting ? longest : null,
  mean_wait_s: waiting ? Math.round(longest * 0.6) : null,
  ready_agents: ready,
  held,
  free_places: free,
  warnings,
  breaches,
  open,
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
  { score: 1, recommend: 0, comment: "等了二十分钟，最后还是没说清楚到底赔不赔，让我再打电话问一遍。", agent: "lili", seconds: 900 },
  { score: 2, recommend: 4, comment: null, agent: "wangfang", seconds: 5400 },
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
        { conversation_id: "c-1", queue: "claims", agent: null, clock: "first_response", due: ago(1403), over_s: 1403, level: "breach" },
        { conversation_id: "c-2", queue: "claims", agent: "lili", clock: "reply", due: ago(312), over_s: 312, level: "breach" },
        { conversation_id: "c-3", queue: "claims", agent: "heyong", clock: "resolution", due: ago(7300), over_s: 7300, level: "breach" },
        { conversation_id: "c-4", queue: "general", agent: "wangfang", clock: "reply", due: ago(-20), over_s: 0, level: "warning" },
      ],
  ratings: quiet ? [] : ratings,
});

/** `look`: who is signed in, and the mode. */
export const routes = (look) => [
  ["GET", /^\/api\/desk\/wall$/, () => wall(look().mode === "quiet")],
  [
    "POST",
    /^\/api\/desk\/conversations\/([\w-]+)\/rating-seen$/,
    ([id]) => {
      ratings = ratings.filter((rating) => rating.conversation_id !== id);
      return {};
    },
  ],
];
