import { expect, test } from "vitest";
import { formatDate, formatDivider, formatMoment, formatMoney, formatSize, formatWait, today } from "../format";

const now = new Date("2026-03-05T02:00:00Z"); // 10:00 in Shanghai

test("a plain date never moves with the time zone", () => {
  expect(formatDate("2026-03-05")).toBe("2026年3月5日");
});

test("a time is shown in Shanghai whatever its offset", () => {
  expect(formatMoment("2026-03-05T20:30:00Z", now)).toBe("3月6日 04:30");
  expect(formatMoment("2025-12-31T23:59:00+08:00", now)).toBe("2025年12月31日 23:59");
});

test("the mark between messages says only what is not obvious", () => {
  expect(formatDivider("2026-03-05T09:05:00+08:00", now)).toBe("09:05");
  expect(formatDivider("2026-03-04T23:05:00+08:00", now)).toBe("昨天 23:05");
  expect(formatDivider("2026-03-01T08:00:00+08:00", now)).toBe("3月1日 08:00");
});

test("money keeps every digit it came with", () => {
  expect(formatMoney("12345.00")).toBe("¥12,345.00");
  expect(formatMoney("90071992547409931.5")).toBe("¥90,071,992,547,409,931.50");
  expect(formatMoney("-0.5")).toBe("-¥0.50");
});

test("what cannot be read is shown as it came", () => {
  expect(formatDate("长期")).toBe("长期");
  expect(formatMoney("以合同为准")).toBe("以合同为准");
});

test("waiting times and sizes are rounded for people", () => {
  expect(formatWait(30)).toBe("不到 1 分钟");
  expect(formatWait(130)).toBe("约 3 分钟");
  expect(formatWait(3700)).toBe("约 2 小时");
  expect(formatSize(3_355_443)).toBe("3.2 MB");
});

test("today is the day in Shanghai", () => {
  expect(today(new Date("2026-03-05T17:00:00Z"))).toBe("2026-03-06");
});
