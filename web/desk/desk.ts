/** The desk's state, free of React: lists, the open conversation, what is being sent. One object per page.

The server is asked again after every signal and on a slow beat, so a lost signal costs seconds, never a message. */

import { ApiError } from "@shared/api";
import { DeskApi } from "./api";
import { Board, News } from "./board";
import { Complaints } from "./cases/complaints";
import { codeOf } from "./errors";
import { Live } from "./live";
import { type Outgoing, OutgoingMessages } from "./conversations/outgoing";
import { Requests } from "./cases/requests";
import { Seen } from "./conversations/seen";
import { EMPTY, type Snapshot } from "./snapshot";
import { Supervision } from "./supervision/supervision";
import type { Colleagues, Listed, Presence, User } from "./types";

const BEAT_LIVE_MS = 20_000;
const BEAT_DOWN_MS = 5_000;
const GATHER_MS = 120;

/** The conversation is no longer for our eyes. */
const GONE = new Set(["forbidden", "not_owner", "conversation_not_found"]);

export class Desk extends Board<Snapshot> {
  readonly complaints: Complaints;
  readonly requests: Requests;
  readonly supervision: Supervision;
  readonly wallNews = new News();

  private readonly outgoing = new OutgoingMessages((id, outgoing) => {
    if (this.state.selected === id) this.set({ outgoing });
  });
  /** By conversation. */
  readonly drafts = this.outgoing.drafts;

  private readonly seen = new Seen();
  private live: Live | null = null;
  private beat: number | undefined;
  private gathering: number | undefined;
  private detailDue = false;
  private lastUser: string | null = null;
  private readings = 0;
  private details = 0;

  constructor(private readonly api = new DeskApi()) {
    super(EMPTY);
    this.complaints = new Complaints(api, (call) => this.guarded(call));
    this.requests = new Requests(api, (call) => this.guarded(call));
    this.supervision = new Supervision(api, (call) => this.guarded(call));
  }

  /** Resume with the cookie, if it still holds. */
  async start(): Promise<void> {
    try {
      this.enter(await this.api.me());
    } catch (error) {
      if (error instanceof ApiError && error.retryable) {
        this.set({ listError: error.code });
        window.setTimeout(() => void this.start(), BEAT_DOWN_MS);
      } else this.set({ phase: "signed-out", listError: null });
    }
  }

  async login(username: string, password: string): Promise<void> {
    this.enter(await this.api.login(username, password));
  }

  async logout(): Promise<void> {
    try {
      await this.api.logout();
    } finally {
      this.leave(false);
      this.forget();
    }
  }

  async setPresence(presence: Pick<Presence, "state" | "reason">): Promise<void> {
    const before = this.state.presence;
    this.set({ presence: { ...before, ...presence } });
    try {
      this.set({ presence: await this.guarded(this.api.presence(presence)) });
    } catch (error) {
      this.set({ presence: before });
      throw error;
    }
  }

  select(id: string | null): void {
    if (id === this.state.selected) return;
    this.set({ selected: id, detail: null, detailError: null, outgoing: this.outgoing.of(id) });
    this.set({ unread: this.seen.unread(this.state.mine ?? [], id) });
    this.live?.watch(id);
    if (id) void this.readDetail();
  }

  async accept(id: string): Promise<void> {
    try {
      await this.guarded(this.api.accept(id));
      // It is ours from the start: what was said before is read on opening, not counted as new.
      this.seen.mark(id, this.find(id)?.last_seq ?? 0);
      if (this.state.selected !== id) this.select(id);
      // Until the page shows it as ours, a second press would look like a lost race.
      await Promise.all([this.readLists(), this.readDetail()]);
    } catch (error) {
      this.refresh();
      throw error;
    }
  }

  say(text: string): void {
    const id = this.state.selected;
    if (id) void this.deliver(id, this.outgoing.begin(id, text));
  }

  /** Under the same `client_id`: had it arrived after all, the server answers with the number it got then. */
  retry(clientId: string): void {
    const id = this.state.selected;
    const message = this.outgoing.of(id).find((m) => m.client_id === clientId);
    if (id && message?.state === "failed") void this.deliver(id, message);
  }

  /** What was not sent goes back into the draft. */
  revise(clientId: string, text: string): void {
    const id = this.state.selected;
    if (id) this.outgoing.revise(id, clientId, text);
  }

  discard(clientId: string): void {
    const id = this.state.selected;
    if (id) this.outgoing.drop(id, clientId);
  }

  async transfer(id: string, to: { to_agent: string } | { to_queue: string }, note: string): Promise<void> {
    await this.handOver(id, this.api.transfer(id, to, note));
  }

  async giveBack(id: string, to: "bot" | "queue"): Promise<void> {
    await this.handOver(id, this.api.giveBack(id, to));
  }

  async close(id: string, wrapUp: string, summary: string): Promise<void> {
    await this.handOver(id, this.api.close(id, wrapUp, summary));
  }

  /** For rooms that keep their own addresses. */
  readonly call: DeskApi["call"] = (method, url, body) => this.guarded(this.api.call(method, url, body));

  readonly file = (url: string): Promise<Blob> => this.guarded(this.api.file(url));

  colleagues(): Promise<Colleagues> {
    return this.guarded(this.api.colleagues());
  }

