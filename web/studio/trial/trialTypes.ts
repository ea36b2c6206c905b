import type { ChatMessage } from "@shared/api";

/** What a model made of a text. `ranking`: the likeliest, with their confidence 0–1. */
export interface Understood {
  text: string;
  intent: { name: string; confidence: number };
  topic: string | null;
  entities: { entity: string; value: unknown; start: number; end: number }[];
  ranking: [string, number][];
  topics: { id: string; question: string; score: number }[];
}

export interface Why {
  /** Above zero for the likeliest, below for what it is compared with. */
  features: { text: string; weight: number }[];
  against: string | null;
  nearest: { kind: "intent" | "faq"; id: string; text: string; likeness: number }[];
  decided: string | null;
}

export interface Parsed extends Understood {
  id: string;
  model: string;
  why: Why;
}

/** What the demo customer played here would type in an identity check. */
export interface Person {
  name: string;
  phone: string;
  id_last4: string;
}

export interface OpenedTrial {
  id: string;
  model: string;
  person?: Person | null;
}

export interface Turn {
  understood: Understood | null;
  decided_by: { policy: string | null; rules: string[] };
  actions: { name: string; policy: string | null; confidence: number | null }[];
  /** Those that changed: before and after. */
  slots: Record<string, [unknown, unknown]>;
}

export interface Reply {
  messages: ChatMessage[];
  /** One-time codes that would have been texted. */
  codes?: { phone: string; code: string }[];
  /** null: a person would answer now. */
  turn: Turn | null;
}
