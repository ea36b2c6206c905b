/** The inbox's state, free of React: groups, which one is open, and what was labelled last. */

import { ApiError } from "@shared/api";
import { Board } from "@shared/board";
import { codeOf } from "@shared/errors";
import type { Label } from "../catalogue";
import type { Studio } from "../studio";
import type { Change } from "../types";
import type { Annotation, Group, MissedPage, Reason } from "./inboxTypes";

export type Shown = "open" | "done";

/** A colleague was first. */
export interface Taken {
  group: string;
  by: string;
  label: Label | null;
}

export interface InboxState {
  shown: Shown;
  reason: Reason | null;
  /** null: not read yet. */
  groups: Group[] | null;
  counts: MissedPage["counts"] | null;
  next: string | null;
  error: string | null;
  busy: boolean;
  selected: string | null;
  taken: Taken | null;
}

interface Labelled {
  group: Group;
  /** null: all of the group. */
  ids: string[] | null;
  texts: Record<string, string>;
}

export class Inbox extends Board<InboxState> {
  private readings = 0;

  constructor(private readonly studio: Pick<Studio, "call" | "dataNews">) {
    super({
      shown: "open",
      reason: null,
      groups: null,
      counts: null,
      next: null,
      error: null,
      busy: false,
      selected: null,
      taken: null,
    });
  }

  filter(change: Partial<Pick<InboxState, "shown" | "reason">>): void {
    this.set({ ...change, groups: null, selected: null, taken: null });
    void this.read();
  }

  select(id: string | null): void {
    this.set({ selected: id, taken: null });
  }

  /** The group `steps` further down the list; at its ends it stays. */
  move(steps: number): void {
    const groups = this.state.groups ?? [];
    const place = groups.findIndex((group) => group.id === this.state.selected);
    const next = groups[place < 0 ? 0 : Math.min(groups.length - 1, Math.max(0, place + steps))];
    if (next) this.select(next.id);
  }

  /** From the first group. What is shown stays while it is read anew. */
  readonly read = (): Promise<void> => this.turn(null);

  readonly more = (): Promise<void> => (this.state.next ? this.turn(this.state.next) : Promise.resolve());

  /** Teaches a label; the next group is open then. Throws `ApiError`; that a colleague was first is also in the state. */
  async label(label: Label | { kind: "new_faq"; entry: object }, { group, ids, texts }: Labelled): Promise<Annotation> {
    const whole = ids === null;
    try {
      const made = await this.studio.call<Annotation>("POST", "/api/studio/annotations", {
        ...(whole ? { group_id: group.id, version: group.version } : { missed_ids: ids }),
        label,
        ...(Object.keys(texts).length ? { texts } : {}),
      });
      this.leave(group, whole);
      if (made.change) this.studio.dataNews.tell();
      return made;
    } catch (error) {
      if (error instanceof ApiError && error.code === "already_labelled") {
        const { by, label: other } = error.details as { by?: string; label?: Label };
        this.set({ taken: { group: group.id, by: by ?? "同事", label: other ?? null } });
      }
      // More came into it, or some went out: the next try is on what it is now.
      if (error instanceof ApiError && error.code === "version_conflict") void this.read();
      throw error;
    }
  }

  /** The chosen ones become a group of their own. */
  async split(ids: string[]): Promise<void> {
    await this.studio.call("POST", "/api/studio/missed/split", { missed_ids: ids });
    await this.read();
  }

  /** Takes the training data back to before the label. */
  async undo(change: Change): Promise<void> {
    await this.studio.call("POST", `/api/studio/changes/${change.id}/undo`);
    this.studio.dataNews.tell();
    await this.read();
  }

  private leave(group: Group, whole: boolean): void {
    const groups = this.state.groups ?? [];
    if (whole) {
      const place = groups.findIndex((each) => each.id === group.id);
      const left = groups.filter((each) => each.id !== group.id);
      const counts = this.state.counts;
      this.set({
        groups: left,
        selected: (left[place] ?? left[place - 1])?.id ?? null,
        taken: null,
        counts: counts && { open: Math.max(0, counts.open - 1), done: counts.done + 1 },
      });
    }
    void this.read();
  }

  private async turn(after: string | null): Promise<void> {
    const reading = ++this.readings;
    const { shown, reason } = this.state;
    this.set({ busy: true });
    const query = new URLSearchParams({
      state: shown,
      limit: "50",
      ...(reason ? { reason } : {}),
      ...(after ? { after } : {}),
    });
    try {
      const found = await this.studio.call<MissedPage>("GET", `/api/studio/missed?${query}`);
      if (reading !== this.readings) return;
      const groups = after ? [...(this.state.groups ?? []), ...found.groups] : found.groups;
      const { selected } = this.state;
      this.set({
        groups,
        counts: found.counts,
        next: found.next,
        error: null,
        busy: false,
        selected: groups.some((group) => group.id === selected) ? selected : null,
      });
    } catch (error) {
      if (reading === this.readings) this.set({ error: codeOf(error), busy: false });
    }
  }
}
