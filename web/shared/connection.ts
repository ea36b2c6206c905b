/**
 * Keeps one customer conversation alive: opens it, follows it over a WebSocket with replay from the last number, falls
 * back to long polling, reconnects with back-off, and delivers the outbox. Knows no framework; subscribe and read
 * `snapshot()`, which is a new object after every change and the same object in between.
 */

import { type Activity, ApiError, type ChatApi, type ChatMessage, type Notice, type Owner, type QueuePosition, type Update } from "./api";
import { Outbox, type Outgoing, type OutgoingBody, wireBody } from "./outbox";
import { ChatSocket } from "./socket";
import type { KeyValue } from "./storage";

export type ConnectionState = "connecting" | "online" | "offline" | "expired";

export interface Snapshot {
  state: ConnectionState;
  conversationId: string | null;
  /** True once the server has said what there is. */
  loaded: boolean;
  messages: readonly ChatMessage[];
  outgoing: readonly Outgoing[];
  /** Number → client id of what this page sent, so that a message keeps its preview and its place on screen. */
  sent: ReadonlyMap<number, string>;
  owner: Owner;
  queue: QueuePosition | null;
  busy: boolean;
  /** The agent is writing. */
  typing: boolean;
  notices: readonly Notice[];
  /** The link that led here opens nothing (any more). */
  linkRefused: boolean;
}

export interface ConnectionOptions {
  api: ChatApi;
  storage: KeyValue;
  /** The token ran out and a new conversation follows; `unsent` is what had not been delivered. */
  onExpired?: (unsent: string[], transcript: readonly ChatMessage[]) => void;
  /** Absent where WebSockets are unavailable: then long polling alone. */
  openSocket?: (url: string, protocols: string[]) => WebSocket;
}

const TOKEN_KEY = "baowen.token";
const CONVERSATION_KEY = "baowen.conversation";
const POLL_WAIT_S = 25;
/** Sockets that never opened in a row before polling takes over for a while. */
const SOCKET_FAILURES = 2;
const SOCKET_RETRY_MS = 60_000;

const EMPTY = {
  messages: [],
  sent: new Map<number, string>(),
  owner: "bot",
  queue: null,
  busy: false,
  typing: false,
  notices: [],
} as const;

export class Connection {
  private readonly outbox: Outbox;
  private readonly listeners = new Set<() => void>();
  private current: Snapshot;
  private token: string | null;
  /** Leads to the conversation to go on with; null once it was tried. */
  private link: string | null = null;
  private lastSeq = 0;
  private socket: ChatSocket | null = null;
  private socketFailures = 0;
  private socketBlockedUntil = 0;
  private attempt = 0;
  /** Names the loop that follows; null while stopped. A stopped loop must not wake up inside a newer one. */
  private run: symbol | null = null;
  private inFlight: Outgoing | null = null;
  private delivering = false;
  private wake: (() => void) | null = null;
  private poll: AbortController | null = null;

  constructor(private readonly options: ConnectionOptions) {
    this.outbox = new Outbox(options.storage);
    this.token = options.storage.get(TOKEN_KEY);
    this.current = {
      ...EMPTY,
      state: "connecting",
      conversationId: options.storage.get(CONVERSATION_KEY),
      loaded: false,
      outgoing: this.outbox.all,
      linkRefused: false,
    };
  }

