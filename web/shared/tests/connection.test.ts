import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Connection, type Snapshot } from "../connection";
import { type KeyValue, memoryStore } from "../storage";
import { FakeServer } from "./fakes";

let server: FakeServer;
let storage: KeyValue;
let running: Connection[];

beforeEach(() => {
  server = new FakeServer();
  storage = memoryStore();
  running = [];
});

afterEach(() => running.forEach((connection) => connection.stop()));

describe.each(["socket", "polling"])("over %s", (way) => {
  function connect(onExpired?: (unsent: string[]) => void): Connection {
    const openSocket = way === "socket" ? server.openSocket : undefined;
    const connection = new Connection({ api: server.api, storage, openSocket, onExpired });
    running.push(connection);
    connection.start();
    return connection;
  }

  const shown = ({ messages, outgoing }: Snapshot): string[] => [
    ...messages.map((message) => message.text),
    ...outgoing.map((item) => item.title),
  ];

  const settled = (connection: Connection, check: (snapshot: Snapshot) => void): Promise<void> =>
    vi.waitFor(() => check(connection.snapshot()), { timeout: 5000, interval: 10 });

  const online = (connection: Connection): Promise<void> =>
    settled(connection, ({ state }) => expect(state).toBe("online"));

  test("a message is shown at once and delivered once", async () => {
    const connection = connect();
    await online(connection);
    connection.send({ text: "你好" }, "你好");
    expect(shown(connection.snapshot())).toEqual(["你好"]);
    await settled(connection, ({ outgoing }) => expect(outgoing).toEqual([]));
    expect(shown(connection.snapshot())).toEqual(["你好"]);
    expect(server.texts("token-1")).toEqual(["你好"]);
  });

  test("a link goes on with its conversation, whatever this tab had before", async () => {
    const before = connect();
    await online(before);
    before.send({ text: "旧的" }, "旧的");
    await settled(before, ({ outgoing }) => expect(outgoing).toEqual([]));
    server.tokens.set("wechat", { messages: [], seqs: new Map() });
    server.say("wechat", "微信里说的");
    server.links.set("once", "wechat");

    before.goOn("once");

    await settled(before, (snapshot) => expect(shown(snapshot)).toEqual(["微信里说的"]));
    expect(before.snapshot().conversationId).toBe("linked-wechat");
    before.send({ text: "新的" }, "新的");
    await settled(before, ({ outgoing }) => expect(outgoing).toEqual([]));
    expect(server.texts("wechat")).toEqual(["微信里说的", "新的"]);
  });

  test("a link that opens nothing is told, and what there was goes on", async () => {
    const connection = connect();
    await online(connection);
    connection.send({ text: "你好" }, "你好");
    await settled(connection, ({ outgoing }) => expect(outgoing).toEqual([]));

    connection.goOn("used");

    await settled(connection, ({ linkRefused, state }) => {
      expect(linkRefused).toBe(true);
      expect(state).toBe("online");
    });
    expect(shown(connection.snapshot())).toEqual(["你好"]);
  });

  test("a notice is there while it holds and no longer", async () => {
    const connection = connect();
    await online(connection);
    const notice = { id: "1", kind: "typhoon", text: "台风来了" };
    server.post(notice);
    await settled(connection, ({ notices }) => expect(notices).toEqual([notice]));
    server.post();
    await settled(connection, ({ notices }) => expect(notices).toEqual([]));
  });

  test("no message appears twice at any moment", async () => {
    const connection = connect();
    await online(connection);
    const most = { count: 0 };
    connection.subscribe(() => {
      most.count = Math.max(most.count, shown(connection.snapshot()).filter((text) => text === "你好").length);
    });
    connection.send({ text: "你好" }, "你好");
    await settled(connection, ({ outgoing, messages }) => {
      expect(outgoing).toEqual([]);
      expect(messages).toHaveLength(1);
    });
    expect(most.count).toBe(1);
  });

  test("what is written while the network is down arrives afterwards, in order", async () => {
    server.down = true;
    const connection = connect();
    for (const text of ["一", "二", "三"]) connection.send({ text }, text);
    await settled(connection, ({ state }) => expect(state).toBe("offline"));
    server.down = false;
    connection.nudge();
    await settled(connection, ({ outgoing }) => expect(outgoing).toEqual([]));
    expect(server.texts("token-1")).toEqual(["一", "二", "三"]);
  });

  test("a lost acknowledgement doubles nothing", async () => {
    const connection = connect();
    await online(connection);
    server.loseNextAck = true;
    connection.send({ text: "一" }, "一");
    connection.send({ text: "二" }, "二");
    await settled(connection, ({ outgoing }) => expect(outgoing).toEqual([]));
    expect(server.texts("token-1")).toEqual(["一", "二"]);
    await settled(connection, (snapshot) => expect(shown(snapshot)).toEqual(["一", "二"]));
  });

  test("a refused message is marked with the reason and does not hold up the next", async () => {
    const connection = connect();
    await online(connection);
    connection.send({ text: "refused" }, "refused");
    connection.send({ text: "你好" }, "你好");
    await settled(connection, ({ outgoing, messages }) => {
      expect(outgoing.map((item) => [item.state, item.error])).toEqual([["failed", "message_too_long"]]);
      expect(messages.map((message) => message.text)).toEqual(["你好"]);
    });
  });

  test("a reload continues the conversation and sends what was left", async () => {
    const first = connect();
    await online(first);
    first.stop();
    first.send({ text: "还没发出" }, "还没发出");
    const second = connect();
    await settled(second, ({ outgoing }) => expect(outgoing).toEqual([]));
    expect(server.opened).toBe(1);
    expect(server.texts("token-1")).toEqual(["还没发出"]);
  });

  test("an expired token starts anew and gives the unsent words back", async () => {
    storage.set("baowen.token", "long gone");
    storage.set("baowen.outbox", JSON.stringify([
      { clientId: "a", body: { text: "半句话" }, title: "半句话", at: "2026-03-05T10:00:00Z", state: "sending", error: null },
    ]));
    const unsent: string[][] = [];
    const connection = connect((texts) => unsent.push(texts));
    await online(connection);
    expect(unsent).toEqual([["半句话"]]);
    expect(connection.snapshot().conversationId).toBe("c1");
    expect(server.texts("token-1")).toEqual([]);
  });

  test("answers given while away are replayed", async () => {
    const connection = connect();
    await online(connection);
    server.say("token-1", "在吗");
    await settled(connection, (snapshot) => expect(shown(snapshot)).toEqual(["在吗"]));
    connection.lostNetwork();
    server.say("token-1", "还在吗");
    connection.nudge();
    await settled(connection, (snapshot) => expect(shown(snapshot)).toEqual(["在吗", "还在吗"]));
  });
});
