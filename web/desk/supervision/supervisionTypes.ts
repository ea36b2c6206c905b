/** What supervisors read and send. Times are ISO 8601 with offset. */

export type IncidentKind = "typhoon" | "flood" | "earthquake" | "system_failure" | "other";
export type IncidentStatus = "announced" | "active" | "easing" | "closed";
export type IncidentVerb = "activate" | "ease" | "close";

export interface IncidentEvent {
  at: string;
  status: IncidentStatus;
  by: string;
  name: string;
  note: string | null;
}

export interface Incident {
  id: string;
  kind: IncidentKind;
  status: IncidentStatus;
  /** Customers see it now. */
  in_force: boolean;
  title: string;
  banner: string;
  regions: string[];
  lines: string[];
  faq_pack: string[];
  starts_at: string;
  ends_at: string | null;
  history: IncidentEvent[];
}

export interface IncidentPlan {
  /** The same one again is the same incident. */
  client_id: string;
  kind: IncidentKind;
  title: string;
  banner: string;
  regions: string[];
  lines: string[];
  faq_pack: string[];
  ends_at: string | null;
  activate: boolean;
}

export interface StepBody {
  note?: string;
  banner?: string;
}

/** Lines by code, and the entries a pack may hold. */
export interface Choices {
  lines: Record<string, string>;
  faq: { id: string; question: string }[];
}

/** Drafts the conduct guard stopped, the most frequent first; one that broke several rules counts under each. */
export interface Stopped {
  since: string;
  total: number;
  by_guard: Record<string, number>;
  by_staff: { username: string; name: string; count: number }[];
}

/** What may not go out: `span` counts characters, not UTF-16 units. */
export interface Breach {
  guard: string;
  span: [number, number];
  safe: string;
  /** Words of `warn` may go out when the agent says so. */
  severity?: "warn" | "block";
}
