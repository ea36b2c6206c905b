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
