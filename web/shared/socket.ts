/** One WebSocket of a conversation: news in, messages out with acknowledgement, and a pulse. It never reconnects itself. */

import { type Activity, ApiError, type MessageBody, type Update } from "./api";

const ACK_TIMEOUT_MS = 10_000;
const OPEN_TIMEOUT_MS = 8_000;
/** How often to ask a silent socket whether it lives, and how long it may take to answer. */
const PING_MS = 25_000;
const PONG_MS = 8_000;

type WireError = { code?: string; details?: Record<string, unknown> } | string;

interface Frame extends Partial<Update> {
  ack?: string;
  seq?: number;
  error?: WireError;
  client_id?: string | null;
}

/** A WebSocket error carries a code but no HTTP status; these decide between waiting, starting anew and giving up. */
const STATUS_OF_CODE: Record<string, number> = {
  network: 0,
  token_expired: 401,
  unauthorized: 401,
  too_many: 429,
  internal: 500,
  not_ready: 503,
};

export interface SocketHandlers {
  onOpen: () => void;
  onUpdate: (update: Update) => void;
}

export class ChatSocket {
  /** Resolves once, when the socket is gone for whatever reason. */
  readonly closed: Promise<{ code: number; opened: boolean }>;
  private opened = false;
  private readonly waiting = new Map<string, (answer: Frame) => void>();
  private readonly openTimer: ReturnType<typeof setTimeout>;
  private pulse: ReturnType<typeof setInterval> | undefined;
  private pong: ReturnType<typeof setTimeout> | undefined;
  private end: (code: number) => void = () => undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly handlers: SocketHandlers,
  ) {
    this.closed = new Promise((resolve) => {
      this.end = (code) => {
        this.release();
        resolve({ code, opened: this.opened });
      };
    });
    this.openTimer = setTimeout(() => this.drop(), OPEN_TIMEOUT_MS);
    socket.onopen = () => {
      this.opened = true;
      clearTimeout(this.openTimer);
      this.pulse = setInterval(() => this.ping(), PING_MS);
      handlers.onOpen();
    };
    socket.onmessage = (event) => this.hear(event.data);
    socket.onclose = (event) => this.end(event.code);
  }

  get live(): boolean {
    return this.socket.readyState === 1;
  }

  /** Resolves with the server's number; rejects with `ApiError` like a request. */
  async send(body: MessageBody): Promise<{ seq: number }> {
    const answer = await new Promise<Frame>((resolve) => {
      // A socket that swallows messages is dead though it looks open.
      const timer = setTimeout(() => this.drop(), ACK_TIMEOUT_MS);
      this.waiting.set(body.client_id, (frame) => {
        clearTimeout(timer);
        resolve(frame);
      });
      this.socket.send(JSON.stringify(body));
    });
    if (answer.seq !== undefined) return { seq: answer.seq };
    throw asApiError(answer.error);
  }

  /** Nobody answers to it; when it is lost, nothing is. */
  tell(activity: Activity): void {
    this.socket.send(JSON.stringify(activity));
  }

  /** After a phone slept, or its network changed, a socket may look open and be dead; only an answer proves it lives. */
  ping(): void {
    if (this.pong || !this.live) return;
    this.pong = setTimeout(() => this.drop(), PONG_MS);
    this.socket.send(JSON.stringify({ ping: 1 }));
  }

  /** On a dead network `close` may take a minute to be reported: stop listening and be gone at once. */
  drop(): void {
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.end(1006);
  }

  private hear(data: unknown): void {
    clearTimeout(this.pong);
    this.pong = undefined;
    let frame: Frame;
    try {
      frame = JSON.parse(String(data));
    } catch {
      return;
    }
    const clientId = frame.ack ?? frame.client_id;
    if (clientId) {
      this.waiting.get(clientId)?.(frame);
      this.waiting.delete(clientId);
    } else if (Array.isArray(frame.messages)) {
      this.handlers.onUpdate(frame as Update);
    }
  }

  private release(): void {
    clearTimeout(this.openTimer);
    clearInterval(this.pulse);
    clearTimeout(this.pong);
    for (const settle of this.waiting.values()) settle({ error: "network" });
    this.waiting.clear();
  }
}

function asApiError(raw: WireError | undefined): ApiError {
  const error = typeof raw === "string" ? { code: raw } : raw;
  const code = error?.code ?? "unknown";
  const seconds = error?.details?.retry_after_s;
  return new ApiError(STATUS_OF_CODE[code] ?? 422, code, error?.details, typeof seconds === "number" ? seconds : null);
}
