import { describe, expect, it } from "vitest";
import type { User } from "../../staff/types";
import { change, course, reasonText, tells, valueText, verdictText } from "../release/figures";
import { actsOf, changesBetween, hindrance } from "../release/models";
import type { Flipped, Gate, Model, ReleaseState } from "../release/releaseTypes";
import { duration, failureOf, stagesOf, usually } from "../training/jobs";
import type { Job } from "../training/trainingTypes";
import type { Change } from "../types";

const model = (more: Partial<Model> = {}): Model => ({
  id: "a", state: "candidate", share: null, trained_at: "2026-11-22T14:30:00+08:00", trained_by: "qianwen", commit: "c3", changes: 2, figures: null,
  gate: "green", approved_by: null, approved_at: null, size: 1, ...more,
});
const nobody: ReleaseState = { live: "l", canary: null, canary_share: 0, shadow: null, shadow_share: 0, previous: null };
const by = (username: string, id: string): Change => ({ id, at: "", author: { username, name: username }, message: "", files: [], undoes: null });
const person = (username: string): User => ({ username, name: username, role: "trainer" });
const wrong = (truth: string, now: Flipped["now"] = "wrong"): Flipped => ({ text: "", truth, topic: null, live: "", candidate: "", now });
const gate = (more: Partial<Gate> = {}): Gate => ({
  id: "g", model: "a", against: "l", verdict: "red", at: null, reasons: [], figures: [], intents: [], entities: [], faq: null, confusion: [], flipped: [],
  golden: null, cross_validation: null, latency: null, ...more,
});

describe("the verdict in one sentence", () => {
  const because = { code: "intent", what: "claim_status", live: 0.94, candidate: 0.83, margin: 0.05 };
  const intents = [{ intent: "claim_status", support: 34, live: 0.94, candidate: 0.83, delta: -0.11, red: true }];

  it("counts what is newly wrong of an intent, less what is newly right", () => {
    const flipped = [...Array(7).fill(wrong("claim_status")), wrong("claim_status", "right"), wrong("surrender")];
    expect(verdictText(gate({ reasons: [because], intents, flipped }))).toBe("不能发布：「查理赔进度」认错变多了，34 条里多错 6 条");
  });

  it("gives the shares where nothing is more often wrong", () => {
    expect(reasonText(because, gate({ intents }))).toBe("「查理赔进度」认得不如以前，从 94.0% 变成 83.0%");
  });

  it("says how many more reasons there are", () => {
    const reasons = [{ ...because, code: "golden", what: "转人工" }, because];
    expect(verdictText(gate({ reasons, intents }))).toBe("不能发布：标准对话「转人工」走不通了，另有 1 处");
  });

  it("names the intent whose wordings were forgotten", () => {
    const reasons = [{ ...because, code: "known", what: "surrender" }];
    expect(verdictText(gate({ reasons, remembered: [{ intent: "surrender", known: 90, kept: 78, red: true }] }))).toBe(
      "不能发布：「退保」里训练过的说法听不懂了，90 条里 12 条，可能有一批标错了",
    );
  });

  it("tells a first model from one that was compared", () => {
    expect(verdictText(gate({ verdict: "green" }))).toContain("比线上模型差得超出允许");
    expect(verdictText(gate({ verdict: "green", against: null }))).toBe("可以发布：各项都达到要求");
  });
});

describe("figures", () => {
  it("have their own units and signs", () => {
    expect(valueText("latency_p95", 6.94)).toBe("6.9 毫秒");
    expect(valueText("accuracy", null)).toBe("—");
    expect([change(0.0132), change(-0.0132), change(0.0001)]).toEqual(["+1.3", "−1.3", "0"]);
  });

  it("are better in their own direction", () => {
    expect(course({ delta: -0.01, better: "lower" })).toBe("better");
    expect(course({ delta: -0.01, better: "higher" })).toBe("worse");
    expect(course({ delta: null, better: "higher" })).toBe("same");
  });

  const sampled = (live: number, n: number, candidate: number, m: number) =>
    tells({ name: "handoff", live: { value: live, n }, candidate: { value: candidate, n: m } }).text;
  it("of too few conversations tell nothing", () => expect(sampled(0.1, 2000, 0.5, 12)).toBe("还太少，看不出差别"));
  it("that could be chance tell nothing", () => expect(sampled(0.143, 2204, 0.112, 241)).toBe("看不出差别"));
  it("that could not be chance do", () => expect(sampled(0.3, 2204, 0.1, 241)).toBe("更好"));
});

describe("a model", () => {
  const history = [by("luoming", "c3"), by("qianwen", "c2"), by("luoming", "c1")];

  it("has the changes after the live one's commit up to its own", () => {
    expect(changesBetween(history, "c1", "c3")?.map(({ id }) => id)).toEqual(["c3", "c2"]);
    expect(changesBetween(history, "c3", "c3")).toEqual([]);
    expect(changesBetween(history, "gone", "c3")).toBeNull();
  });

  it("is approved by neither who trained it nor who changed its data", () => {
    const since = changesBetween(history, "c1", "c3");
    expect(hindrance(person("qianwen"), model(), since)).toContain("您训练的");
    expect(hindrance(person("luoming"), model(), since)).toContain("您的改动");
    expect(hindrance(person("chenjing"), model(), since)).toBeNull();
    expect(hindrance(person("chenjing"), model({ gate: "red" }), since)).toContain("不能批准");
  });

  it("may do what its state allows and its places are free for", () => {
    expect(actsOf(model({ state: "approved" }), nobody)).toEqual(["canary", "live", "shadow"]);
    expect(actsOf(model({ state: "approved" }), { ...nobody, canary: "b" })).toEqual(["live", "shadow"]);
    expect(actsOf(model({ state: "canary" }), { ...nobody, canary: "a" })).toEqual(["live", "canary", "stop"]);
    expect(actsOf(model({ state: "live" }), nobody)).toEqual([]);
    expect(actsOf(model({ state: "live" }), { ...nobody, previous: "p" })).toEqual(["rollback"]);
  });
});

describe("a training", () => {
  const job = (more: Partial<Job> = {}): Job => ({
    id: "j", state: "running", stage: "train", progress: 0.4, by: "q", commit: null, note: null, created_at: "", started_at: "2026-11-22T10:00:00Z",
    ended_at: "2026-11-22T10:01:20Z", model: null, gate: null, log: [], error: null, ...more,
  });

  it("shows its stages, the crossed one only where it is asked for", () => {
    expect(stagesOf(job()).map(({ state }) => state)).toEqual(["done", "done", "now", "later", "later", "later"]);
    expect(stagesOf(job({ cross_validate: true }))).toHaveLength(7);
    expect(stagesOf(job({ state: "done", stage: null })).every(({ state }) => state === "done")).toBe(true);
  });

  it("takes as long as those before it", () => {
    expect(duration(job())).toBe("1 分 20 秒");
    expect(usually([job({ state: "done" })], false)).toBe("大约 1 分钟");
    expect(usually([job({ state: "done" })], true)).toBe("大约 5 到 10 分钟");
  });

  it("that failed says what happened, what is kept and what to do", () => {
    const failed = failureOf(job({ state: "failed", error: { error: { code: "data_invalid", details: { problems: ["一行"] } } } }));
    expect(failed).toMatchObject({ kept: "改动都还在，线上模型不受影响。", problems: ["一行"] });
    expect(failed?.what).toContain("没有通过");
    expect(failureOf(job())).toBeNull();
  });
});
