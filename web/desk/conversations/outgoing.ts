/** What the agent says, until the transcript shows it, and what is typed but not sent yet; both by conversation. */

export interface Outgoing {
  client_id: string;
  text: string;
  at: string;
  state: "sending" | "failed";
  code?: string;
  details?: Record<string, unknown>;
  /** Its number, once the server has it; it goes when the transcript shows that number. */
  seq?: number;
}

export class OutgoingMessages {
  /** Kept over log-out by expiry. */
  readonly drafts = new Map<string, string>();

  private readonly held = new Map<string, Outgoing[]>();

  constructor(private readonly changed: (id: string, messages: Outgoing[]) => void) {}

  of(id: string | null): Outgoing[] {
    return (id && this.held.get(id)) || [];
  }

  begin(id: string, text: string): Outgoing {
    const message: Outgoing = {
      client_id: crypto.randomUUID(),
      text,
      at: new Date().toISOString(),
      state: "sending",
    };
    this.hold(id, [...this.of(id), message]);
    return message;
  }

  change(id: string, clientId: string, to: Partial<Outgoing>): void {
    this.hold(
      id,
      this.of(id).map((m) => (m.client_id === clientId ? { ...m, ...to } : m)),
    );
  }

  /** What was not sent goes back into the draft, before what was typed since. */
  revise(id: string, clientId: string, text: string): void {
    this.drafts.set(id, [text, this.drafts.get(id)].filter(Boolean).join("\n"));
    this.drop(id, clientId);
  }

  drop(id: string, clientId: string): void {
    this.hold(
      id,
      this.of(id).filter((m) => m.client_id !== clientId),
    );
  }

  /** The transcript shows everything up to `seq`. */
  arrived(id: string, seq: number): void {
    const held = this.of(id);
    const left = held.filter((m) => m.seq === undefined || m.seq > seq);
    if (left.length < held.length) this.hold(id, left);
  }

  /** The conversation is somebody else's now. */
  forget(id: string): void {
    this.drafts.delete(id);
    this.held.delete(id);
  }

  /** Another person sits down here. */
  forgetAll(): void {
    this.drafts.clear();
    this.held.clear();
  }

  private hold(id: string, messages: Outgoing[]): void {
    this.held.set(id, messages);
    this.changed(id, messages);
  }
}
