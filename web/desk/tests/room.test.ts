import { ApiError } from "@shared/api";
import { beforeEach, expect, test, vi } from "vitest";
import { Room, type Server } from "../conversations/room";
import type { Detail, DeskMessage } from "../types";

/** The desk's server for one conversation, in memory. */
class FakeDesk {
  readonly transcript: DeskMessage[] = [];
  readonly sent: Record<string, unknown>[] = [];
  readonly notes: { id: number; text: string }[] = [];
  refuse: ApiError | null = null;

  readonly server = {
    call: async (method: string, url: string, body?: Record<string, unknown>) => {
      if (method === "GET" && url.endsWith("/c1")) return this.detail();
      if (url.endsWith("/messages")) return this.take(body ?? {});
      if (url.endsWith("/notes")) return this.notes.push({ id: this.notes.length, text: String(body?.text) });
      throw new ApiError(404, "not_found");
    },
    upload: async () => {
      throw new ApiError(0, "network");
    },
  } as unknown as Server;

  private take(body: Record<string, unknown>): { seq: number } {
    this.sent.push(body);
    if (this.refuse) throw this.refuse;
    this.transcript.push({
      seq: this.transcript.length + 1,
      at: "2026-11-22T13:00:00+08:00",
      sender: "agent",
      type: "text",
      text: String(body.text),
      buttons: [],
      ask: null,
      card: null,
      source: null,
    });
    return { seq: this.transcript.length };
  }

  private detail(): Detail {
    return {
      conversation_id: "c1",
      owner: "agent",
      agent: "lili",
      priority: 0,
      dossier: null,
      customer: null,
      transcript: [...this.transcript],
      notes: this.notes.map((each) => ({ ...each, at: "", by: "lili", name: "李丽", kind: "note" as const, after_seq: 0 })),
    };
  }
}

let desk: FakeDesk;
let room: Room;

beforeEach(() => {
  vi.stubGlobal("window", globalThis);
  desk = new FakeDesk();
  room = new Room("c1", desk.server, () => void room.read());
});

const settled = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 2000, interval: 5 });

test("what is said is shown at once, and once", async () => {
  await room.read();
  room.say({ text: "您好" });
  expect(room.snapshot().outgoing.map(({ text, state }) => [text, state])).toEqual([["您好", "sending"]]);
  await settled(() => expect(room.snapshot().outgoing).toEqual([]));
  expect(room.snapshot().detail?.transcript.map(({ text }) => text)).toEqual(["您好"]);
});

test("what failed is sent again under the same id", async () => {
  desk.refuse = new ApiError(0, "network");
  room.say({ text: "您好", quote: { seq: 3, sender: "customer", text: "在吗" } });
  await settled(() => expect(room.snapshot().outgoing[0]?.state).toBe("failed"));

  desk.refuse = null;
  room.retry(room.snapshot().outgoing[0]?.client_id ?? "");
  await settled(() => expect(room.snapshot().outgoing).toEqual([]));

  expect(desk.sent[0]).toEqual(desk.sent[1]);
  expect(desk.sent[0]).toMatchObject({ text: "您好", quote: 3 });
});

test("what is only warned of goes out when it is confirmed", async () => {
  desk.refuse = new ApiError(422, "conduct", { breaches: [] });
  room.say({ text: "一定办好" });
  await settled(() => expect(room.snapshot().outgoing[0]?.code).toBe("conduct"));
  expect(desk.sent[0]).not.toHaveProperty("confirmed");

  desk.refuse = null;
  room.retry(room.snapshot().outgoing[0]?.client_id ?? "", true);
  await settled(() => expect(desk.sent[1]).toMatchObject({ confirmed: true }));
});

test("a note goes to colleagues, never to the customer", async () => {
  room.draft.internal(true);
  room.draft.write("下午三点后回电");
  room.note(room.draft.take().text);
  await settled(() => expect(room.snapshot().detail?.notes?.map(({ text }) => text)).toEqual(["下午三点后回电"]));
  expect(desk.sent).toEqual([]);
  expect(room.snapshot().outgoing).toEqual([]);
});

test("a file that was not taken stays until it is dropped", async () => {
  room.attach(new File(["x"], "清单.pdf", { type: "application/pdf" }));
  await settled(() => expect(room.snapshot().uploads[0]).toMatchObject({ share: null, code: "network" }));
  room.dropUpload(room.snapshot().uploads[0]?.key ?? "");
  expect(room.snapshot().uploads).toEqual([]);
});

test("a file of another kind never leaves the page", () => {
  room.attach(new File(["x"], "清单.exe", { type: "application/x-msdownload" }));
  expect(room.snapshot().uploads[0]).toMatchObject({ share: null, code: "unsupported_media_type" });
});
