/** The stand-in's surveys: campaigns in each state, one with few answers; whom a new one would meet; what is told by phone. */

const day = (days) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const mark = (item, n, value) => ({ item, n, value: n < 5 ? null : value });
const NONE = ["attitude", "speed", "quality", "ease"].map((item) => mark(item, 0, null));

const campaign = (id, name, state, starts, more = {}) => ({
  id, name, state, line: null, claim_days: null, conversation_days: null, share: 100, most: 500, starts_on: day(starts), created_by: "zhuguan",
  created_at: `${day(starts - 7)}T10:00:00+08:00`, stopped_by: null, stopped_at: null, invited: 0, answered: 0, refused: 0, items: NONE,
  nps: { n: 0, value: null }, ...more,
});
let campaigns = [
  campaign("s4", "冬季车险客户", "planned", 12, { line: "auto_commercial", share: 50, most: 300 }),
  campaign("s3", "理赔客户回访", "running", -1, {
    claim_days: 90, most: 200, invited: 37, answered: 4, refused: 1, nps: { n: 4, value: null },
    items: [mark("attitude", 4), mark("speed", 4), mark("quality", 3), mark("ease", 4)],
  }),
  campaign("s2", "年中满意度", "done", -120, {
    conversation_days: 90, most: 500, invited: 500, answered: 183, refused: 9, nps: { n: 176, value: 41.5 },
    items: [mark("attitude", 181, 93.4), mark("speed", 180, 78.9), mark("quality", 176, 86.4), mark("ease", 41, 63.4)],
  }),
  campaign("s1", "春节后医疗险客户：住院直赔用得怎么样", "stopped", -250, {
    line: "medical", invited: 61, answered: 22, refused: 0, stopped_by: "zhuguan", stopped_at: `${day(-249)}T15:20:00+08:00`, nps: { n: 20, value: -5 },
    items: [mark("attitude", 22, 81.8), mark("speed", 22, 54.5), mark("quality", 21, 66.7), mark("ease", 19, 47.4)],
  }),
];
const told = new Map();

/** `look`: who is signed in, and the mode. */
export const routes = (look, Refusal) => [
  ["GET", /^\/api\/desk\/surveys\/campaigns$/, () => {
    const { mode, user } = look();
    if (user.role === "trainer") throw new Refusal(403, "forbidden");
    return { campaigns: mode === "quiet" ? [] : campaigns, this_year: mode === "quiet" ? 0 : 3, wanted: 3, next_due_on: day(mode === "quiet" ? 0 : 133) };
  }],
  ["GET", /^\/api\/desk\/surveys\/prospect\?(.*)$/, ([query]) => {
    const asked = new URLSearchParams(query);
    const customers = asked.get("line") === "liability" ? 0 : Math.round(4200 / (asked.get("line") ? 3 : 1) / (asked.get("claim_days") ? 20 : 1));
    const [refused, asked_lately] = [Math.round(customers / 90), Math.round(customers / 14)];
    const expected = Math.min(Number(asked.get("most")), Math.round(((customers - refused - asked_lately) * Number(asked.get("share"))) / 100));
    return { customers, refused, asked_lately, expected, pause_days: 30 };
  }],
  ["POST", /^\/api\/desk\/surveys\/campaigns$/, (_, body) => {
    if (look().mode === "conflict") throw new Refusal(409, "survey_campaign_past");
    const made = campaign(`s${campaigns.length + 1}`, body.name, "planned", 0, body);
    campaigns = [made, ...campaigns];
    return made;
  }],
  ["POST", /^\/api\/desk\/surveys\/campaigns\/(\w+)\/stop$/, ([id]) => {
    const found = campaigns.find((each) => each.id === id);
    if (!found || look().mode === "conflict") throw new Refusal(409, "survey_campaign_past");
    Object.assign(found, { state: "stopped", stopped_by: look().user.username, stopped_at: new Date().toISOString() });
    return found;
  }],
  ["GET", /^\/api\/desk\/surveys\/answers\?(.*)$/, ([query]) => {
    const { mode } = look();
    const number = new URLSearchParams(query).get("number");
    return {
      about: "您的理赔（尾号C3D4）", items: ["attitude", "speed", "quality", "ease"], answered_at: told.get(number) ?? null,
      source: told.has(number) ? "phone" : null, against: mode === "quiet" ? "refused" : null,
    };
  }],
  ["POST", /^\/api\/desk\/surveys\/answers$/, (_, body) => {
    if (told.has(body.number)) throw new Refusal(409, "survey_answered");
    told.set(body.number, new Date().toISOString());
    return { survey_id: "a1", bad: ["attitude", "speed", "quality", "ease"].some((item) => body[item] <= 2) };
  }],
];