  snapshot = (): Snapshot => this.current;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    if (this.run) return;
    this.run = Symbol("run");
    void this.follow(this.run);
  }

  /** Go on with the conversation a messenger's link leads to; where it opens nothing, with what there was. */
  goOn(link: string): void {
    this.link = link;
    this.update({ linkRefused: false });
    this.interrupt();
  }

  stop(): void {
    this.run = null;
    this.interrupt();
  }

  /** Queues a message; returns its client id. It is shown at once and sent when the network allows. */
  send(body: OutgoingBody, title: string): string {
    const item = this.outbox.add(body, title);
    this.outboxChanged();
    return item.clientId;
  }

  retry(clientId: string): void {
    this.outbox.retry(clientId);
    this.outboxChanged();
  }

  discard(clientId: string): void {
    this.outbox.remove(clientId);
    this.update({ outgoing: this.outbox.all });
  }

  /** Tells what is shown and being written here, as far as the network allows; nothing depends on it. */
  tell(activity: Activity): void {
    if (this.socket?.live) this.socket.tell(activity);
    else if (this.token && this.current.state === "online")
      this.options.api.activity(this.token, activity).catch(() => undefined);
  }

  /** The device says the network is back, or the page became visible: do not sit out the back-off. */
  nudge(): void {
    this.attempt = 0;
    this.socketBlockedUntil = 0;
    this.socket?.ping();
    this.wake?.();
  }

  /** The device says the network is gone: say so at once instead of waiting for a time-out. */
  lostNetwork(): void {
    this.interrupt();
    this.update({ state: "offline" });
  }

  /** Calls the API with a valid token, e.g. for uploads and ratings. A refused token starts anew as everywhere. */
  async authorised<T>(call: (token: string) => Promise<T>): Promise<T> {
    if (!this.token) throw new ApiError(0, "network");
    const token = this.token;
    try {
      return await call(token);
    } catch (error) {
      if (isExpired(error)) this.expire(token);
      throw error;
    }
  }

  // ── following ────────────────────────────────────────────────────────────────────────────────────────────────

  private async follow(run: symbol): Promise<void> {
    while (this.run === run) {
      try {
        const token = await this.ensureToken();
        if (this.run !== run) return;
        if (this.socketAllowed()) await this.followSocket(run, token);
        else await this.followPolling(run, token);
      } catch (error) {
        if (this.run !== run) return;
        if (isExpired(error) && this.token) {
          this.expire(this.token);
          await this.pause(backOff(this.attempt++));
        } else {
          if (this.current.state !== "connecting" || this.attempt > 0) this.update({ state: "offline" });
          const floor = error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 0;
          await this.pause(Math.max(floor, backOff(this.attempt++)));
        }
      }
    }
  }

  private async ensureToken(): Promise<string> {
    if (this.link) await this.redeem(this.link);
    if (this.token) return this.token;
    return this.adopt(await this.options.api.open());
  }

  private adopt(opened: { conversation_id: string; token: string }): string {
    this.token = opened.token;
    this.options.storage.set(TOKEN_KEY, opened.token);
    this.options.storage.set(CONVERSATION_KEY, opened.conversation_id);
    this.update({ conversationId: opened.conversation_id });
    return opened.token;
  }

  private async redeem(link: string): Promise<void> {
    try {
      const opened = await this.options.api.open(link);
      this.link = null;
      // What was still to be sent belongs to the conversation this tab had before.
      if (opened.conversation_id !== this.current.conversationId) this.outbox.takeTexts();
      this.lastSeq = 0;
      this.update({ ...EMPTY, loaded: false, outgoing: this.outbox.all });
      this.adopt(opened);
    } catch (error) {
      if (!(error instanceof ApiError) || error.retryable) throw error;
      this.link = null;
      this.update({ linkRefused: true });
    }
  }

  private socketAllowed(): boolean {
    return !!this.options.openSocket && Date.now() >= this.socketBlockedUntil;
  }

  /** Resolves when the socket is gone and following should go on; rejects like a failed request. */
  private async followSocket(run: symbol, token: string): Promise<void> {
    const open = this.options.openSocket;
    if (!open) return;
    const url = this.options.api.socketUrl(this.lastSeq);
    const socket = new ChatSocket(open(url, ["baowen.v1", `bearer.${token}`]), {
      onOpen: () => {
        this.socketFailures = 0;
        this.connected();
      },
      onUpdate: (update) => {
        if (token === this.token) this.apply(update);
      },
    });
    this.socket = socket;
    const { code, opened } = await socket.closed;
    this.socket = null;
    if (this.run !== run || token !== this.token) return;
    if (code === 4401) throw new ApiError(401, "token_expired");
    if (!opened && ++this.socketFailures >= SOCKET_FAILURES) this.socketBlockedUntil = Date.now() + SOCKET_RETRY_MS;
    // A browser does not say why a handshake failed; one plain request does (401, or no network at all).
    const update = await this.options.api.messages(token, this.lastSeq, 0);
    if (this.run !== run || token !== this.token) return;
    this.apply(update);
    this.connected();
    if (opened) await this.pause(backOff(0));
  }

  private async followPolling(run: symbol, token: string): Promise<void> {
    // The first answer comes at once, so that a page on a slow link is not kept waiting for news.
    let wait = this.current.state === "online" ? POLL_WAIT_S : 0;
    while (this.run === run && token === this.token && !this.socketAllowed()) {
      this.poll = new AbortController();
      try {
        const update = await this.options.api.messages(token, this.lastSeq, wait, this.poll.signal);
        if (this.run !== run || token !== this.token) return;
        this.apply(update);
      } catch (error) {
        if (token !== this.token) return;
        throw error instanceof ApiError ? error : new ApiError(0, "network");
      }
      this.connected();
      wait = POLL_WAIT_S;
    }
  }

  private connected(): void {
    this.attempt = 0;
    this.update({ state: "online", loaded: true });
    void this.deliver();
  }

  private apply(update: Update): void {
    for (const message of update.messages) {
      this.lastSeq = Math.max(this.lastSeq, message.seq);
      // The transcript may overtake the acknowledgement: then the waiting bubble is this message already.
      if (this.inFlight && isVersionOf(message, this.inFlight)) this.outbox.remove(this.inFlight.clientId);
    }
    this.update({
      messages: merge(this.current.messages, update.messages),
      owner: update.owner,
      queue: update.queue,
      busy: update.busy,
      typing: update.typing ?? false,
      notices: update.notices ?? EMPTY.notices,
      outgoing: this.outbox.all,
      loaded: true,
    });
  }

  // ── delivering ───────────────────────────────────────────────────────────────────────────────────────────────

  private outboxChanged(): void {
    this.update({ outgoing: this.outbox.all });
    void this.deliver();
  }

  private async deliver(): Promise<void> {
    if (this.delivering) return;
    this.delivering = true;
    try {
      for (let item = this.outbox.head; item && this.run && this.current.state === "online"; item = this.outbox.head) {
        if (!(await this.deliverOne(item))) return;
      }
    } finally {
      this.delivering = false;
    }
  }

  /** False where the rest has to wait. Either way nothing leaves the outbox before the server has numbered it. */
  private async deliverOne(item: Outgoing): Promise<boolean> {
    const token = this.token;
    if (!token) return false;
    this.inFlight = item;
    try {
      const { seq } = await this.post(token, item);
      if (token !== this.token) return false;
      this.settle(item, seq);
      return true;
    } catch (error) {
      if (token !== this.token) return false;
      if (isExpired(error)) {
        this.expire(token);
        return false;
      }
      if (error instanceof ApiError && error.retryable) {
        setTimeout(() => void this.deliver(), (error.retryAfter ?? 2) * 1000);
        return false;
      }
      this.outbox.fail(item.clientId, error instanceof ApiError ? error.code : "unknown");
      this.update({ outgoing: this.outbox.all });
      return true;
    } finally {
      this.inFlight = null;
    }
  }

  private post(token: string, item: Outgoing): Promise<{ seq: number }> {
    return this.socket?.live ? this.socket.send(wireBody(item)) : this.options.api.send(token, wireBody(item));
  }

  /** Numbered: show it as part of the transcript until the server's own version arrives under the same number. */
  private settle(item: Outgoing, seq: number): void {
    this.outbox.remove(item.clientId);
    const known = this.current.messages.some((message) => message.seq === seq);
    const messages = known ? this.current.messages : merge(this.current.messages, [sentMessage(item, seq)]);
    const sent = new Map(this.current.sent).set(seq, item.clientId);
    this.update({ outgoing: this.outbox.all, messages, sent });
  }

  // ── the end of a token ───────────────────────────────────────────────────────────────────────────────────────

  private expire(token: string | null): void {
    if (token !== this.token) return;
    const transcript = this.current.messages;
    const unsent = this.outbox.takeTexts();
    this.forget();
    this.update({ ...EMPTY, state: "expired", conversationId: null, loaded: false, outgoing: this.outbox.all });
    this.options.onExpired?.(unsent, transcript);
    this.interrupt();
  }

  private interrupt(): void {
    this.socket?.drop();
    this.poll?.abort();
    this.wake?.();
  }

  private forget(): void {
    this.token = null;
    this.lastSeq = 0;
    this.options.storage.set(TOKEN_KEY, null);
    this.options.storage.set(CONVERSATION_KEY, null);
  }

  private update(change: Partial<Snapshot>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.wake = done;
    });
  }
}

function isExpired(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** 0.5, 1, 2, 4 … 30 s, spread by a third so that a thousand pages do not return in the same instant. */
function backOff(attempt: number): number {
  return Math.min(30_000, 500 * 2 ** attempt) * (0.83 + Math.random() / 3);
}

/** By number; the newer version of a message replaces the older. */
function merge(old: readonly ChatMessage[], fresh: readonly ChatMessage[]): readonly ChatMessage[] {
  if (!fresh.length) return old;
  const bySeq = new Map([...old, ...fresh].map((message) => [message.seq, message]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

function isVersionOf(message: ChatMessage, item: Outgoing): boolean {
  if (message.sender !== "customer") return false;
  if ("attachment_id" in item.body) return message.attachment?.id === item.body.attachment_id;
  return message.text === item.title;
}

function sentMessage(item: Outgoing, seq: number): ChatMessage {
  return {
    seq,
    at: item.at,
    sender: "customer",
    type: "attachment_id" in item.body ? "attachment" : "text",
    text: item.title,
    attachment: "attachment_id" in item.body ? { id: item.body.attachment_id } : null,
    buttons: [],
    ask: null,
    card: null,
    source: null,
  };
}
