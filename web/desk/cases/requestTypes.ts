/** What `/api/desk/requests` sends. Times are ISO 8601 with offset; what is due on a day is due with its last second. */

export type RequestKind = "servicing" | "callbacks" | "leads" | "reports";
export type SecondFactor = "face" | "video" | "branch";
export type RequestStep = "take" | "complete" | "decline" | "done" | "link";

export interface RequestListed {
  no: string;
  kind: RequestKind;
  /** What it is about. */
  title: string;
  status: "received" | "accepted";
  received_at: string;
  due_at: string;
  overdue: boolean;
  customer_no: string | null;
  /** Masked where nobody may see all of it, like `phone`. */
  policy_no: string | null;
  phone: string | null;
  /** When the customer would like the call, in own words, and on which day. */
  wished: string | null;
  wished_on: string | null;
  date_of_loss: string | null;
  owner: string | null;
  owner_name: string | null;
  needs_second_factor: boolean;
}

export interface Count {
  waiting: number;
  overdue: number;
}

/** Kinds that are not for these eyes have no count. */
export type Counts = Partial<Record<RequestKind, Count>>;

export interface RequestPage {
  requests: RequestListed[];
  counts: Counts;
}

/** All that was told, the phone number in full. */
export interface RequestDetails {
  no: string;
  phone: string | null;
  stated: { name: string; value: string }[];
}

export interface RequestBody {
  second_factor?: SecondFactor;
  note?: string;
  reason?: string;
  policy_no?: string;
}
