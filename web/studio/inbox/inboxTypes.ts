/** What the inbox's API sends. Every text is masked by the server. */

import type { ChatMessage } from "@shared/api";
import type { Label } from "../catalogue";
import type { Change } from "../types";

export type Reason = "missed" | "unsure" | "corrected" | "handed_off" | "rated_badly" | "proposed";

export interface Missed {
  id: string;
  group_id: string;
  conversation_id: string;
  seq: number;
  at: string;
  channel: string;
  text: string;
  /** With the entities that were found. */
  marked: string;
  reason: Reason;
  intent: string | null;
  /** 0–1 */
  confidence: number | null;
  topic: string | null;
  model: string | null;
  state: "open" | "done";
}

export interface Proposal {
  kind: "intent" | "faq" | "new_faq" | "out_of_scope";
  id: string | null;
  title: string;
  /** 0–1 */
  confidence: number;
}

export interface Group {
  id: string;
  version: number;
  title: string;
  size: number;
  reasons: Partial<Record<Reason, number>>;
  first_at: string;
  last_at: string;
  /** Per day, fourteen of them, the oldest first. */
  trend: number[];
  proposal: Proposal | null;
  proposed_answer: { text: string; by: string } | null;
  /** At most twenty of them. */
  items: Missed[];
  /** What became of it, where it is done. `label` of a new answer names its entry. */
  labelled?: { at: string; by: string; label: Label } | null;
}

export interface MissedPage {
  groups: Group[];
  counts: { open: number; done: number };
  next: string | null;
}

export interface Annotation {
  id: string;
  label: Label;
  missed: number;
  change: Change | null;
  /** Texts that were left out: held out, or there already. */
  skipped?: { text: string; why: string }[];
}

export interface MissedConversation {
  conversation_id: string;
  channel: string;
  seq: number;
  messages: Pick<ChatMessage, "seq" | "at" | "sender" | "text" | "agent">[];
}
