/** Figures of the stand-in: a quarter with its weeks, a bad spell, days without any, missed targets. Mode `quiet`: nothing yet. */

const DAY = 86_400_000;
const dayOf = (time) => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);

/** Like chance, but the same at every look. */
function noise(seed) {
  const x = Math.sin(seed * 127.1 + 311.7) * 43_758.5453;
  return x - Math.floor(x) - 0.5;
}

// id, name, about, unit, middle, spread, n a day, target, breakdowns, drill, odd: [days ago, value]
const NAMES = { channel: "渠道", queue: "队列", reason: "转人工原因", category: "投诉类别", line: "险种", case: "类型" };
const GROUPS = [
  ["service", "服务", [
    ["conversations", "会话量", "当天新开、且有人说过话的会话数。", "count", 164, 40, 164, null, ["channel"], "conversations", [[9, 402]]],
    ["containment_rate", "机器人独立接待率", "新会话中，头 24 小时内没有转人工的占比。", "percent", 78.4, 5, 164, null, ["channel"], "conversations", [[9, 58.1]]],
    ["first_response_12h_rate", "12 小时首次响应率", "咨询在 12 小时内得到首次回应的占比；还没到时限的不计。", "percent", 97.2, 2, 160, [">=", 90], ["channel"], "conversations"],
    ["first_response_24h_rate", "24 小时首次响应率", "同 12 小时首次响应率，时限为 24 小时。", "percent", 99.1, 1, 160, null, ["channel"], "conversations"],
    ["first_wait_p50", "人工首响时长（中位）", "从进入队列到人工首句，一半客户不超过的时长。", "seconds", 42, 18, 35, null, ["queue", "channel"], "conversations"],
    ["first_wait_p90", "人工首响时长（九成）", "从进入队列到人工首句，九成客户不超过的时长。", "seconds", 246, 90, 35, null, ["queue", "channel"], "conversations", [[9, 1650]]],
    ["abandonment_rate", "排队放弃率", "转人工后、人工接入前客户自己离开的占比；还在排队的不计。", "percent", 6.1, 4, 35, null, ["queue"], "conversations", [[9, 24.3]]],
    ["handoff_rate", "转人工率", "新会话中，头 24 小时内转了人工的占比；按原因看时，各项相加等于总数。", "percent", 21.6, 5, 164, null, ["reason", "channel"], "conversations", [[9, 41.9]]],
    ["service_inconsistency_rate", "答复不一致率", "同一知识条目当天的答复中，与多数客户得到的不同的占比。", "percent", 2.2, 1.5, 90, ["<=", 5], [], "conversations"],
    ["template_use_rate", "话术使用率", "人工回复中取用快捷回复、知识条目、产品资料或卡片的占比。", "percent", 81.3, 6, 210, [">=", 85], ["queue"], "conversations"],
  ]],
  ["claims", "理赔", [
    ["claims_reported", "报案量", "当天报案的理赔案件数。", "count", 12, 6, 12, null, ["line"], "claims"],
    ["claim_accept_3d_rate", "3 日受理率", "报案后 3 日内受理的占比：报案当日不算；时限未到和已撤案的不计。", "percent", 88.9, 8, 11, [">=", 85], ["line"], "claims"],
    ["claim_cycle_p50", "理赔周期（中位）", "当天赔付或结案的案件中，一半不超过的天数，从报案算起。", "days", 3.6, 1.6, 9, null, ["line"], "claims"],
    ["claim_cycle_p90", "理赔周期（九成）", "当天赔付或结案的案件中，九成不超过的天数，从报案算起。", "days", 8.3, 3, 9, ["<=", 7], ["line"], "claims"],
  ]],
  ["complaints", "投诉", [
    ["complaints_received", "投诉量", "当天接收的投诉件数。", "count", 2, 3, 2, null, ["category", "channel"], "complaints"],
    ["complaint_response_24h_rate", "投诉 24 小时回应率", "接收后 24 小时内回应投诉人的占比；时限未到的不计。", "percent", 96, 7, 2, null, ["category"], "complaints"],
    ["complaint_in_time_rate", "投诉按期办结率", "在规定期限内告知结果的占比，经批准延期的按延期后算。", "percent", 100, 0, 2, null, ["category"], "complaints"],
    ["complaint_satisfaction", "投诉处理满意率", "对投诉处理表示满意的占比。", "percent", 74.1, 20, 1, null, ["category"], "complaints"],
  ]],
  ["satisfaction", "满意度", [
    ["csat", "会话满意率", "会话结束时的评价中，4～5 星的占比。", "percent", 87.6, 5, 48, [">=", 85], ["channel", "queue"], "conversations"],
    ["csat_speed", "速度满意率", "调查里给速度打 4～5 分的占比。", "percent", 82.4, 9, 14, [">=", 85], ["channel"], "conversations"],
    ["nps", "净推荐值", "推荐意愿 9～10 分的占比减去 0～6 分的占比，含会话评价和调查。", "points", 43, 18, 22, [">=", 40], ["channel"], "conversations"],
    ["bad_ratings", "差评数", "1～2 星的评价数。", "count", 2, 3, 2, null, ["channel"], "conversations"],
    ["survey_response_rate", "调查回收率", "发出的调查里有人作答的占比。", "percent", null, 0, 0, null, [], null],
  ]],
  ["outreach", "主动触达", [
    ["reminder_coverage", "提醒覆盖率", "愿意接收、也联系得到的到期保单里，提醒到的占比。", "percent", 99.2, 1, 40, [">=", 100], ["case", "channel"], "outreach"],
    ["reminders_sent", "提醒数", "当天发出的提醒。", "count", 38, 20, 38, null, ["case", "channel"], "outreach"],
    ["reminder_conversion_rate", "提醒转化率", "收到提醒、到期前后交了费的占比。", "percent", 63.5, 8, 30, null, ["case", "channel"], "outreach"],
    ["renewal_rate", "续期率", "到期日已过的里面，已交费或已续保的占比。", "percent", 84.7, 5, 34, null, ["case"], null],
    ["opt_outs", "退订数", "当天说不要再发的客户数。", "count", 1, 2, 1, null, ["channel"], null],
  ]],
  ["knowledge", "知识", [
    ["faq_hit_rate", "知识命中率", "问到知识的提问里，给出了答案的占比。", "percent", 91.2, 3, 120, null, [], "conversations"],
    ["missed_rate", "没听懂率", "提问里机器人没听懂的占比。", "percent", 6.8, 2, 300, null, ["channel"], "conversations", [[9, 14.2], [3, 2.1]]],
  ]],
];
const PARTS = {
  channel: [["web", "网页", 0.52, 1.01], ["wechat", "微信公众号", 0.33, 0.98], ["wecom", "微信客服", 0.15, 0.94]],
  queue: [["claims", "理赔", 0.48, 0.95], ["service", "服务", 0.37, 1.03], ["complaints", "投诉", 0.15, 0.9]],
  reason: [["requested", "客户要求人工", 0.46, 0.46], ["escalated", "机器人转来", 0.41, 0.41], ["elsewhere", "客户到微信客服", 0.09, 0.09], ["unknown", "未注明", 0.04, 0.04]],
  category: [["claim", "理赔", 0.41, 0.97], ["renewal_charge", "续期扣费", 0.22, 1], ["attitude", "服务态度", 0.16, 0.9], ["mis_selling", "销售误导", 0.13, 1], ["other", "其他", 0.08, 1]],
  line: [["auto", "车险", 0.51, 1.04], ["health", "健康险", 0.3, 0.9], ["accident", "意外险", 0.14, 1.02], ["life", "人寿险", 0.05, 0.8]],
  case: [["instalment", "续期", 0.6, 1.03], ["auto", "车险续保", 0.3, 0.97], ["renewal", "短险续保", 0.1, 0.9]],
};

