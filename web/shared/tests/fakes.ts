/** A server in memory behind the same two doors as the real one: requests and sockets. */

import { ApiError, type ChatApi, type ChatMessage, type MessageBody, type Notice, type Update } from "../api";

export class FakeServer {
  readonly tokens = new Map<string, { messages: ChatMessage[]; seqs: Map<string, number> }>();
  /** No answer to anything. */
  down = false;
  /** Takes the next message but loses the acknowledgement. */
  loseNextAck = false;
  sockets = new Set<FakeSocket>();
  opened = 0;
  notices: Notice[] = [];
  /** Link → the token of the conversation it opens, once. */
  links = new Map<string, string>();

  readonly api = {
    base: "",
    socketUrl: (after: number) => `ws://fake/?after=${after}`,
    open: async (link?: string) => {
      this.reach();
      if (link) {
        const token = this.links.get(link);
        this.links.delete(link);
        if (!token) throw new ApiError(401, "link_expired");
        return { conversation_id: `linked-${token}`, token };
      }
      const token = `token-${++this.opened}`;
      this.tokens.set(token, { messages: [], seqs: new Map() });
      return { conversation_id: `c${this.opened}`, token };
    },
    messages: async (token: string, after: number, wait: number, signal?: AbortSignal) => {
      const update = this.update(token, after);
      if (update.messages.length || !wait) return update;
      await new Promise((resolve, reject) => {
        setTimeout(resolve, 20);
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
      return this.update(token, after);
    },
    send: async (token: string, body: MessageBody) => {
      const seq = this.receive(token, body);
      if (this.loseNextAck) {
        this.loseNextAck = false;
        throw new ApiError(0, "network");
      }
      return { seq };
    },
  } as unknown as ChatApi;

  openSocket = (url: string, protocols: string[]): WebSocket => {
    const token = protocols[1]?.slice("bearer.".length) ?? "";
    const after = Number(new URL(url).searchParams.get("after"));
    return new FakeSocket(this, token, after) as unknown as WebSocket;
  };

  /** Everybody is told, and told again when it is over. */
  post(...notices: Notice[]): void {
    this.notices = notices;
    for (const socket of this.sockets) socket.push();
  }

  say(token: string, text: string): void {
    this.add(token, "bot", text);
    for (const socket of this.sockets) socket.push();
  }

  texts(token: string): string[] {
    return this.tokens.get(token)?.messages.map((message) => message.text) ?? [];
  }

  receive(token: string, body: MessageBody): number {
    this.reach();
    const conversation = this.access(token);
    const known = conversation.seqs.get(body.client_id);
    if (known) return known;
    const text = "text" in body ? body.text : "payload" in body ? body.payload : body.attachment_id;
    if (text === "refused") throw new ApiError(422, "message_too_long");
    const seq = this.add(token, "customer", text);
    conversation.seqs.set(body.client_id, seq);
    return seq;
  }

  update(token: string, after: number): Update {
    this.reach();
    const messages = this.access(token).messages.filter((message) => message.seq > after);
    const update: Update = { messages, owner: "bot", queue: null, busy: false };
    return this.notices.length ? { ...update, notices: this.notices } : update;
  }

  access(token: string): { messages: ChatMessage[]; seqs: Map<string, number> } {
    const conversation = this.tokens.get(token);
    if (!conversation) throw new ApiError(401, "token_expired");
    return conversation;
  }

  private reach(): void {
    if (this.down) throw new ApiError(0, "network");
  }

  private add(token: string, sender: ChatMessage["sender"], text: string): number {
    const { messages } = this.access(token);
    const seq = messages.length + 1;
    messages.push({
      seq,
      at: "2026-03-05T10:00:00+08:00",
      sender,
      type: "text",
      text,
      buttons: [],
      ask: null,
      card: null,
      source: null,
    });
    return seq;
  }
}

class FakeSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(
    private readonly server: FakeServer,
    private readonly token: string,
    private after: number,
  ) {
    setTimeout(() => {
      if (server.down || !server.tokens.has(token)) return this.close();
      this.readyState = 1;
      server.sockets.add(this);
      this.onopen?.();
      this.push();
    });
  }

  push(): void {
    const update = this.server.update(this.token, this.after);
    this.after += update.messages.length;
    this.onmessage?.({ data: JSON.stringify(update) });
  }

  send(data: string): void {
    const body = JSON.parse(data) as MessageBody;
    setTimeout(() => {
      try {
        const seq = this.server.receive(this.token, body);
        // The transcript overtakes the acknowledgement, as it may.
        this.push();
        if (this.server.loseNextAck) {
          this.server.loseNextAck = false;
          this.close();
        } else {
          this.onmessage?.({ data: JSON.stringify({ ack: body.client_id, seq }) });
        }
      } catch (error) {
        const code = error instanceof ApiError ? error.code : "internal";
        this.onmessage?.({ data: JSON.stringify({ error: { code }, client_id: body.client_id }) });
      }
    });
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.server.sockets.delete(this);
    setTimeout(() => this.onclose?.({ code: 1006 }));
  }
}