  /** Read lists and the open conversation again, soon; calls that come together become one. */
  readonly refresh = (withDetail = true): void => {
    this.detailDue ||= withDetail;
    this.gathering ??= window.setTimeout(() => {
      this.gathering = undefined;
      void this.readLists();
      if (this.detailDue) void this.readDetail();
      this.detailDue = false;
    }, GATHER_MS);
  };

  private async handOver(id: string, call: Promise<unknown>): Promise<void> {
    try {
      await this.guarded(call);
      this.outgoing.forget(id);
      if (this.state.selected === id) this.select(null);
    } finally {
      this.refresh();
    }
  }

  private async deliver(id: string, message: Outgoing): Promise<void> {
    this.outgoing.change(id, message.client_id, { state: "sending", code: undefined });
    try {
      const { seq } = await this.guarded(this.api.say(id, message.text, message.client_id));
      this.outgoing.change(id, message.client_id, { seq });
      this.dropArrived();
      this.refresh();
    } catch (error) {
      const details = error instanceof ApiError ? error.details : undefined;
      this.outgoing.change(id, message.client_id, { state: "failed", code: codeOf(error), details });
    }
  }

  private async readLists(): Promise<void> {
    if (this.state.phase !== "signed-in") return;
    const reading = ++this.readings;
    const all = this.state.user?.role === "supervisor" || this.state.user?.role === "admin";
    try {
      const [queue, held, every] = await this.guarded(
        Promise.all([this.api.list("queue"), this.api.list("mine"), all ? this.api.list("all") : []]),
      );
      if (reading !== this.readings) return;
      // By the time they waited, not by their last message: rows must not change places while one types.
      const mine = held.sort((a, b) => (a.waiting_since ?? "").localeCompare(b.waiting_since ?? ""));
      const known = new Set([...queue, ...mine].map((c) => c.conversation_id));
      if (this.state.mine === null) this.seen.begin(mine);
      const others = every.filter((c) => !known.has(c.conversation_id));
      this.set({ queue, mine, others, listError: null, unread: this.seen.unread(mine, this.state.selected) });
    } catch (error) {
      if (reading === this.readings && this.state.phase === "signed-in")
        this.set({ listError: codeOf(error) });
    }
  }

  private async readDetail(): Promise<void> {
    const id = this.state.selected;
    if (!id || this.state.phase !== "signed-in") return;
    // What has gone from our lists is not asked for again until it is back.
    if (this.state.detailError && GONE.has(this.state.detailError) && !this.find(id)) return;
    const reading = ++this.details;
    try {
      const detail = await this.guarded(this.api.detail(id));
      if (this.state.selected !== id || reading !== this.details) return;
      this.seen.mark(id, detail.transcript.at(-1)?.seq ?? 0);
      this.set({ detail, detailError: null, unread: this.seen.unread(this.state.mine ?? [], id) });
      this.dropArrived();
    } catch (error) {
      if (this.state.selected !== id || reading !== this.details) return;
      const code = codeOf(error);
      this.set({ detailError: code, detail: GONE.has(code) ? null : this.state.detail });
    }
  }

  private find(id: string): Listed | undefined {
    const { queue, mine, others, detail } = this.state;
    if (detail?.conversation_id === id) return { ...detail, last_seq: detail.transcript.at(-1)?.seq ?? 0 };
    return [...(queue ?? []), ...(mine ?? []), ...others].find((c) => c.conversation_id === id);
  }

  private enter(signedIn: { user: User; presence?: Presence | null }): void {
    if (this.lastUser !== signedIn.user.username) this.forget();
    this.lastUser = signedIn.user.username;
    this.set({
      phase: "signed-in",
      expired: false,
      user: signedIn.user,
      presence: signedIn.presence ?? { state: "not_ready" },
      listError: null,
    });
    this.live?.stop();
    this.live = new Live({
      changed: (id) => this.refresh(id === null || id === this.state.selected),
      link: (link) => this.set({ link }),
      wall: this.wallNews.tell,
    });
    this.live.watch(this.state.selected);
    this.live.start();
    this.complaints.start();
    this.requests.start();
    this.supervision.start(signedIn.user);
    void this.readLists();
    void this.readDetail();
    this.tick();
  }

  private tick(): void {
    window.clearTimeout(this.beat);
    const wait = this.state.link === "live" ? BEAT_LIVE_MS : BEAT_DOWN_MS;
    this.beat = window.setTimeout(() => {
      this.refresh();
      this.tick();
    }, wait);
  }

  /** Another person sits down here: nothing of the one before stays. */
  private forget(): void {
    this.outgoing.forgetAll();
    this.set({ selected: null, outgoing: [] });
  }

  private leave(expired: boolean): void {
    this.complaints.stop();
    this.requests.stop();
    this.supervision.stop();
    this.live?.stop();
    this.live = null;
    window.clearTimeout(this.beat);
    window.clearTimeout(this.gathering);
    this.gathering = undefined;
    this.readings += 1;
    this.details += 1;
    // After expiry the place and what was typed wait for the same person.
    const { selected, outgoing } = expired ? this.state : EMPTY;
    this.state = EMPTY;
    this.set({ phase: "signed-out", expired, selected, outgoing });
  }

  private async guarded<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401 && this.state.phase === "signed-in")
        this.leave(true);
      throw error;
    }
  }

  private dropArrived(): void {
    const { detail } = this.state;
    if (detail) this.outgoing.arrived(detail.conversation_id, detail.transcript.at(-1)?.seq ?? 0);
  }
}
