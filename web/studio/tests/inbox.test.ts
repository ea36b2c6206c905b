import { ApiError } from "@shared/api";
import { News } from "@shared/board";
import { describe, expect, it } from "vitest";
import { Inbox } from "../inbox/inbox";
import type { Group } from "../inbox/inboxTypes";
import { offersOf } from "../inbox/proposals";

const item = (id: string, more: Partial<Group["items"][number]> = {}): Group["items"][number] => ({
  id, group_id: "g", conversation_id: "c", seq: 3, at: "2026-11-22T09:00:00+08:00", channel: "web", text: "钱到哪了", marked: "钱到哪了",
  reason: "missed", intent: "faq", confidence: 0.4, topic: null, model: null, state: "open", ...more,
});
const group = (id: string, more: Partial<Group> = {}): Group => ({
  id, version: 1, title: id, size: 1, reasons: { missed: 1 }, first_at: "", last_at: "", trend: [], proposal: null, proposed_answer: null,
  items: [item(`m-${id}`)], ...more,
});

/** A server with these groups; `refuse` is thrown at a label. */
function inbox(groups: Group[], refuse?: ApiError) {
  const sent: unknown[] = [];
  const left = [...groups];
  const call = async (method: string, url: string, body?: { group_id?: string }): Promise<unknown> => {
    if (method === "GET") return { groups: [...left], counts: { open: left.length, done: 0 }, next: null };
    sent.push([url, body]);
    if (refuse) throw refuse;
    const place = left.findIndex((each) => each.id === body?.group_id);
    if (place >= 0) left.splice(place, 1);
    return { id: "a", missed: 1, change: null };
  };
  return { box: new Inbox({ call: call as never, dataNews: new News() }), sent };
}

describe("the inbox", () => {
  it("goes on to the next group after a label", async () => {
    const { box } = inbox([group("a"), group("b"), group("c")]);
    await box.read();
    box.select("b");
    await box.label({ kind: "out_of_scope" }, { group: group("b"), ids: null, texts: {} });
    expect(box.snapshot().selected).toBe("c");
    expect(box.snapshot().groups?.map(({ id }) => id)).toEqual(["a", "c"]);
  });

  it("stays with the group where only some of it were labelled", async () => {
    const { box, sent } = inbox([group("a"), group("b")]);
    await box.read();
    box.select("a");
    await box.label({ kind: "faq", faq: "x" }, { group: group("a"), ids: ["m-a"], texts: { "m-a": "[钱](money)到哪了" } });
    expect(box.snapshot().selected).toBe("a");
    expect(sent).toEqual([
      ["/api/studio/annotations", { missed_ids: ["m-a"], label: { kind: "faq", faq: "x" }, texts: { "m-a": "[钱](money)到哪了" } }],
    ]);
  });

  it("says who was first, and keeps the group open", async () => {
    const refuse = new ApiError(409, "already_labelled", { by: "罗明", label: { kind: "faq", faq: "claims.payout_time" } });
    const { box } = inbox([group("a")], refuse);
    await box.read();
    box.select("a");
    await expect(box.label({ kind: "ignore" }, { group: group("a"), ids: null, texts: {} })).rejects.toBe(refuse);
    expect(box.snapshot().taken).toEqual({ group: "a", by: "罗明", label: { kind: "faq", faq: "claims.payout_time" } });
    expect(box.snapshot().selected).toBe("a");
  });

  it("moves by keyboard and stays at the ends", async () => {
    const { box } = inbox([group("a"), group("b")]);
    await box.read();
    for (const [steps, expected] of [[1, "a"], [1, "b"], [1, "b"], [-1, "a"], [-1, "a"]] as const) {
      box.move(steps);
      expect(box.snapshot().selected).toBe(expected);
    }
  });
});

describe("what is offered for a group", () => {
  it("is the proposal, then what its members were taken for", () => {
    const found = group("a", {
      proposal: { kind: "faq", id: "claims.payout_time", title: "", confidence: 0.6 },
      items: [item("1", { intent: "claim_status" }), item("2", { topic: "claims.steps" }), item("3", { topic: "claims.steps" })],
    });
    expect(offersOf(found)).toEqual([
      { kind: "faq", faq: "claims.payout_time" },
      { kind: "faq", faq: "claims.steps" },
      { kind: "intent", intent: "claim_status" },
    ]);
  });

  it("is a new answer or nothing of ours where nobody knows it", () => {
    expect(offersOf(group("a"))).toEqual([{ kind: "new_faq" }, { kind: "out_of_scope" }]);
  });
});
