import { describe, expect, test } from "vitest";
import { filled, firstUnfilled, matching, unfilled } from "../conversations/canned";
import { dayOf, entriesOf } from "../conversations/entries";
import { shortcutOf } from "../routing/keys";
import { offersTo } from "../routing/offers";
import { deviceOf } from "../../staff/device";
import type { Detail, DeskMessage, Listed, Note } from "../types";

const NOW = new Date("2026-11-22T06:00:00Z");

const said = (seq: number, more: Partial<DeskMessage> = {}): DeskMessage => ({
  seq,
  at: "2026-11-22T13:00:00+08:00",
  sender: "customer",
  type: "text",
  text: `第 ${seq} 句`,
  buttons: [],
  ask: null,
  card: null,
  source: null,
  ...more,
});

const detail = (more: Partial<Detail> = {}): Detail => ({
  conversation_id: "c1",
  owner: "agent",
  agent: "lili",
  queue: "claims",
  priority: 0,
  dossier: { slots: { claim_no: "CL2026000188" } },
  transcript: [],
  customer: null,
  ...more,
});

const note = (id: number, after_seq: number): Note => ({
  id,
  at: "2026-11-22T13:01:00+08:00",
  by: "lili",
  name: "李丽",
  kind: "note",
  text: "备注",
  after_seq,
});

describe("a transcript", () => {
  const keys = (transcript: DeskMessage[], notes: Note[] = []): string[] =>
    entriesOf(detail({ transcript, notes }), NOW).map(({ key }) => key);

  test("has a line where a day begins, and none before the same day", () => {
    const yesterday = said(1, { at: "2026-11-21T23:59:00+08:00" });
    expect(keys([yesterday, said(2), said(3)])).toEqual(["day-1", "1", "day-2", "2", "3"]);
  });

  test("shows notes below the message they were written after, whenever they are read", () => {
    expect(keys([said(1), said(2)], [note(8, 2), note(7, 1)])).toEqual(["day-1", "1", "note-7", "2", "note-8"]);
  });

  test("says of our messages how far they came, and nothing of the others or of what failed", () => {
    const transcript = [
      said(1, { sender: "agent" }),
      said(2, { sender: "agent" }),
      said(3, { sender: "agent" }),
      said(4),
      said(5, { sender: "agent", undelivered: { held: false } }),
    ];
    const entries = entriesOf(detail({ transcript, arrived_seq: 2, read_seq: 1 }), NOW);
    const states = entries.flatMap((entry) => (entry.kind === "message" ? [entry.state] : []));
    expect(states).toEqual(["read", "delivered", "sent", null, null]);
  });

  test("names days as they are spoken of in Shanghai", () => {
    expect(dayOf("2026-11-21T16:30:00Z", NOW)).toBe("今天");
    expect(dayOf("2026-11-21T15:30:00Z", NOW)).toBe("昨天");
    expect(dayOf("2026-11-18T04:00:00Z", NOW)).toBe("11月18日星期三");
    expect(dayOf("2025-01-02T04:00:00Z", NOW)).toBe("2025年1月2日星期四");
  });
});

describe("a canned reply", () => {
  const user = { username: "lili", name: "李丽", role: "agent" as const };

  test("takes what is known, and keeps what only the agent can know", () => {
    const text = filled("{customer}您好，我是{agent}，案件 {claim_no}，保单 {policy_no}", detail(), user);
    expect(text).toBe("{customer}您好，我是李丽，案件 CL2026000188，保单 {policy_no}");
    expect(unfilled(text)).toEqual(["customer", "policy_no"]);
    expect(firstUnfilled(text)).toEqual([0, 10]);
  });

  test("takes a policy's number from the card only where there is just one", () => {
    const card = (policies: string[]): Detail["customer"] => ({
      customer_no: "C1",
      name: "王**",
      policies: policies.map((policy_no) => ({ policy_no })),
    });
    expect(filled("{policy_no}", detail({ customer: card(["P1"]) }), user)).toBe("P1");
    expect(filled("{policy_no}", detail({ customer: card(["P1", "P2"]) }), user)).toBe("{policy_no}");
  });

  test("is found by any word of title, text and tags; the own queue's come first, then the most used", () => {
    const replies = [
      { id: "sales", title: "产品介绍", text: "保障进度", queue: "sales", used: 900 },
      { id: "seldom", title: "进度说明", text: "在办", queue: null, used: 1 },
      { id: "often", title: "稍等", text: "我看看进度", queue: null, used: 50 },
      { id: "ours", title: "核定", text: "在办", tags: ["进度"], queue: "claims", used: 3 },
      { id: "other", title: "结束语", text: "再见", queue: "claims", used: 999 },
    ];
    expect(matching(replies, "进度", "claims").map(({ id }) => id)).toEqual(["ours", "often", "seldom", "sales"]);
    expect(matching(replies, "进度 看看", "claims").map(({ id }) => id)).toEqual(["often"]);
  });
});

test("offers are mine, and the one that ends first stands first", () => {
  const listed = (conversation_id: string, offered_to: string | null, seconds: number): Listed => ({
    conversation_id,
    owner: "queue",
    priority: 0,
    offered_to,
    offered_until: new Date(NOW.getTime() + seconds * 1000).toISOString(),
  });
  const queue = [listed("late", "lili", 30), listed("soon", "lili", 5), listed("hers", "amy", 9)];
  expect(offersTo("lili", queue).map(({ c }) => c.conversation_id)).toEqual(["soon", "late"]);
});

describe("keys", () => {
  const pressed = (more: Partial<KeyboardEvent>) => ({
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    code: "",
    key: "",
    ...more,
  });

  test("work while one writes, except the one that is a character", () => {
    expect(shortcutOf(pressed({ altKey: true, code: "Digit2" }), true)).toEqual({ do: "select", place: 1, beside: false });
    expect(shortcutOf(pressed({ altKey: true, shiftKey: true, code: "Digit2" }), true)).toMatchObject({ beside: true });
    expect(shortcutOf(pressed({ key: "?", shiftKey: true }), true)).toBeNull();
    expect(shortcutOf(pressed({ key: "?", shiftKey: true }), false)).toEqual({ do: "help" });
  });

  test("leave the browser's own alone", () => {
    expect(shortcutOf(pressed({ ctrlKey: true, altKey: true, code: "KeyN" }), false)).toBeNull();
    expect(shortcutOf(pressed({ key: "a" }), false)).toBeNull();
  });
});

test("a log-in is recognised by browser and system", () => {
  const edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0";
  expect(deviceOf(edge)).toBe("Edge · Windows");
  expect(deviceOf("curl/8")).toBe("未知浏览器");
});
