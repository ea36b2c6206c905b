import { ApiError } from "@shared/api";
import { describe, expect, it } from "vitest";
import type { ComplaintDetail, Duty, Step } from "../cases/complaintTypes";
import { CHANGED, dueText, inOrder, leftText, pendingExtension, refusal, toneOf } from "../cases/complaintWords";

const START = Date.parse("2026-11-16T10:00:00+08:00");
const HOUR = 3_600_000;

function duty(more: Partial<Duty> = {}): Duty {
  return {
    code: "acknowledge",
    since: "2026-11-16T10:00:00+08:00",
    due_at: "2026-11-17T10:00:00+08:00",
    done_at: null,
    overdue: false,
    ...more,
  };
}

function detail(steps: Step[], happened: string[] = [], next: Duty | null = duty(), duties = [duty()]): ComplaintDetail {
  const events = happened.map((what) => ({ what, at: "", by: "lili", by_name: "李丽", note: null, public_note: null }));
  return { status: "investigating", steps, events, next_duty: next, duties } as unknown as ComplaintDetail;
}

describe("the chip of a duty", () => {
  it("is green, amber from 80 % of its time on, red when it is over", () => {
    expect(toneOf(duty(), START + 19 * HOUR)).toBe("good");
    expect(toneOf(duty(), START + 19.3 * HOUR)).toBe("soon");
    expect(toneOf(duty(), START + 24 * HOUR)).toBe("soon");
    expect(toneOf(duty(), START + 24 * HOUR + 1)).toBe("late");
    expect(toneOf(duty({ done_at: "2026-11-16T12:00:00+08:00" }), START + 99 * HOUR)).toBe("done");
  });

  it("never promises time that is not there", () => {
    expect(leftText(duty(), START + 10_000)).toBe("剩 23 小时");
    expect(leftText(duty(), START + 23.5 * HOUR)).toBe("剩 30 分钟");
    expect(leftText(duty(), START + 26.9 * HOUR)).toBe("超时 2 小时");
    expect(leftText(duty({ due_at: "2026-11-30T23:59:59+08:00" }), START)).toBe("剩 14 天");
  });

  it("names a day where the duty ends with one", () => {
    const year = new Date().getFullYear();
    expect(dueText(duty({ due_at: `${year}-11-30T23:59:59+08:00` }))).toBe("11月30日");
    expect(dueText(duty({ due_at: `${year}-11-17T10:00:00+08:00` }))).toBe("11月17日 10:00");
  });
});

describe("the steps", () => {
  it("begin with what the next duty waits for; what is done already comes last", () => {
    const done = duty({ done_at: "2026-11-16T12:00:00+08:00" });
    const found = detail(["acknowledge", "plan", "handle", "decide"], [], duty({ code: "plan" }), [done]);
    expect(inOrder(found)).toEqual(["plan", ["handle", "decide", "acknowledge"]]);
  });

  it("begin with the extension somebody asked for, until it is answered", () => {
    const steps: Step[] = ["extend", "decide"];
    expect(inOrder(detail(steps, ["extension_asked"], duty({ code: "result" })))[0]).toBe("extend");
    const answered = detail(steps, ["extension_asked", "extended_30"], duty({ code: "result" }));
    expect(inOrder(answered)[0]).toBe("decide");
    expect(pendingExtension(answered)).toBeUndefined();
    expect(pendingExtension(detail(steps))).toBeUndefined();
  });

  it("press nothing on an archived complaint", () => {
    expect(inOrder(detail(["register"], [], null, []))).toEqual([undefined, ["register"]]);
  });
});

describe("a refusal", () => {
  it("is told in words", () => {
    expect(refusal(new ApiError(409, "record_changed"))).toBe(CHANGED);
    const missing = new ApiError(422, "rule_broken", { rule: "corrective_action_missing" });
    expect(refusal(missing)).toBe("归档前要写改进措施");
    expect(refusal(new Error("bug"))).toBe("系统出了点问题，请稍后再试");
  });
});
