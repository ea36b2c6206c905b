import { ApiError } from "@shared/api";
import { describe, expect, it } from "vitest";
import { markedFrom } from "../trial/reading";
import { TrialRoom } from "../trial/room";
import { teach } from "../trial/teach";

describe("a text with its entities", () => {
  const entity = (start: number, end: number) => ({ entity: "date", value: null, start, end });
  it("is marked as in the training data", () => {
    expect(markedFrom({ text: "我昨天追尾了", entities: [entity(1, 3)] })).toBe("我[昨天](date)追尾了");
  });
  it("keeps the first of two that overlap, and all of its words", () => {
    expect(markedFrom({ text: "前天昨天", entities: [entity(1, 4), entity(0, 2)] })).toBe("[前天](date)昨天");
  });
});

/** Answers every message with its model's name; `fail` refuses messages. */
function server(fail?: ApiError) {
  const sent: string[] = [];
  const call = async (method: string, url: string, body?: { model?: string }): Promise<unknown> => {
    sent.push(`${method} ${url}`);
    if (url.endsWith("/trials")) return { id: body?.model ?? "live", model: body?.model ?? "live" };
    if (fail && url.endsWith("/messages")) throw fail;
    return { messages: [], codes: [], turn: null };
  };
  return { room: new TrialRoom({ call: call as never }), sent };
}

describe("a trial", () => {
  it("lets two models hear the same words", async () => {
    const { room, sent } = server();
    room.begin([null, "b"]);
    await room.say("你好");
    expect(sent.filter((line) => line.endsWith("/messages"))).toEqual(["POST /api/studio/trials/live/messages", "POST /api/studio/trials/b/messages"]);
    expect(room.snapshot().sides.map(({ rounds }) => rounds.map(({ said, busy }) => [said, busy]))).toEqual([[["你好", false]], [["你好", false]]]);
  });

  it("opens once, and presses a button in one conversation only", async () => {
    const { room, sent } = server();
    room.begin([null, "b"]);
    await room.say("你好");
    await room.press(1, { title: "是", payload: "/affirm" });
    expect(sent.filter((line) => line === "POST /api/studio/trials")).toHaveLength(2);
    expect(room.snapshot().sides.map(({ rounds }) => rounds.length)).toEqual([1, 2]);
    expect(room.snapshot().sides[1]?.rounds[1]?.typed).toBe(false);
  });

  it("says what failed, and goes on", async () => {
    const { room } = server(new ApiError(404, "trial_gone", {}));
    room.begin([null]);
    await room.say("你好");
    expect(room.snapshot().sides[0]?.rounds[0]).toMatchObject({ error: "trial_gone", busy: false });
    expect(room.busy).toBe(false);
  });

  it("that is begun anew forgets answers on their way", async () => {
    const { room } = server();
    room.begin([null]);
    const saying = room.say("你好");
    room.begin([null]);
    await saying;
    expect(room.snapshot().sides[0]?.rounds).toEqual([]);
  });
});

describe("teaching a text that was tried", () => {
  const put: unknown[] = [];
  const call = async (method: string, url: string, body?: unknown): Promise<unknown> => {
    if (method === "PUT") put.push([url, body]);
    return { version: "v", similar: ["钱呢"] };
  };
  const studio = { call: call as never, dataNews: { tell: () => undefined } as never };
  it("adds it once", async () => {
    expect(await teach(studio, "钱到哪了", { kind: "faq", faq: "claims.pay_when" })).toBe(true);
    expect(await teach(studio, "钱呢", { kind: "faq", faq: "claims.pay_when" })).toBe(false);
    expect(put).toEqual([["/api/studio/knowledge/faq/claims.pay_when", { version: "v", similar: ["钱呢", "钱到哪了"] }]]);
  });
});
