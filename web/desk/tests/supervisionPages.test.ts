import { describe, expect, it } from "vitest";
import { hoursProblem, hoursText, limitText } from "../administration/administrationWords";
import { previewOf } from "../administration/preview";
import { moments, queryOf } from "../Choices";
import { hashOf, pagesFor, placeOf } from "../place";
import { totalOf } from "../supervision/qualityWords";
import { excerpt, pieces } from "../supervision/search";
import type { Wall } from "../supervision/wallTypes";
import { byPresence, spanText, stateText, totals } from "../supervision/wallWords";
import type { User } from "../types";

const agent: User = { username: "lili", name: "李丽", role: "agent" };
const boss: User = { username: "chenjing", name: "陈静", role: "supervisor" };

describe("places", () => {
  it("leads where the address says, and nobody where their role may not go", () => {
    expect(placeOf("#administration/queues", boss)).toEqual({ page: "administration", rest: ["queues"] });
    expect(placeOf("#administration/queues", agent)).toEqual({ page: "conversations", rest: [] });
    expect(placeOf("#nowhere", boss).page).toBe("conversations");
    expect(pagesFor(agent)).not.toContain("wall");
  });

  it("has an address for one conversation, and none without", () => {
    expect(placeOf(hashOf("conversations", "ab12"), agent)).toEqual({ page: "conversations", rest: ["ab12"] });
    expect(placeOf("#/conversations/ab12", agent)).toEqual({ page: "conversations", rest: ["ab12"] });
    expect(hashOf("conversations")).toBe("");
  });

  it("has an address for every page", () => {
    for (const page of pagesFor(boss)) expect(placeOf(hashOf(page), boss).page).toBe(page);
  });
});

describe("the wall", () => {
  const one = { username: "a", name: "甲", reason: null, since: null, held: 2, capacity: 5, handled_today: 0 };
  const agents = [
    { ...one, name: "丙", state: "ready" as const, here: false, mean_first_reply_s: null },
    { ...one, name: "乙", state: "not_ready" as const, here: true, reason: "meal", mean_first_reply_s: null },
    { ...one, state: "ready" as const, here: true, mean_first_reply_s: null },
  ];
  const queue = {
    code: "claims",
    name: "理赔服务",
    waiting: 0,
    longest_wait_s: 0,
    mean_wait_s: 0,
    ready_agents: 1,
    held: 2,
    free_places: 3,
    breaches: 1,
    warnings: 0,
    open: true,
    offered_today: 0,
    service_level: null,
  };
  const wall: Wall = {
    at: "2026-11-16T10:00:00+08:00",
    queues: [queue, { ...queue, code: "general", waiting: 2, longest_wait_s: 65 }],
    agents,
    breaches: [],
    ratings: [],
  };

  it("counts who is there once, however many queues they know", () => {
    expect(totals(wall)).toMatchObject({ waiting: 2, longest_wait_s: 65, ready: 1, here: 2, free_places: 3 });
  });

  it("says no wait where nobody waits", () => {
    expect(totals({ ...wall, queues: [queue] }).longest_wait_s).toBeNull();
    expect(spanText(null)).toBe("–");
  });

  it("puts who is ready first and who is away last", () => {
    expect(byPresence(agents).map(stateText)).toEqual(["示闲", "示忙 · 用餐", "离线"]);
  });

  it("writes long spans so that they can be read", () => {
    expect([spanText(45), spanText(3725), spanText(97_200)]).toEqual(["0:45", "1:02:05", "1 天 3 小时"]);
  });
});

describe("quality", () => {
  const weights = { completeness: 30, conformity: 30, attitude: 25, timeliness: 15 };

  it("weighs the four parts as the server does, halves up", () => {
    const scores = { completeness: 100, conformity: 80, attitude: 100, timeliness: 100 };
    expect(totalOf(scores, weights)).toBe(94);
    expect(totalOf({ completeness: 95, conformity: 95, attitude: 95, timeliness: 85 }, weights)).toBe(94);
  });
});

describe("search", () => {
  it("marks every word that was sought, as it was written", () => {
    const found = pieces("发票 FP-1 已收到，发票无误", "发票 fp-1");
    expect(found.filter((piece) => piece.hit).map((piece) => piece.text)).toEqual(["发票", "FP-1", "发票"]);
  });

  it("takes signs as signs", () => {
    expect(pieces("赔多少(元)", "(元)").at(-1)).toEqual({ text: "(元)", hit: true });
  });

  it("shows a long message around its first hit", () => {
    const text = `${"前".repeat(300)}发票${"后".repeat(300)}`;
    const shown = excerpt(text, "发票");
    expect(shown).toContain("发票");
    expect(shown.length).toBeLessThan(190);
    expect(shown.startsWith("…") && shown.endsWith("…")).toBe(true);
  });
});

describe("administration", () => {
  it("says opening hours in words", () => {
    const hours = [{ days: "workdays" as const, from: "09:00", to: "24:00" }];
    expect(hoursText({ always_open: false, hours })).toBe("工作日 09:00–24:00");
    expect(hoursText({ always_open: false, hours: [] })).toBe("不开放");
  });

  it("refuses hours that end before they begin", () => {
    expect(hoursProblem([{ days: "everyday", from: "18:00", to: "09:00" }])).not.toBeNull();
    expect(hoursProblem([{ days: "everyday", from: "", to: "09:00" }])).not.toBeNull();
    expect(hoursProblem([{ days: "everyday", from: "00:00", to: "24:00" }])).toBeNull();
  });

  it("says limits in the unit in which they are whole", () => {
    expect([45, 90, 180, 86_400].map(limitText)).toEqual(["45 秒", "1 分 30 秒", "3 分钟", "24 小时"]);
  });

  it("fills known variables alone in a preview", () => {
    const found = previewOf("{agent}您好{date}");
    expect(found.map((piece) => piece.variable)).toEqual([true, false]);
  });

  it("asks for nothing that was left empty, and for days as moments of Shanghai", () => {
    expect(queryOf({ q: "", agent: null, ...moments({ since: "2026-11-16", until: "" }) })).toBe(
      "?since=2026-11-16T00%3A00%3A00%2B08%3A00",
    );
  });
});
