import { expect, it } from "vitest";
import { calendarText, prospectText, segmentText } from "../surveys/surveys";

const segment = { line: null, claim_days: null, conversation_days: null, share: 100, most: 200 };

it("says in words who is asked", () => {
  expect(segmentText(segment)).toBe("有有效保单的客户，最多 200 人");
  expect(segmentText({ line: "medical", claim_days: 90, conversation_days: 30, share: 50, most: 1200 })).toBe(
    "有医疗险有效保单、近 90 天报过案、近 30 天核身咨询过的客户，抽 50%，最多 1,200 人",
  );
});

it("says who is spared and what the cap cuts off", () => {
  const found = { customers: 1000, refused: 12, asked_lately: 88, expected: 200, pause_days: 30 };
  expect(prospectText(found, segment).join("")).toBe(
    "这群客户现在有 1,000 人。12 人说过不想再被问，88 人到那天为止 30 天内问过，不会打扰。大约会问 200 人：能问的比上限多，到 200 人为止。",
  );
  const uncapped = prospectText({ ...found, expected: 90 }, { ...segment, share: 10 });
  expect(uncapped[1]).toBe("大约会问 90 人。");
  expect(prospectText({ ...found, customers: 100, expected: 0 }, segment)[1]).toContain("一个人也问不到");
  expect(prospectText({ ...found, customers: 0, refused: 0, asked_lately: 0, expected: 0 }, segment)).toHaveLength(1);
});

it("says by when the next one has to begin", () => {
  const calendar = { campaigns: [], this_year: 1, wanted: 3, next_due_on: "2027-03-17" };
  expect(calendarText(calendar, "2026-11-16")).toContain("下一次最晚 2027年3月17日开始");
  expect(calendarText(calendar, "2027-03-17")).toContain("现在就该安排");
});
