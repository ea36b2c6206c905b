/** The desk's WebSocket. A frame only says that something changed and where; what it is, is read by HTTP. */

export type Link = "connecting" | "live" | "down";

interface Listener {
  /** Something changed; `conversationId` when the frame names one. */
  changed(conversationId: string | null): void;
  link(state: Link): void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

export class Live {
  private socket: WebSocket | null = null;
  private timer: number | undefined;
  private failures = 0;
  private wanted = false;

  constructor(private readonly listener: Listener) {}

  start(): void {
    this.wanted = true;
    window.addEventListener("online", this.hurry);
    this.open();
  }

  stop(): void {
    this.wanted = false;
    window.removeEventListener("online", this.hurry);
    window.clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  private readonly hurry = (): void => {
    this.failures = 0;
    if (!this.socket) this.open();
  };

  private open(): void {
    window.clearTimeout(this.timer);
    if (!this.wanted || this.socket) return;
    this.listener.link(this.failures > 1 ? "down" : "connecting");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/desk/ws`);
    this.socket = socket;
    socket.onopen = () => {
      this.failures = 0;
      this.listener.link("live");
      // What was missed while the line was down is read anew.
      this.listener.changed(null);
    };
    socket.onmessage = (event) => this.listener.changed(conversationOf(event.data));
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (!this.wanted) return;
      this.failures += 1;
      this.listener.link(this.failures > 1 ? "down" : "connecting");
      const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
      this.timer = window.setTimeout(() => this.open(), wait * (0.75 + Math.random() / 2));
    };
  }
}

function conversationOf(data: unknown): string | null {
  if (typeof data !== "string") return null;
  try {
    const frame = JSON.parse(data) as { conversation_id?: unknown };
    return typeof frame.conversation_id === "string" ? frame.conversation_id : null;
  } catch {
    return null;
  }
}