function* days(from, to) {
  for (let time = Date.parse(`${from}T00:00:00+08:00`); time <= Date.parse(`${to}T00:00:00+08:00`); time += DAY) yield time;
}
const rounded = (value) => Math.round(value * 10) / 10;

function kpiOf([id, name, about, unit, middle, spread, perDay, target, breakdowns, drill, odd = []], from, to, empty) {
  const now = Date.now();
  const trend = [...days(from, to)].map((time, place) => {
    const weekend = [0, 6].includes(new Date(time + 8 * 3_600_000).getUTCDay());
    const ago = Math.round((now - time) / DAY - 0.5);
    const strange = odd.find(([back]) => back === ago);
    const seed = time / DAY + id.length * 7 + (id.codePointAt(3) ?? 0);
    const n = empty || middle === null ? 0 : Math.max(0, Math.round(perDay * (weekend ? 0.55 : 1.1) * (1 + noise(seed) * 0.5) * (unit === "count" && strange ? strange[1] / middle : 1)));
    const none = n === 0 || (perDay < 12 && (place * 5 + id.length) % 11 === 0);
    let value = strange ? strange[1] : middle + noise(seed + 0.5) * spread * 2;
    if (unit === "percent") value = Math.min(100, Math.max(0, value));
    if (unit === "count") return { day: dayOf(time), value: n, n, anomaly: strange && !empty ? "high" : null };
    return { day: dayOf(time), value: none ? null : Math.max(unit === "points" ? -100 : 0, rounded(value)), n: none ? 0 : n, anomaly: strange && !none ? (strange[1] > middle ? "high" : "low") : null };
  });
  const n = trend.reduce((sum, day) => sum + day.n, 0);
  const value = unit === "count" ? n : n && middle !== null ? middle : null;
  const goal = target && { op: target[0], value: target[1] };
  const met = goal && value !== null ? (goal.op === ">=" ? value >= goal.value : value <= goal.value) : null;
  const previous = value === null || empty ? null : unit === "count" ? Math.round(n * (1 + noise(id.length) * 0.2)) : rounded(value + noise(id.length + 3) * 6);
  return {
    id, name, about, unit, value, n, target: goal, met, previous, trend, breakdowns, drill,
    breakdown_names: breakdowns.map((each) => ({ id: each, name: NAMES[each] })),
  };
}

