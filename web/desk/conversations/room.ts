/** One conversation that is open at the desk: what was read of it, what is on its way, what helps with it. */

import { ApiError } from "@shared/api";
import { findLast } from "@shared/arrays";
import type { DeskApi } from "../api";
import type { Assist, Warned } from "../assist/assistTypes";
import { Board } from "@shared/board";
import { codeOf } from "../errors";
import type { Detail, Quote } from "../types";
import { Draft } from "./draft";
import { type Origin, type Outgoing, type Words, begun, bodyOf, unarrived } from "./outgoing";
import { type Upload, Uploads } from "./uploads";

export interface RoomSnapshot {
  detail: Detail | null;
  /** It was shown to us before. */
  known: boolean;
  /** Code of the failure of the last reading, while it lasts. */
  error: string | null;
  outgoing: Outgoing[];
  uploads: Upload[];
  /** null: nothing known, or no help there. */
  assist: Assist | null;
  /** What the customer writes at this moment. */
  typing: string | null;
  /** What the rules of conduct say of the draft. */
  warned: Warned[];
}

export interface Server {
  call: DeskApi["call"];
  upload: DeskApi["upload"];
}

/** The conversation is no longer for our eyes. */
const GONE = new Set(["forbidden", "not_owner", "conversation_not_found"]);
const TYPING_SHOWN_MS = 10_000;
const TYPING_TOLD_MS = 4_000;
const CHECK_AFTER_MS = 600;
const EMPTY: RoomSnapshot = {
  detail: null,
  known: false,
  error: null,
  outgoing: [],
  uploads: [],
  assist: null,
  typing: null,
  warned: [],
};

export const pathOf = (id: string, rest = ""): string => `/api/desk/conversations/${encodeURIComponent(id)}${rest}`;

export class Room extends Board<RoomSnapshot> {
  readonly draft = new Draft();
  private readonly files: Uploads;
  private readings = 0;
  private checks = 0;
  private checking: number | undefined;
  private typingEnds: number | undefined;
  private typingTold = 0;
  private helped = 0;

  constructor(
    readonly id: string,
    private readonly server: Server,
    /** The lists are to be read again. */
    private readonly changed: () => void,
  ) {
    super(EMPTY);
    this.files = new Uploads(
      (file, progress) => server.upload(pathOf(id, "/attachments"), file, progress),
      (attachment, file) => this.say({ text: "", attachment: { id: attachment.id, name: file.name } }),
      (uploads) => this.set({ uploads }),
    );
  }

  get lastSeq(): number {
    return this.state.detail?.transcript.at(-1)?.seq ?? 0;
  }

  /** Not for our eyes any more, as far as we know. */
  get gone(): boolean {
    return this.state.error !== null && GONE.has(this.state.error);
  }

  async read(): Promise<void> {
    const reading = ++this.readings;
    try {
      const detail = await this.server.call<Detail>("GET", pathOf(this.id));
      if (reading !== this.readings) return;
      this.set({ detail, known: true, error: null, outgoing: unarrived(this.state.outgoing, detail.transcript.at(-1)?.seq ?? 0) });
      if (detail.typing !== undefined) this.hearsTyping(detail.typing?.text ?? null);
      void this.help();
    } catch (error) {
      if (reading !== this.readings) return;
      const code = codeOf(error);
      this.set({ error: code, detail: GONE.has(code) ? null : this.state.detail });
    }
  }

  say(words: Words): void {
    void this.deliver(this.hold(begun("message", words)));
  }

  /** For staff only. */
  note(text: string): void {
    void this.deliver(this.hold(begun("note", { text })));
  }

  /** Under the same `client_id`: had it arrived after all, the server answers with the number it got then. */
  retry(clientId: string, confirmed = false): void {
    const message = this.state.outgoing.find((each) => each.client_id === clientId);
    if (message?.state === "failed") void this.deliver(confirmed ? { ...message, confirmed } : message);
  }

  readonly again = (clientId: string): void => this.retry(clientId);

  readonly quote = (quote: Quote): void => this.draft.quote(quote);

  /** Beside the agent, or in their place. */
  async join(mode: "whisper" | "barge_in"): Promise<void> {
    await this.server.call("POST", pathOf(this.id, "/join"), { mode });
    await this.read();
    this.changed();
  }

  /** The customer's page asks for a rating now. */
  async askRating(): Promise<void> {
    await this.server.call("POST", pathOf(this.id, "/ask-rating"), {});
    this.changed();
  }

  async leave(): Promise<void> {
    await this.server.call("POST", pathOf(this.id, "/leave"), {});
    await this.read();
    this.changed();
  }

  /** What was not sent goes back into the draft, in these words. */
  revise(clientId: string, text: string): void {
    this.draft.bringBack(text);
    this.discard(clientId);
  }

  readonly discard = (clientId: string): void => {
    this.set({ outgoing: this.state.outgoing.filter((each) => each.client_id !== clientId) });
  };

  attach(file: File): void {
    this.files.begin(file);
  }

