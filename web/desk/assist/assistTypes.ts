/** What the desk offers an agent beside the customer's last message. */

export interface Suggestion {
  /** `product`: a fact of the product table. */
  kind: "faq" | "product" | "canned";
  id: string;
  title: string;
  text: string;
  source?: string | null;
  reviewed_on?: string | null;
  score?: number;
}

export interface Mood {
  flag: "calm" | "worried" | "angry" | "urgent";
  /** The message that shows it. */
  seq?: number | null;
  why?: string | null;
}

export interface ChecklistItem {
  id: string;
  text: string;
  required: boolean;
  done: boolean;
  by?: string | null;
  at?: string | null;
}

export interface Checklist {
  topic: string;
  title: string;
  level?: "basic" | "key" | "personal" | null;
  items: ChecklistItem[];
  cards: { id: string; title: string; text: string }[];
}

export interface Assist {
  message_seq?: number | null;
  suggestions: Suggestion[];
  mood?: Mood | null;
  checklist?: Checklist | null;
  next_step?: { item: string; text: string } | null;
}

/** Characters `start` to `end` of what was written break a rule; `safe` may be said instead. */
export interface Warned {
  guard: string;
  severity: "warn" | "block";
  start: number;
  end: number;
  safe: string;
}
