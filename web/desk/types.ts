/** What the desk API sends. Times are ISO 8601 with offset, money is yuan as a string. */

import type { ChatMessage, Owner, Rating, Sender } from "@shared/api";

export type { User } from "../staff/types";

export interface Presence {
  state: "ready" | "not_ready";
  /** A code: break, meal, …, or the system's own (no_answer). */
  reason?: string | null;
  capacity?: number | null;
}

export interface Listed {
  conversation_id: string;
  owner: Owner;
  channel?: string | null;
  agent?: string | null;
  /** What the agent is called. */
  agent_name?: string | null;
  queue?: string | null;
  priority: number;
  waiting_since?: string | null;
  changed_at?: string | null;
  last_seq?: number | null;
  /** Why the bot handed over: a code. */
  reason?: string | null;
  /** What the customer wanted last: an intent. */
  wish?: string | null;
  /** The customer's last words, where the server gives them. */
  preview?: string | null;
  /** Whose turn it is to accept, and until when. */
  offered_to?: string | null;
  offered_until?: string | null;
  /** When the agent who has it accepted. */
  engaged_at?: string | null;
  /** When the customer's unanswered message breaches. */
  reply_due?: string | null;
  level?: "warning" | "breach" | null;
}

/** What a message answers to, in short. */
export interface Quote {
  seq: number;
  sender: Sender;
  text: string;
}

export interface DeskMessage extends ChatMessage {
  quote?: Quote | null;
  /** The customer has not got it; `held`: it goes out with the customer's next message. `reason` in plain words. */
  undelivered?: { held: boolean; reason?: string | null } | null;
  attachment?: { id: string; name?: string | null; media_type?: string | null; size?: number | null } | null;
}

export interface OwnerChange {
  at: string;
  source: Owner;
  target: Owner;
  by: string;
  details?: Record<string, unknown> | null;
}

/** What the bot handed over. `intents`: what was wanted lately, oldest first; `slots`: what the customer told. */
export interface Dossier {
  reason?: string | null;
  wish?: string | null;
  note?: string | null;
  identity_level?: number | null;
  intents?: string[] | null;
  slots?: Record<string, unknown> | null;
  history?: OwnerChange[] | null;
}

export interface CustomerCard {
  customer_no: string;
  name: string;
  id_number?: string | null;
  phone?: string | null;
  email?: string | null;
  address?: string | null;
  age?: number | null;
  policies?: Record<string, unknown>[] | null;
  claims?: Record<string, unknown>[] | null;
  complaints?: Record<string, unknown>[] | null;
  dues?: Record<string, unknown>[] | null;
}

/** Staff's own words beside a conversation; a whisper is a supervisor's to the agent. No customer gets either. */
export interface Note {
  id: string | number;
  at: string;
  by: string;
  name: string;
  kind: "note" | "whisper";
  text: string;
  /** Its place: below this message. */
  after_seq: number;
}

/** A supervisor who is in the conversation beside its agent, or the agent while a supervisor has it. */
export interface Joined {
  username: string;
  name: string;
  /** `listener`: the agent from whom a supervisor took it over. */
  mode: "whisper" | "barge_in" | "listener";
  since: string;
}

export interface Detail extends Listed {
  dossier: Dossier | null;
  transcript: DeskMessage[];
  customer: CustomerCard | null;
  rating?: Rating | null;
  notes?: Note[] | null;
  joined?: Joined[] | null;
  /** What the customer is writing. */
  typing?: { text: string; at: string } | null;
  /** Up to which number the customer's page has the messages, and has shown them. */
  arrived_seq?: number | null;
  read_seq?: number | null;
}

export interface Colleague {
  username: string;
  name: string;
  state: "ready" | "not_ready" | "away";
}

/** Whom a conversation can be given to; `queues` is code → name. */
export interface Colleagues {
  colleagues: Colleague[];
  queues: Record<string, string>;
}
