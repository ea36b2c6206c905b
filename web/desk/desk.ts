/** The desk's state, free of React: lists, the open conversations, who is ready. One object per page.

The server is asked again after every signal and on a slow beat, so a lost signal costs seconds, never a message. */

import { ApiError } from "@shared/api";
import { worksAtDesk } from "../staff/places";
import { DeskApi, type SignedIn } from "./api";
import { Board, News, goTo } from "@shared/board";
import { Complaints } from "./cases/complaints";
import { codeOf } from "./errors";
import { Live } from "./live";
import { Room } from "./conversations/room";
import { Requests } from "./cases/requests";
import { Seen } from "./conversations/seen";
import { Alerts } from "./routing/alerts";
import { offersTo } from "./routing/offers";
import { EMPTY, type Snapshot } from "./snapshot";
import { Supervision } from "./supervision/supervision";
import { Tasks } from "./tasks/tasks";
import type { Colleagues, Listed, Presence } from "./types";
import { NOTICES, topicText } from "./words";

const BEAT_LIVE_MS = 20_000;
const BEAT_DOWN_MS = 5_000;
const GATHER_MS = 120;

export class Desk extends Board<Snapshot> {
  readonly complaints: Complaints;
  readonly requests: Requests;
  readonly supervision: Supervision;
  readonly tasks: Tasks;
  readonly wallNews = new News();

  readonly alerts = new Alerts();

  /** Every conversation that was opened here: what is typed in it stays. */
  private readonly rooms = new Map<string, Room>();
  private readonly seen = new Seen();
  private live: Live | null = null;
  private beat: number | undefined;
  private gathering: number | undefined;
  private readonly due = new Set<string>();
  /** The customer's last words that the agent was called for, or saw. */
  private readonly told = new Map<string, string | null>();
  private offered = new Set<string>();
  private lastUser: string | null = null;
  private readings = 0;

