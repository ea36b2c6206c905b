/** The desk's WebSocket. A frame only says that something changed and where; what it is, is read by HTTP. */

export type Link = "connecting" | "live" | "down";

interface Listener {
  /** Something changed; `conversationId` when the frame names one. */
  changed(conversationId: string | null): void;
  /** Others wait now. */
  queue(): void;
  /** An offer came, or is over. */
  offer(): void;
  typing(conversationId: string, text: string | null): void;
  /** How far the customer's page is. */
  reading(conversationId: string, arrived: number, read: number): void;
  /** The server set this agent ready or not. */
  presence(state: "ready" | "not_ready", reason: string | null): void;
  link(state: Link): void;
  /** So many of one's own tasks are past their time, and due before the day ends. */
  tasks(late: number, today: number): void;
  /** Something on the supervisors' wall changed. */
  wall(): void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const SIGNED_OUT = 4401;

export class Live {
  private socket: WebSocket | null = null;
  private timer: number | undefined;
  private failures = 0;
  private wanted = false;
  private watched: string | null = null;

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

  /** Also hear of this conversation, whoever holds it. */
  watch(conversationId: string | null): void {
    this.watched = conversationId;
    if (conversationId && this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ watch: conversationId }));
    }
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
      this.watch(this.watched);
      // What was missed while the line was down is read anew.
      this.listener.changed(null);
    };
    socket.onmessage = (event) => {
      const frame = read(event.data);
      if (frame.type === "queue") this.listener.queue();
      if (frame.type === "tasks") this.listener.tasks(frame.late ?? 0, frame.today ?? 0);
      if (frame.type === "wall") this.listener.wall();
      if (frame.type === "conversation") this.listener.changed(frame.conversation_id ?? null);
      if (frame.type === "offer" || frame.type === "offer_over") this.listener.offer();
      if (frame.type === "typing" && frame.conversation_id)
        this.listener.typing(frame.conversation_id, frame.text || null);
      if (frame.type === "reading" && frame.conversation_id)
        this.listener.reading(frame.conversation_id, frame.arrived_seq ?? 0, frame.read_seq ?? 0);
      if (frame.type === "presence" && frame.state) this.listener.presence(frame.state, frame.reason ?? null);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (!this.wanted) return;
      // The log-in has ended: reading finds that out and says so.
      if (event.code === SIGNED_OUT) this.listener.changed(null);
      this.failures += 1;
      this.listener.link(this.failures > 1 ? "down" : "connecting");
      const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
      this.timer = window.setTimeout(() => this.open(), wait * (0.75 + Math.random() / 2));
    };
  }
}

interface Frame {
  type?: string;
  conversation_id?: string;
  text?: string | null;
  arrived_seq?: number;
  read_seq?: number;
  state?: "ready" | "not_ready";
  late?: number;
  today?: number;
  reason?: string | null;
}

function read(data: unknown): Frame {
  try {
    return JSON.parse(String(data)) ?? {};
  } catch {
    return {};
  }
}
