/** The complaints' state, beside the desk's: the list, the open one, and the steps taken on what was read.

The address keeps the place (`#complaints/TS…`), so a reload or a colleague's link leads to the same complaint. */

import type { DeskApi } from "../api";
import { Board, goTo } from "@shared/board";
import type { ComplaintDetail, ComplaintListed, Listing, Step, StepBody } from "./complaintTypes";
import { codeOf } from "../errors";

export interface ComplaintsSnapshot {
  /** Whether the page shows complaints at all. */
  shown: boolean;
  listing: Listing;
  /** null: not read yet. */
  rows: ComplaintListed[] | null;
  counts: { open: number; overdue: number; mine: number } | null;
  after: string | null;
  listError: string | null;
  selected: string | null;
  detail: ComplaintDetail | null;
  detailError: string | null;
}

const BEAT_MS = 30_000;
const HASH = /^#complaints(?:\/([A-Za-z0-9]{1,32}))?$/;

const EMPTY: ComplaintsSnapshot = {
  shown: false,
  listing: "open",
  rows: null,
  counts: null,
  after: null,
  listError: null,
  selected: null,
  detail: null,
  detailError: null,
};

export class Complaints extends Board<ComplaintsSnapshot> {
  private beat: number | undefined;
  private readings = 0;
  private details = 0;

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
    this.beat = window.setInterval(() => void this.readList(), BEAT_MS);
    this.follow();
    void this.readList();
  }

  /** Nobody is signed in any more; nothing that was read stays. */
  stop(): void {
    window.removeEventListener("hashchange", this.follow);
    window.clearInterval(this.beat);
    this.readings += 1;
    this.details += 1;
    this.set(EMPTY);
  }

  select(receiptNo: string | null): void {
    goTo(receiptNo ? `#complaints/${receiptNo}` : "#complaints");
  }

  list(listing: Listing): void {
    if (listing === this.state.listing) return;
    this.set({ listing, rows: null, after: null, listError: null });
    void this.readList();
  }

  readonly refresh = (): void => {
    void this.readList();
    void this.readDetail();
  };

  /** The next page of all. */
  async more(): Promise<void> {
    const { after, listing, rows } = this.state;
    if (!after || listing !== "all") return;
    const reading = this.readings;
    const page = await this.guarded(this.api.complaints(listing, after));
    if (reading !== this.readings) return;
    this.set({ rows: [...(rows ?? []), ...page.complaints], after: page.after });
  }

  /** On the version that was read; a refusal shows what is true now. */
  async take(seen: ComplaintDetail, step: Step, body: StepBody): Promise<void> {
    try {
      const detail = await this.guarded(this.api.complaintStep(seen.receipt_no, step, seen.version, body));
      this.details += 1;
      if (this.state.selected === detail.receipt_no) this.set({ detail, detailError: null });
    } catch (error) {
      // Before it is said why: who presses again then does so on what is true now.
      await this.readDetail();
      throw error;
    } finally {
      void this.readList();
    }
  }

  async contact(receiptNo: string): Promise<string | null> {
    return (await this.guarded(this.api.complaintContact(receiptNo))).contact;
  }

  /** The register of the days from `since` to `until`; an empty one is open. */
  register(kind: "csv" | "xlsx", since: string, until: string): Promise<Blob> {
    const span = { ...(since && { since }), ...(until && { until }) };
    return this.guarded(this.api.complaintRegister(kind, span));
  }

  private async readList(): Promise<void> {
    const { listing } = this.state;
    const reading = ++this.readings;
    try {
      const page = await this.guarded(this.api.complaints(listing));
      if (reading !== this.readings) return;
      const { open, overdue, mine, after } = page;
      // Further pages that were opened stay: only the first is read anew.
      const first = new Set(page.complaints.map((c) => c.receipt_no));
      const further = listing === "all" ? (this.state.rows ?? []).filter((c) => !first.has(c.receipt_no)) : [];
      this.set({
        rows: [...page.complaints, ...further],
        counts: { open, overdue, mine },
        after: further.length > 0 ? this.state.after : after,
        listError: null,
      });
      this.noticeChange(page.complaints);
    } catch (error) {
      if (reading === this.readings) this.set({ listError: codeOf(error) });
    }
  }

  /** A colleague took a step on what is open here. Reading it is audited, so it is not read on every beat. */
  private noticeChange(rows: ComplaintListed[]): void {
    const { detail, selected } = this.state;
    const listed = rows.find((c) => c.receipt_no === selected);
    if (detail && listed && listed.version !== detail.version) void this.readDetail();
  }

  private async readDetail(): Promise<void> {
    const { selected } = this.state;
    if (!selected) return;
    const reading = ++this.details;
    try {
      const detail = await this.guarded(this.api.complaint(selected));
      if (reading === this.details) this.set({ detail, detailError: null });
    } catch (error) {
      if (reading !== this.details) return;
      const code = codeOf(error);
      // It is another's now: what was read of it goes as well.
      this.set({ detailError: code, detail: code === "record_not_found" ? null : this.state.detail });
    }
  }

  private readonly follow = (): void => {
    const found = HASH.exec(location.hash);
    const selected = found?.[1] ?? null;
    if (selected !== this.state.selected) {
      this.details += 1;
      this.set({ selected, detail: null, detailError: null });
      void this.readDetail();
    }
    if (found && !this.state.shown) void this.readList();
    this.set({ shown: found !== null });
  };
}
