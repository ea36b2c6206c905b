/** What `/api/desk/tasks` sends. Times are ISO 8601 with offset; personal numbers come masked. */

import type { RequestListed } from "../cases/requestTypes";
import type { CustomerCard, DeskMessage } from "../types";

export type TaskKind = "promise" | "call" | "bad_rating" | "improvement" | "other";
export type Owner = "mine" | "open" | "all";

export interface Task {
  id: string;
  kind: TaskKind;
  text: string;
  due_at: string;
  overdue: boolean;
  owner: string | null;
  owner_name: string | null;
  queue: string | null;
  about: string | null;
  repeat_days: number | null;
  opened_by: string;
  opened_by_name: string;
  opened_at: string;
  done_at: string | null;
  done_by_name: string | null;
  result: string | null;
}

/** Of one's own. */
export interface TaskCounts {
  late: number;
  today: number;
  later: number;
}

export interface TaskPage {
  tasks: Task[];
  /** Call-backs customers asked for; they are worked on in their own list. */
  callbacks: RequestListed[];
  counts: TaskCounts;
  next: string | null;
}

export interface TaskStep {
  act: string;
  by: string;
  at: string;
  owner_name: string | null;
  due_at: string;
  note: string | null;
}

export interface TaskDetail {
  task: Task;
  steps: TaskStep[];
  conversation_id: string | null;
  transcript: DeskMessage[];
  customer: CustomerCard | null;
}

export interface NewTask {
  key: string;
  kind: TaskKind;
  text: string;
  due_at: string;
  owner?: string | null;
  queue?: string | null;
  about?: string | null;
  repeat_days?: number | null;
}

export interface Promised {
  key: string;
  text: string;
  due_at: string | null;
}

export interface TaskFigures {
  days: number;
  figures: { kind: TaskKind; open: number; late: number; done: number; in_time: number }[];
}

export type TaskAct = "done" | "move" | "hand-over" | "reopen";

/** Of `/api/desk/surveys/answers`. */
export type Occasion = "claim" | "complaint";
export type Item = "resolved" | "attitude" | "speed" | "quality" | "ease";
export type Against = "refused" | "death";
export type Source = "chat" | "wechat" | "sms" | "phone";

/** The survey about a case: what is asked, and what is against it: the customer wants no more surveys, or somebody died. */
export interface Told {
  about: string;
  items: Item[];
  answered_at: string | null;
  source: Source | null;
  against: Against | null;
}
