/** What the studio's API sends that several pages share. Times are ISO 8601 with offset, days `2026-11-22`. */

export interface Author {
  username: string;
  name: string;
}

/** One commit of the data repository. */
export interface Change {
  id: string;
  at: string;
  author: Author;
  message: string;
  files: string[];
  /** The change this one takes back. */
  undoes: string | null;
  undone_by?: string | null;
}

/** GET /api/studio/knowledge */
export interface Overview {
  head: string;
  counts: Record<"intents" | "examples" | "faq" | "similar" | "responses" | "tables" | "rules" | "tests", number>;
  reviews_due: number;
  last_change: Change | null;
}

export interface IntentListed {
  id: string;
  file: string;
  examples: number;
}

export interface FaqListed {
  id: string;
  category: string;
  question: string;
  similar: number;
  reviewed_on: string | null;
  review_by: string | null;
  expires_on: string | null;
  due: boolean;
  file: string;
}
