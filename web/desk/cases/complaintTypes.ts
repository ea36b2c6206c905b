/** What `/api/desk/complaints` sends. Times are ISO 8601 with offset. */

export type Listing = "open" | "overdue" | "mine" | "all";
export type DutyCode = "acknowledge" | "plan" | "handle" | "result" | "review";

export interface Duty {
  code: DutyCode;
  since: string;
  due_at: string;
  done_at: string | null;
  overdue: boolean;
}

export interface ComplaintListed {
  receipt_no: string;
  /** What a step is decided on; another one means that somebody else wrote since. */
  version: number;
  category: string;
  status: string;
  received_at: string;
  channel: string;
  urgencies: string[];
  owner: string | null;
  owner_name: string | null;
  target: string | null;
  preview: string;
  next_duty: Duty | null;
  /** Who is called upon by now. */
  rung: "owner" | "supervisor" | "head" | null;
}

export interface ComplaintEvent {
  at: string;
  what: string;
  by: string;
  by_name: string;
  /** For staff alone. */
  note: string | null;
  /** What the complainant reads. */
  public_note: string | null;
}

export interface ComplaintDetail extends ComplaintListed {
  conversation_id: string;
  customer_no: string | null;
  complainant: string | null;
  contact: string | null;
  detail: string;
  demand: string | null;
  resolve_by: string;
  duties: Duty[];
  events: ComplaintEvent[];
  decision: string | null;
  corrective_action: string | null;
  apology: string | null;
  satisfied: boolean | null;
  /** What this person may do with it now. */
  steps: Step[];
}

export interface ComplaintPage {
  complaints: ComplaintListed[];
  open: number;
  overdue: number;
  mine: number;
  after: string | null;
}

export type Step =
  | "register"
  | "reassign"
  | "acknowledge"
  | "plan"
  | "handle"
  | "investigate"
  | "ask-more"
  | "ask-extension"
  | "extend"
  | "decide"
  | "notify"
  | "review"
  | "mediate"
  | "archive"
  | "reject";

export type StepField =
  "owner" | "public_note" | "note" | "decision" | "corrective_action" | "apology" | "satisfied";
export type StepBody = Partial<Record<StepField, string | boolean | null>>;
