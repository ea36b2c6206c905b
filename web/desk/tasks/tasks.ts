/** The task list's state, beside the desk's. The address keeps the task that is open (`#tasks/ID`). */

import { Board, goTo } from "@shared/board";
import { codeOf } from "../errors";
import { queryOf } from "../Choices";
import type {
  NewTask,
  Owner,
  Promised,
  Task,
  TaskCounts,
  TaskDetail,
  TaskFigures,
  TaskKind,
  TaskPage,
} from "./taskTypes";
import type { RequestListed } from "../cases/requestTypes";

export interface TasksSnapshot {
  shown: boolean;
  owner: Owner;
  kind: TaskKind | null;
  done: boolean;
  /** null: not read yet. */
  rows: Task[] | null;
  callbacks: RequestListed[];
  /** null: the server has not told yet. */
  counts: Pick<TaskCounts, "late" | "today"> | null;
  next: string | null;
  listError: string | null;
  selected: string | null;
  detail: TaskDetail | null;
  detailError: string | null;
}

type Call = <T>(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: unknown) => Promise<T>;
type Filter = Partial<Pick<TasksSnapshot, "owner" | "kind" | "done">>;

const URL = "/api/desk/tasks";
const HASH = /^#tasks(?:\/([0-9a-f]{32}))?$/;
const BEAT_MS = 30_000;

const EMPTY: TasksSnapshot = {
  shown: false,
  owner: "all",
  kind: null,
  done: false,
  rows: null,
  callbacks: [],
  counts: null,
  next: null,
  listError: null,
  selected: null,
  detail: null,
  detailError: null,
};

export class Tasks extends Board<TasksSnapshot> {
  private beat: number | undefined;
  private readings = 0;

  constructor(
    private readonly call: Call,
    /** One of one's own has just come due. */
    private readonly onLate: () => void,
  ) {
    super(EMPTY);
  }

  /** Somebody signed in. */
  start(): void {
    window.addEventListener("hashchange", this.follow);
    window.clearInterval(this.beat);
    this.beat = window.setInterval(() => this.state.shown && this.refresh(), BEAT_MS);
    this.follow();
  }

  /** Nobody is signed in any more; nothing that was read stays. */
  stop(): void {
    window.removeEventListener("hashchange", this.follow);
    window.clearInterval(this.beat);
    this.readings += 1;
    this.set(EMPTY);
  }

  /** The socket says how many of one's own are due. */
  hears(late: number, today: number): void {
    const before = this.state.counts;
    this.set({ counts: { late, today } });
    if (before && late > before.late) this.onLate();
    if (before && this.state.shown) this.refresh();
  }

  filter(filter: Filter): void {
    this.set({ ...filter, rows: null, callbacks: [], next: null, listError: null });
    this.refresh();
  }

  select(id: string | null): void {
    goTo(id ? `#tasks/${id}` : "#tasks");
  }

  readonly refresh = (): void => void this.read();

  async more(): Promise<void> {
    const { rows, next } = this.state;
    if (!next) return;
    const reading = ++this.readings;
    const page = await this.call<TaskPage>("GET", this.query(next));
    if (reading === this.readings) this.set({ rows: [...(rows ?? []), ...page.tasks], next: page.next });
  }

  open(task: NewTask): Promise<Task> {
    return this.after(this.call<Task>("POST", URL, task));
  }

  act(id: string, act: string, body: object = {}): Promise<Task> {
    return this.after(this.call<Task>("POST", `${URL}/${id}/${act}`, body));
  }

  contact(id: string): Promise<{ phone: string | null }> {
    return this.call("POST", `${URL}/${id}/contact`);
  }

  figures(): Promise<TaskFigures> {
    return this.call("GET", `${URL}/figures`);
  }

  async promise(conversationId: string): Promise<Promised | null> {
    const url = `/api/desk/conversations/${encodeURIComponent(conversationId)}/promise`;
    return (await this.call<{ promise: Promised | null }>("GET", url)).promise;
  }

  readonly look = async (): Promise<void> => {
    const id = this.state.selected;
    if (!id) return;
    try {
      const detail = await this.call<TaskDetail>("GET", `${URL}/${id}`);
      if (this.state.selected === id) this.set({ detail, detailError: null });
    } catch (error) {
      if (this.state.selected === id) this.set({ detail: null, detailError: codeOf(error) });
    }
  };

  /** A refusal shows what is true now. */
  private async after(call: Promise<Task>): Promise<Task> {
    try {
      return await call;
    } finally {
      if (this.state.shown) await Promise.all([this.read(), this.look()]);
    }
  }

  private query(after?: string): string {
    const { owner, kind, done } = this.state;
    return URL + queryOf({ owner, kind, done: done ? "true" : null, after });
  }

  private async read(): Promise<void> {
    const reading = ++this.readings;
    try {
      const page = await this.call<TaskPage>("GET", this.query());
      if (reading !== this.readings) return;
      this.set({ rows: page.tasks, callbacks: page.callbacks, next: page.next, counts: page.counts, listError: null });
    } catch (error) {
      if (reading === this.readings) this.set({ listError: codeOf(error) });
    }
  }

  private readonly follow = (): void => {
    const found = HASH.exec(location.hash);
    const selected = found?.[1] ?? null;
    const opened = found !== null && !this.state.shown;
    const turned = selected !== this.state.selected;
    this.set({ shown: found !== null, selected, ...(turned && { detail: null, detailError: null }) });
    if (opened) this.refresh();
    if (turned) void this.look();
  };
}
