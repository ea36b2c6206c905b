import { ApiError } from "@shared/api";
import { describe, expect, it } from "vitest";
import type { RequestListed } from "../cases/requestTypes";
import { dueText, kindsFor, leftText, refusal, stepsOf, toneOf, wishedText } from "../cases/requestWords";
import type { User } from "../types";

const HOUR = 3_600_000;
const YEAR = new Date().getFullYear();
const START = Date.parse(`${YEAR}-11-16T10:00:00+08:00`);

function request(more: Partial<RequestListed> = {}): RequestListed {
  const known = {
    no: "BQ1",
    kind: "servicing",
    title: "补发保单",
    status: "received",
    received_at: `${YEAR}-11-16T10:00:00+08:00`,
    due_at: `${YEAR}-11-23T23:59:59+08:00`,
    wished: null,
    wished_on: null,
  };
  return { ...known, ...more } as RequestListed;
}

const user = (role: User["role"], ...skills: string[]): User => ({ username: "wei", name: "周伟", role, skills });

describe("the chip of a request", () => {
  it("is amber on its last day and red when that is over", () => {
    const due = Date.parse(request().due_at);
    expect(toneOf(request(), START)).toBe("good");
    expect(toneOf(request(), due - 25 * HOUR)).toBe("good");
    expect(toneOf(request(), due - 23 * HOUR)).toBe("soon");
    expect(toneOf(request(), due + 1)).toBe("late");
  });

  it("is amber in the last fifth of what is due by the hour", () => {
    const report = request({ kind: "reports", due_at: `${YEAR}-11-17T10:00:00+08:00` });
    expect(toneOf(report, START + 19 * HOUR)).toBe("good");
    expect(toneOf(report, START + 20 * HOUR)).toBe("soon");
    expect(leftText(report, START + 20 * HOUR)).toBe("还剩 4 小时");
    expect(dueText(report)).toBe("最晚 11月17日 10:00");
  });

  it("speaks of days as people do", () => {
    const due = Date.parse(request().due_at);
    expect(leftText(request(), START)).toBe("还剩 7 天");
    expect(leftText(request(), due - 30 * HOUR)).toBe("明天到期");
    expect(leftText(request(), due - HOUR)).toBe("今天到期");
    expect(leftText(request(), due + 3 * HOUR)).toBe("超时 3 小时");
    expect(dueText(request())).toBe("最晚 11月23日");
  });
});

describe("what is offered", () => {
  it("is to take a request before it is completed or declined", () => {
    expect(stepsOf(request())).toEqual(["take"]);
    expect(stepsOf(request({ status: "accepted" }))).toEqual(["complete", "decline"]);
    expect(stepsOf(request({ kind: "leads" }))).toEqual(["done"]);
    expect(stepsOf(request({ kind: "reports" }))).toEqual(["link"]);
  });

  it("is leads for those alone who may advise", () => {
    expect(kindsFor(user("agent", "claims"))).toEqual(["servicing", "callbacks", "reports"]);
    expect(kindsFor(user("agent", "sales"))).toContain("leads");
    expect(kindsFor(user("supervisor"))).toContain("leads");
  });
});

describe("the wish for a time", () => {
  it("names the day once", () => {
    expect(wishedText(request({ wished: "11月25日下午", wished_on: "2026-11-25" }))).toBe("11月25日下午");
    expect(wishedText(request({ wished: "下午", wished_on: "2026-11-25" }))).toBe("11月25日，原话「下午」");
    expect(wishedText(request({ wished: "都行" }))).toBe("都行");
    expect(wishedText(request())).toBe("");
  });
});

describe("a refusal", () => {
  const refused = (status: number, code: string, details = {}) => new ApiError(status, code, details);

  it("says that a colleague was faster, and at what", () => {
    expect(refusal(refused(409, "illegal_transition"), "take")).toContain("领走");
    expect(refusal(refused(409, "record_changed"), "done")).toContain("打过");
  });

  it("says what is missing", () => {
    const broken = (rule: string) => refusal(refused(422, "rule_broken", { rule }), "complete");
    expect(broken("completion_without_second_factor")).toContain("核实了本人");
    expect(broken("report_under_another_policy")).toContain("另一张保单");
    expect(refusal(refused(404, "record_not_found"), "link")).toContain("保单号");
  });
});
