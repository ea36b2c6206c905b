import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeskApi } from "../api";
import { Desk } from "../desk";
import type { Listed } from "../types";

/** Two conversations of mine; everything else never answers. */
class FakeApi {
  readonly last: Record<string, number> = { a: 3, b: 5, c: 1 };

  readonly api = new Proxy(
    {
      login: async () => ({ user: { username: "lili", name: "李丽", role: "agent" } }),
      list: async (owner: string) => (owner === "mine" ? Object.keys(this.last).map((id) => this.listed(id)) : []),
      call: async (_method: string, url: string) => this.detail(url.split("/").at(-1) ?? ""),
    } as Record<string, unknown>,
    { get: (known, name: string) => known[name] ?? (() => new Promise(() => undefined)) },
  ) as unknown as DeskApi;

  private listed(id: string): Listed {
    return { conversation_id: id, owner: "agent", agent: "lili", priority: 0, waiting_since: id, last_seq: this.last[id] };
  }

  private detail(id: string) {
    const seq = this.last[id] ?? 0;
    return { ...this.listed(id), owner: "agent", transcript: [{ seq, sender: "agent", text: "", at: "" }] };
  }
}

/** Signals never come: what is told is read on asking. */
class ClosedSocket {
  static readonly OPEN = 1;
  readonly readyState = 3;
  close(): void {}
}

let fake: FakeApi;
let desk: Desk;

const settled = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 2000, interval: 5 });
const columns = (): string[] => desk.snapshot().columns;

beforeEach(async () => {
  vi.stubGlobal("window", Object.assign(globalThis, { addEventListener: () => undefined, removeEventListener: () => undefined }));
  vi.stubGlobal("document", { hidden: false, addEventListener: () => undefined, removeEventListener: () => undefined });
  vi.stubGlobal("location", { protocol: "http:", host: "desk", hash: "" });
  vi.stubGlobal("WebSocket", ClosedSocket);
  fake = new FakeApi();
  desk = new Desk(fake.api);
  await desk.login("lili", "");
  await settled(() => expect(desk.snapshot().mine).toHaveLength(3));
});

afterEach(() => vi.unstubAllGlobals());

test("a conversation opens in the place of the one that is worked in, or beside it where there is room", () => {
  desk.fits(2);
  desk.select("a");
  desk.select("b", true);
  expect(columns()).toEqual(["a", "b"]);
  desk.select("c");
  expect(columns()).toEqual(["a", "c"]);
  desk.select("b", true);
  expect(columns()).toEqual(["a", "b"]);
  desk.select("a");
  expect(desk.snapshot()).toMatchObject({ columns: ["a", "b"], selected: "a" });
});

test("a narrower window keeps what is worked in", () => {
  desk.fits(3);
  for (const id of ["a", "b", "c"]) desk.select(id, true);
  desk.fits(1);
  expect(desk.snapshot()).toMatchObject({ columns: ["c"], selected: "c" });
});

test("a column that is put away leaves its neighbour, and nothing unread that was shown in it", async () => {
  desk.fits(2);
  desk.select("a");
  desk.select("b", true);
  fake.last.b = 6;
  desk.refresh("b");
  await settled(() => expect(desk.room("b").lastSeq).toBe(6));
  await settled(() => expect(desk.snapshot().mine?.find((c) => c.conversation_id === "b")?.last_seq).toBe(6));

  desk.shut("b");

  expect(desk.snapshot()).toMatchObject({ columns: ["a"], selected: "a", unread: {} });
});

test("the next one with something new is found from where one is, round the end", async () => {
  desk.select("b");
  fake.last.a = 4;
  fake.last.c = 2;
  desk.refresh();
  await settled(() => expect(desk.snapshot().unread).toEqual({ a: 1, c: 1 }));

  desk.nextUnread();
  expect(desk.snapshot().selected).toBe("c");
  desk.nextUnread();
  expect(desk.snapshot().selected).toBe("a");
});
