/** The work lists' state, beside the desk's: one list per kind of work, and the one that is open.

The address keeps the place (`#requests/callbacks/HF…`), so a reload or a colleague's link leads to the same one. */

import type { DeskApi } from "../api";
import { Board, goTo } from "@shared/board";
import { codeOf } from "../errors";
import type {
  Counts,
  RequestBody,
  RequestDetails,
  RequestKind,
  RequestListed,
  RequestStep,
} from "./requestTypes";

export interface RequestsSnapshot {
  /** Whether the page shows work lists at all. */
  shown: boolean;
  kind: RequestKind;
  /** null: not read yet. */
  rows: RequestListed[] | null;
  counts: Counts | null;
  listError: string | null;
  selected: string | null;
  /** What the customer told, once somebody asked to see it. */
  details: RequestDetails | null;
}

const BEAT_MS = 30_000;
const HASH = /^#requests(?:\/(servicing|callbacks|leads|reports)(?:\/([A-Za-z0-9]{1,32}))?)?$/;

const EMPTY: RequestsSnapshot = {
  shown: false,
  kind: "servicing",
  rows: null,
  counts: null,
  listError: null,
  selected: null,
  details: null,
};

export class Requests extends Board<RequestsSnapshot> {
  private beat: number | undefined;
  private readings = 0;

  constructor(
    private readonly api: DeskApi,
    /** Notices when the log-in has ended. */
    private readonly guarded: <T>(call: Promise<T>) => Promise<T>,
  ) {
    super(EMPTY);
  }

  /** Somebody signed in. */
  start(): void {
    window.addEventListener("hashchange", this.follow);
    window.clearInterval(this.beat);
    this.beat = window.setInterval(this.refresh, BEAT_MS);
    this.follow();
    this.refresh();
  }

  /** Nobody is signed in any more; nothing that was read stays. */
  stop(): void {
    window.removeEventListener("hashchange", this.follow);
    window.clearInterval(this.beat);
    this.readings += 1;
    this.set(EMPTY);
  }

  list(kind: RequestKind): void {
    goTo(`#requests/${kind}`);
  }

  select(no: string | null): void {
    goTo(no ? `#requests/${this.state.kind}/${no}` : `#requests/${this.state.kind}`);
  }

  readonly refresh = (): void => void this.read();

  /** What the customer told; the look is audited, so it is taken on a click alone and forgotten with the place. */
  async look(no: string): Promise<void> {
    const details = await this.guarded(this.api.requestDetails(no));
    if (this.state.selected === no) this.set({ details });
  }

  /** What is done leaves the list; a refusal shows what is true now. */
  async take(no: string, step: RequestStep, body: RequestBody = {}): Promise<void> {
    try {
      await this.guarded(this.api.requestStep(no, step, body));
      if (step !== "take" && this.state.selected === no) this.select(null);
    } finally {
      await this.read();
    }
  }

  private async read(): Promise<void> {
    const { kind } = this.state;
    const reading = ++this.readings;
    try {
      const { requests, counts } = await this.guarded(this.api.requests(kind));
      if (reading === this.readings) this.set({ rows: requests, counts, listError: null });
    } catch (error) {
      if (reading === this.readings)
        this.set({ listError: codeOf(error) });
    }
  }

  private readonly follow = (): void => {
    const found = HASH.exec(location.hash);
    const kind = (found?.[1] as RequestKind | undefined) ?? this.state.kind;
    const selected = found?.[2] ?? null;
    const opened = found !== null && !this.state.shown;
    const turned = kind !== this.state.kind;
    if (selected !== this.state.selected) this.set({ selected, details: null });
    this.set({ shown: found !== null, kind, ...(turned && { rows: null, listError: null }) });
    if (opened || turned) this.refresh();
  };
}