const TEXTS = ["车在地库被水泡了，怎么报案", "[138****5678] 问续期扣款为什么失败", "住院报销还差什么材料", "保单受益人能不能改", "理赔款什么时候到账", "排了很久没有人理我"];
const TOPICS = [
  ["claims.pay_when", "同意赔付后多久到账？", "claim", 22], ["claim_status", "查理赔进度", "claim", 19], ["claim_report", "报案", "claim", 15], ["renewal.how", "续期保费怎么交？", "renewal", 12],
  ["policy_lookup", "查保单", "servicing", 11], ["health.waiting", "医疗险等待期多久？", "inquiry", 9], ["surrender.how", "退保怎么办？", "termination", 7], ["auto.ev_battery", "新能源车电池进水赔不赔？", "claim", 6],
  ["contact_update", "改联系方式", "servicing", 5], ["complaint", "投诉", "care", 3], ["product_advice", "买哪种保险合适", "application", 3], ["invoice.title", "电子发票怎么开？", "servicing", 2],
];
const STAGES = [
  ["contact", "接触", 0], ["inquiry", "咨询", 812, 88, 61, 9], ["application", "投保", 143, 41, 12, 2], ["servicing", "保全", 604, 79, 35, 6], ["claim", "理赔", 1190, 371, 96, 31],
  ["renewal", "续期续保", 433, 52, 18, 4], ["termination", "退保", 121, 44, 7, 6], ["care", "投诉与关怀", 9, 6, 0, 2],
];
const topics = (from, to, empty) => ({
  topics: empty ? [] : TOPICS.map(([id, name, stage, perDay], place) => {
    const trend = [...days(from, to)].map((time) => ({ day: dayOf(time), n: Math.max(0, Math.round(perDay * (1 + noise(time / DAY + place * 13)) * (place === 7 && Date.now() - time < 12 * DAY ? 4 : 1))) }));
    return { id, name, stage, n: trend.reduce((sum, { n }) => sum + n, 0), trend };
  }).sort((a, b) => b.n - a.n),
  stages: STAGES.map(([id, name, n, handoffs = 0, missed = 0, bad_ratings = 0]) => {
    const asked = empty ? 0 : n;
    return { id, name, n: asked, pain: { handoffs: asked && handoffs, missed: asked && missed, bad_ratings: asked && bad_ratings, rate: asked ? rounded((100 * (handoffs + missed + bad_ratings)) / asked) : null } };
  }),
});
const ago = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();
const unanswered = (empty) => (empty ? [] : [
  ["新能源车电池泡水管不管", 46, "暴雨天电车趴窝电池进水怎么赔"], ["视频理赔怎么连线", 21, "小刮蹭能不能视频定损"], ["养老社区怎么入住", 12, "康养社区一个月多少钱"],
  ["保费发票能开公司抬头吗", 7, "发票抬头写公司行不行"], ["贷款利率是固定的吗", 3, "贷款利率是固定的吗"],
].map(([title, n, example], place) => ({ id: `g${place}`, title, n, example, first_at: ago(400), last_at: ago(3 + place * 20) })));
const groups = (from, to, empty) => GROUPS.map(([id, name, kpis]) => ({ id, name, kpis: kpis.map((kpi) => kpiOf(kpi, from, to, empty)) }));

/** Busy on weekday mornings, worst on Monday; Sundays few. */
function waits(from, to, empty) {
  const hours = [];
  for (let weekday = 1; weekday <= 7 && !empty; weekday += 1)
    for (let hour = 8; hour <= 21; hour += 1) {
      const rush = Math.exp(-((hour - 10) ** 2) / 6) + 0.6 * Math.exp(-((hour - 15) ** 2) / 5);
      const queued = Math.round((weekday < 6 ? 42 : 6) * (rush + 0.12) * (weekday === 1 ? 1.5 : 1) * (1 + noise(weekday * 31 + hour)));
      if (queued === 0) continue;
      const few = queued < 5;
      hours.push({ weekday, hour, queued, answered: Math.round(queued * 0.93), median_s: few ? null : Math.round(18 + queued * queued * 0.11), gave_up: few ? null : rounded(Math.min(40, queued * 0.28)) });
    }
  const queued = hours.reduce((sum, each) => sum + each.queued, 0);
  return { from, to, all: { queued, answered: Math.round(queued * 0.93), median_s: empty ? null : 74, gave_up: empty ? null : 6.8 }, hours };
}