  constructor(private readonly api = new DeskApi()) {
    super(EMPTY);
    this.complaints = new Complaints(api, (call) => this.guarded(call));
    this.requests = new Requests(api, (call) => this.guarded(call));
    this.supervision = new Supervision(api, (call) => this.guarded(call));
    this.tasks = new Tasks(this.call, () =>
      this.alerts.call("message", NOTICES.task, "", () => goTo("#tasks")),
    );
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

  /** `code`: of the second factor, where it is set up. */
  async login(username: string, password: string, code?: string): Promise<void> {
    this.enter(await this.api.login(username, password, code));
  }

  async logout(): Promise<void> {
    try {
      await this.api.logout();
    } finally {
      this.leave(false);
      this.forget();
      leaveAddress();
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

  room(id: string): Room {
    let room = this.rooms.get(id);
    if (!room) {
      room = new Room(id, { call: this.call, upload: this.upload }, () => this.refresh(id));
      this.rooms.set(id, room);
    }
    return room;
  }

  /** Opens a conversation, or goes to it; `beside` what is open, where there is room, else in its place. */
  select(id: string | null, beside = false): void {
    const { columns, selected, fit } = this.state;
    if (id === null) {
      if (selected) this.shut(selected);
      return;
    }
    if (id === selected) return;
    if (columns.includes(id)) this.show(columns, id);
    else if ((beside && columns.length < fit) || selected === null) this.show([...columns, id], id);
    else this.show(columns.map((each) => (each === selected ? id : each)), id);
    if (!columns.includes(id)) void this.room(id).read();
  }

  shut(id: string): void {
    const { columns, selected } = this.state;
    const place = columns.indexOf(id);
    if (place < 0) return;
    const left = columns.filter((each) => each !== id);
    this.show(left, selected === id ? (left[Math.min(place, left.length - 1)] ?? null) : selected);
  }

  /** The window has room for so many; those one works in stay. */
  fits(fit: number): void {
    if (fit === this.state.fit) return;
    const { columns, selected } = this.state;
    const others = columns.filter((each) => each !== selected).slice(0, Math.max(0, fit - 1));
    this.set({ fit });
    this.show(columns.filter((each) => each === selected || others.includes(each)), selected);
  }

  private show(columns: string[], selected: string | null): void {
    this.markSeen();
    this.set({ columns, selected });
    this.set({ unread: this.seen.unread(this.state.mine ?? [], columns) });
    if (selected) this.live?.watch(selected);
  }

  async accept(id: string): Promise<void> {
    try {
      await this.guarded(this.api.accept(id));
      // It is ours from the start: what was said before is read on opening, not counted as new.
      this.seen.mark(id, this.find(id)?.last_seq ?? 0);
      const { selected, mine } = this.state;
      this.select(id, mine?.some((c) => c.conversation_id === selected) ?? false);
      // Until the page shows it as ours, a second press would look like a lost race.
      await Promise.all([this.readLists(), this.room(id).read()]);
    } catch (error) {
      this.refresh(id);
      throw error;
    }
  }

  async decline(id: string): Promise<void> {
    try {
      await this.guarded(this.api.decline(id));
    } finally {
      await this.readLists();
    }
  }

  /** The next of my conversations with something new, after the one that is worked in. */
  nextUnread(): void {
    const { mine, unread, selected } = this.state;
    const waiting = (mine ?? []).map((c) => c.conversation_id).filter((id) => unread[id]);
    const place = (mine ?? []).findIndex((c) => c.conversation_id === selected);
    const next = waiting.find((id) => (mine ?? []).findIndex((c) => c.conversation_id === id) > place) ?? waiting[0];
    if (next) this.select(next);
  }

  async transfer(id: string, to: { to_agent: string } | { to_queue: string }, note: string): Promise<void> {
    await this.handOver(id, this.api.transfer(id, to, note));
  }

  async giveBack(id: string, to: "bot" | "queue"): Promise<void> {
    await this.handOver(id, this.api.giveBack(id, to));
  }

  async askRating(id: string): Promise<void> {
    await this.guarded(this.api.askRating(id));
  }

  async close(id: string, wrapUp: string, summary: string): Promise<void> {
    await this.handOver(id, this.api.close(id, wrapUp, summary));
  }

  /** For rooms that keep their own addresses. */
  readonly call: DeskApi["call"] = (method, url, body) => this.guarded(this.api.call(method, url, body));

  readonly file = (url: string): Promise<Blob> => this.guarded(this.api.file(url));

  readonly upload: DeskApi["upload"] = (url, file, progress) => this.guarded(this.api.upload(url, file, progress));

  colleagues(): Promise<Colleagues> {
    return this.guarded(this.api.colleagues());
  }

  /** Read the lists again, soon, and `id` if it is open (all that is open without); calls that come together become one. */
  readonly refresh = (id?: string | null): void => {
    for (const each of this.state.columns) if (id == null || id === each) this.due.add(each);
    this.gathering ??= window.setTimeout(() => {
      this.gathering = undefined;
      void this.readLists();
      for (const each of this.due) this.reread(each);
      this.due.clear();
    }, GATHER_MS);
  };

  private reread(id: string): void {
    const room = this.rooms.get(id);
    // What has gone from our lists is not asked for again until it is back.
    if (room && this.state.columns.includes(id) && !(room.gone && !this.find(id))) void room.read();
  }

  private async handOver(id: string, call: Promise<unknown>): Promise<void> {
    try {
      await this.guarded(call);
      this.shut(id);
      this.rooms.delete(id);
    } finally {
      this.refresh();
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
      this.markSeen();
      this.set({ queue, mine, others, listError: null, unread: this.seen.unread(mine, this.state.columns) });
      this.callBack(queue, mine);
    } catch (error) {
      if (reading === this.readings && this.state.phase === "signed-in")
        this.set({ listError: codeOf(error) });
    }
  }

  /** An offer that was not there before, or words of a customer of mine: whoever looks elsewhere is called. */
  private callBack(queue: Listed[], mine: Listed[]): void {
    const offers = offersTo(this.state.user?.username ?? "", queue);
    for (const { c } of offers) {
      if (this.offered.has(c.conversation_id)) continue;
      this.alerts.call("offer", NOTICES.offer, topicText(c), () => this.select(c.conversation_id));
    }
    this.offered = new Set(offers.map(({ c }) => c.conversation_id));
    for (const c of mine) {
      const before = this.told.get(c.conversation_id);
      this.told.set(c.conversation_id, c.preview ?? null);
      if (before === undefined || before === (c.preview ?? null)) continue;
      if (document.hidden || !this.state.columns.includes(c.conversation_id))
        this.alerts.call("message", NOTICES.message, topicText(c), () => this.select(c.conversation_id));
    }
  }

  /** What is open was read as far as it is shown. */
  private markSeen(): void {
    for (const id of this.state.columns) this.seen.mark(id, this.rooms.get(id)?.lastSeq ?? 0);
  }

  private find(id: string): Listed | undefined {
    const { queue, mine, others } = this.state;
    const detail = this.rooms.get(id)?.snapshot().detail;
    if (detail) return { ...detail, last_seq: detail.transcript.at(-1)?.seq ?? 0 };
    return [...(queue ?? []), ...(mine ?? []), ...others].find((c) => c.conversation_id === id);
  }

  private enter(signedIn: SignedIn): void {
    if (this.lastUser !== signedIn.user.username) {
      this.forget();
      // A link one came by leads on; that of the person before does not.
      if (this.lastUser !== null) leaveAddress();
    }
    this.lastUser = signedIn.user.username;
    this.set({
      phase: "signed-in",
      expired: false,
      user: signedIn.user,
      presence: signedIn.presence ?? { state: "not_ready" },
      secondFactor: signedIn.second_factor ?? false,
      failedBefore: signedIn.failed_before ?? 0,
      due: signedIn.due ?? null,
      listError: null,
    });
    // Nothing else answers before that is done, and trainers work elsewhere.
    if (signedIn.due || !worksAtDesk(signedIn.user)) return;
    this.live?.stop();
    this.live = new Live({
      changed: (id) => this.refresh(id),
      queue: () => this.refresh(""),
      offer: () => void this.readLists(),
      typing: (id, text) => this.rooms.get(id)?.hearsTyping(text),
      reading: (id, arrived, read) => this.rooms.get(id)?.hearsReading(arrived, read),
      presence: (state, reason) => this.set({ presence: { ...this.state.presence, state, reason } }),
      link: (link) => this.set({ link }),
      tasks: (late, today) => this.tasks.hears(late, today),
      wall: this.wallNews.tell,
    });
    this.live.watch(this.state.selected);
    this.live.start();
    this.complaints.start();
    this.requests.start();
    this.tasks.start();
    this.supervision.start(signedIn.user);
    void this.readLists();
    for (const id of this.state.columns) void this.room(id).read();
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
    this.rooms.clear();
    this.told.clear();
    this.set({ selected: null, columns: [] });
  }

  private leave(expired: boolean): void {
    this.complaints.stop();
    this.requests.stop();
    this.tasks.stop();
    this.supervision.stop();
    this.live?.stop();
    this.live = null;
    window.clearTimeout(this.beat);
    window.clearTimeout(this.gathering);
    this.gathering = undefined;
    this.readings += 1;
    // After expiry the place and what was typed wait for the same person.
    const { selected, columns } = expired ? this.state : EMPTY;
    const { fit } = this.state;
    this.state = EMPTY;
    this.set({ phase: "signed-out", expired, selected, columns, fit });
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
}

/** The conversation of whoever leaves does not stand in the address for the next. */
function leaveAddress(): void {
  if (location.hash.startsWith("#conversations/")) goTo("");
}
