/** What the administration reads and sends. Limits are whole seconds, times ISO 8601 with offset. */

import type { User } from "../types";

export interface StaffMember extends Required<User> {
  capacity: number;
  active: boolean;
  password_temporary: boolean;
  second_factor: boolean;
}

/** What is absent stays as it is. */
export type StaffChange = Partial<Pick<StaffMember, "name" | "role" | "skills" | "capacity" | "active">>;

export interface NewStaff {
  username: string;
  name: string;
  role: User["role"];
  skills: string[];
  capacity: number;
}

export type Days = "workdays" | "restdays" | "everyday";

/** From `from` until before `to`, times of the day in Shanghai. */
export interface Span {
  days: Days;
  from: string;
  to: string;
}

export interface QueueSettings {
  code: string;
  name: string;
  hours: Span[];
  always_open: boolean;
  /** Served now. */
  open: boolean;
  overflow_to: string | null;
  /** null: never. */
  overflow_after_s: number | null;
  offer_s: number;
  age_every_s: number;
  first_response_s: number;
  reply_s: number;
  resolution_s: number;
  warn_at_percent: number;
}

/** `hours` null: those of the house. */
export type QueueChange = Partial<
  Omit<QueueSettings, "code" | "name" | "open" | "hours"> & { hours: Span[] | null }
>;

export interface CannedReply {
  id: string;
  title: string;
  text: string;
  /** null: for every queue. */
  queue: string | null;
  tags: string[];
  used: number;
  reviewed_on: string | null;
}

export type CannedText = Pick<CannedReply, "title" | "text" | "queue" | "tags">;

export interface WrapUpCode {
  code: string;
  name: string;
  /** null: for every queue. */
  queue: string | null;
  active: boolean;
}

export interface AuditEntry {
  seq: number;
  at: string;
  who: string;
  name: string | null;
  what: string;
  whom: string | null;
  data: Record<string, string>;
}

/** `since` and `until` are dates; empty fields filter nothing. */
export interface AuditFilter {
  who: string;
  what: string;
  whom: string;
  since: string;
  until: string;
}

/** `broken_at`: the first entry that is not what was written. */
export interface AuditVerified {
  entries: number;
  broken_at: number | null;
}