export function routes(look, Refusal) {
  const empty = () => look().mode === "quiet";
  const refuse = (status, code) => {
    throw new Refusal(status, code);
  };
  const asked = (query) => {
    const values = new URLSearchParams(query);
    return { from: values.get("from"), to: values.get("to"), by: values.get("by"), key: values.get("key"), after: values.get("after"), month: values.get("month") };
  };
  const kpi = (id, query) => {
    const found = GROUPS.flatMap(([, , kpis]) => kpis).find(([each]) => each === id) ?? refuse(404, "not_found");
    return kpiOf(found, query.from, query.to, empty());
  };
  return [
    ["GET", /^\/api\/insights\/kpis\?(.*)$/, ([rest]) => {
      const query = asked(rest);
      return { from: query.from, to: query.to, computed_at: look().mode === "unready" ? null : ago(0.05), groups: groups(query.from, query.to, empty()) };
    }],
    ["GET", /^\/api\/insights\/kpis\/(\w+)\/records\?(.*)$/, ([id, rest]) => {
      const query = asked(rest);
      const one = kpi(id, query);
      const start = Number(query.after ?? 0);
      const records = empty() ? [] : Array.from({ length: 20 }, (_, place) => ({
        noun: one.drill.replace(/s$/, ""), number: one.drill === "conversations" ? ["c-mine-1", "c-mine-2", "c-queue-1"][place % 3] : `LP2026****${String(place).padStart(2, "0")}`,
        at: ago((start + place) * 5 + 1), text: TEXTS[(start + place) % TEXTS.length],
        value: one.unit === "percent" ? (place % 5 ? 100 : 0) : one.unit === "seconds" ? 30 + place * 17 : one.unit === "days" ? 1.5 + place / 3 : 1,
      }));
      return { records, next: records.length && start < 40 ? String(start + 20) : null };
    }],
    ["GET", /^\/api\/insights\/kpis\/(\w+)\?(.*)$/, ([id, rest]) => {
      const query = asked(rest);
      const one = kpi(id, query);
      const parts = (empty() ? [] : (PARTS[query.by] ?? [])).map(([key, name, share, better]) => ({
        key, name, n: Math.round(one.n * share), value: one.value === null ? null : one.unit === "count" ? Math.round(one.n * share) : rounded(one.unit === "percent" ? Math.min(100, one.value * better) : one.value * better),
      }));
      return { ...one, breakdown: parts };
    }],
    ["GET", /^\/api\/insights\/waits\?(.*)$/, ([rest]) => waits(asked(rest).from, asked(rest).to, empty())],
    ["GET", /^\/api\/insights\/topics\?(.*)$/, ([rest]) => topics(asked(rest).from, asked(rest).to, empty())],
    ["GET", /^\/api\/insights\/unanswered\?/, () => ({ groups: unanswered(empty()) })],
    ["GET", /^\/api\/insights\/report\?(.*)$/, ([rest]) => {
      const { month } = asked(rest);
      const [year, number] = month.split("-").map(Number);
      const end = (y, m) => new Date(Date.UTC(y, m, 0)).toISOString().slice(0, 10);
      const before = end(year, number - 1);
      const [from, to] = [`${month}-01`, end(year, number)];
      return {
        month, from, to, compared_from: `${before.slice(0, 7)}-01`, compared_to: before, computed_at: ago(0.05), groups: groups(from, to, empty()),
        ...topics(from, to, empty()), unanswered: unanswered(empty()),
        complaints: empty() ? [] : PARTS.category.map(([key, name, share], place) => ({ key, name, n: Math.round(61 * share), previous: Math.round(61 * share) + [4, -3, 0, 2, -1][place], in_time: place === 2 ? 90 : 100, satisfaction: place === 4 ? null : 70 + place * 3.3 })),
        renewal: empty() ? [] : [["instalment", "续期", 612, 604, 521], ["renewal", "短险续保", 88, 80, 57], ["auto", "车险续保", 240, 231, 192]].map(([key, name, due, reminded, paid]) => ({ key, name, due, reminded, paid, rate: rounded((100 * paid) / due) })),
        tasks: empty() ? [] : [
          { id: "t1", text: "理赔周期：车险小额案件改走视频定损，先在两个网点试", owner: "李丽", due_at: ago(-200), done_at: null, result: null },
          { id: "t2", text: "话术使用率：把常用的二十条快捷回复重新归类", owner: "周伟", due_at: ago(100), done_at: ago(120), result: "已归类，使用率从 76% 到 81%" },
        ],
      };
    }],
  ];
}
