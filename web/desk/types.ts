/** What the desk API sends. Times are ISO 8601 with offset, money is yuan as a string. */

import type { ChatMessage, Owner, Rating } from "@shared/api";

export interface User {
  username: string;
  name: string;
  role: "agent" | "supervisor" | "trainer" | "admin";
  /** Queues they know. */
  skills?: string[];
}

export interface Presence {
  state: "ready" | "not_ready";
  reason?: string | null;
  capacity?: number | null;
}

export interface Listed {
  conversation_id: string;
  owner: Owner;
  channel?: string | null;
  agent?: string | null;
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
}

export interface DeskMessage extends ChatMessage {
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

export interface Detail extends Listed {
  dossier: Dossier | null;
  transcript: DeskMessage[];
  customer: CustomerCard | null;
  rating?: Rating | null;
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