  retryUpload(key: string): void {
    this.files.retry(key);
  }

  dropUpload(key: string): void {
    this.files.drop(key);
  }

  /** The draft changed: the customer sees that somebody writes, and the rules of conduct are asked. */
  readonly drafted = (): void => {
    const { text, internal, origin } = this.draft.snapshot();
    window.clearTimeout(this.checking);
    this.checks += 1;
    if (internal || !text.trim()) {
      this.set({ warned: [] });
      if (!text) this.tellTyping(false);
      return;
    }
    this.tellTyping(true);
    this.checking = window.setTimeout(() => void this.check(text, origin), CHECK_AFTER_MS);
  };

  /** What the customer has in their composer, until it is sent, emptied or ten seconds old. */
  hearsTyping(text: string | null): void {
    window.clearTimeout(this.typingEnds);
    if (text !== this.state.typing) this.set({ typing: text });
    if (text) this.typingEnds = window.setTimeout(() => this.set({ typing: null }), TYPING_SHOWN_MS);
  }

  /** How far the customer's page is. */
  hearsReading(arrived: number, read: number): void {
    const { detail } = this.state;
    if (detail) this.set({ detail: { ...detail, arrived_seq: arrived, read_seq: read } });
  }

  /** Tells the trainers what the bot should be able to answer; false where they know it already. */
  async propose(question: string, answer: string): Promise<boolean> {
    const body = { conversation_id: this.id, question, answer };
    return (await this.server.call<{ new: boolean }>("POST", "/api/desk/proposals", body)).new;
  }

  async tick(item: string, done: boolean): Promise<void> {
    this.ticked(item, done);
    try {
      this.set({ assist: await this.server.call<Assist>("POST", pathOf(this.id, "/checklist"), { item, done }) });
    } catch (error) {
      this.ticked(item, !done);
      throw error;
    }
  }

  private ticked(item: string, done: boolean): void {
    const { assist } = this.state;
    if (!assist?.checklist) return;
    const items = assist.checklist.items.map((each) => (each.id === item ? { ...each, done } : each));
    this.set({ assist: { ...assist, checklist: { ...assist.checklist, items } } });
  }

  private hold(message: Outgoing): Outgoing {
    this.set({ outgoing: [...this.state.outgoing, message] });
    return message;
  }

  private change(clientId: string, to: Partial<Outgoing>): void {
    this.set({
      outgoing: this.state.outgoing.map((each) => (each.client_id === clientId ? { ...each, ...to } : each)),
    });
  }

  private async deliver(message: Outgoing): Promise<void> {
    const { client_id, kind, text } = message;
    this.change(client_id, { state: "sending", code: undefined, confirmed: message.confirmed });
    try {
      if (kind === "note") {
        await this.server.call("POST", pathOf(this.id, "/notes"), { text, client_id });
        await this.read();
        this.discard(client_id);
        return;
      }
      const { seq, note_id } = await this.server.call<{ seq: number; note_id?: number | null }>(
        "POST",
        pathOf(this.id, "/messages"),
        bodyOf(message),
      );
      if (note_id != null) {
        // A whisper: it stands among the notes.
        await this.read();
        this.discard(client_id);
        return;
      }
      this.change(client_id, { seq });
      this.set({ outgoing: unarrived(this.state.outgoing, this.lastSeq) });
      this.changed();
    } catch (error) {
      const details = error instanceof ApiError ? error.details : undefined;
      this.change(client_id, { state: "failed", code: codeOf(error), details });
    }
  }

  /** Help is read when the customer has said something new; without it the desk works as well. */
  private async help(): Promise<void> {
    const said = findLast(this.state.detail?.transcript ?? [], (message) => message.sender === "customer")?.seq ?? 0;
    const owner = this.state.detail?.owner;
    if ((owner !== "agent" && owner !== "queue") || said <= this.helped) return;
    this.helped = said;
    try {
      const assist = await this.server.call<Assist>("GET", pathOf(this.id, "/assist"));
      if (said === this.helped) this.set({ assist });
    } catch {
      if (said === this.helped) this.helped = 0;
    }
  }

  private async check(text: string, origin: Origin | null): Promise<void> {
    const check = this.checks;
    try {
      const { breaches } = await this.server.call<{ breaches: Warned[] }>("POST", "/api/desk/conduct/check", {
        conversation_id: this.id,
        text,
        ...(origin && "used" in origin ? origin : {}),
      });
      if (check === this.checks) this.set({ warned: breaches });
    } catch {
      // The check on sending is the one that counts.
      if (check === this.checks) this.set({ warned: [] });
    }
  }

  private tellTyping(typing: boolean): void {
    const { detail } = this.state;
    if (detail?.owner !== "agent" || (!typing && !this.typingTold)) return;
    if (typing && Date.now() - this.typingTold < TYPING_TOLD_MS) return;
    this.typingTold = typing ? Date.now() : 0;
    this.server.call("POST", pathOf(this.id, "/typing"), { typing }).catch(() => undefined);
  }
}
