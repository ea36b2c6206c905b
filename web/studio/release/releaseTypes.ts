/** What the API sends of models, their gates and their releases. Shares are 0–1, shares of conversations percent, times ISO 8601. */

export type ModelState = "candidate" | "approved" | "shadow" | "canary" | "live" | "retired" | "withdrawn";
export type Verdict = "green" | "red" | "missing";
export type Better = "higher" | "lower";

export interface Model {
  id: string;
  state: ModelState;
  /** Percent of the conversations, of a canary or a shadow. */
  share: number | null;
  trained_at: string;
  trained_by: string | null;
  trained_by_name?: string | null;
  commit: string | null;
  /** Since the live model's. */
  changes: number | null;
  figures: Record<string, number | null> | null;
  gate: Verdict;
  approved_by: string | null;
  approved_by_name?: string | null;
  approved_at: string | null;
  size: number;
}

export interface ReleaseState {
  live: string | null;
  canary: string | null;
  canary_share: number;
  shadow: string | null;
  shadow_share: number;
  previous: string | null;
}

/** GET /api/studio/models */
export interface Models {
  models: Model[];
  release: ReleaseState;
}

/** GET /api/studio/releases */
export interface Release {
  id: string | number;
  at: string;
  by: string;
  by_name?: string | null;
  model: string;
  act: "approve" | "shadow" | "canary" | "live" | "stop" | "rollback";
  share: number | null;
  note: string | null;
}

export interface Delta {
  support: number;
  live: number | null;
  candidate: number | null;
  delta: number | null;
  red: boolean;
}

export interface Figure {
  name: string;
  live: number | null;
  candidate: number | null;
  delta: number | null;
  /** How much worse is let through; null: only shown. */
  margin: number | null;
  better: Better;
  red: boolean;
}

export interface Reason {
  code: string;
  /** The intent, entity or conversation to blame. */
  what: string | null;
  live: number | null;
  candidate: number | null;
  margin: number | null;
}

export interface Flipped {
  text: string;
  truth: string;
  topic: string | null;
  /** An intent, or `faq/` and an entry's id. */
  live: string;
  candidate: string;
  now: "right" | "wrong";
}

interface Played {
  right: number;
  conversations: number;
}

/** GET /api/studio/models/{model_id}/gate */
export interface Gate {
  id: string;
  model: string;
  /** null: there is no live model. */
  against: string | null;
  verdict: Verdict;
  at: string | null;
  rows?: number;
  reasons: Reason[];
  figures: Figure[];
  intents: (Delta & { intent: string })[];
  entities: (Delta & { entity: string })[];
  faq: { hit_1: number | null; changes: { id: string; question: string; live: number; candidate: number; rows: number }[] } | null;
  confusion: { truth: string; judged: string; live: number; candidate: number }[];
  flipped: Flipped[];
  flipped_count?: number;
  golden: {
    live: Played | null;
    candidate: Played | null;
    deviations: { conversation: string; turn: number; said: string; problems: string[]; newly?: boolean }[];
  } | null;
  /** Of `known` training wordings that the live model understands, so many are `kept`. */
  remembered?: { intent: string; known: number; kept: number; red: boolean }[];
  /** Training wordings the live model understands and the candidate does not. */
  forgotten?: Flipped[];
  cross_validation: { live: Record<string, number> | null; candidate: Record<string, number> | null } | null;
  latency: { live: Record<string, number> | null; candidate: Record<string, number> | null } | null;
}

interface Sample {
  value: number | null;
  n: number;
}

export interface Compared {
  name: "containment" | "rating" | "handoff" | "missed" | "turns" | "conversations";
  live: Sample;
  candidate: Sample;
}

export interface Answered {
  intent: string | null;
  topic: string | null;
  action: string | null;
  answer: string | null;
}

/** GET /api/studio/models/{model_id}/comparison */
export interface Comparison {
  against: string | null;
  since: string | null;
  figures: Compared[];
  shadow: {
    compared: number;
    same: number;
    differing: { conversation_id: string; seq: number; at: string; text: string; live: Answered; candidate: Answered }[];
  } | null;
}
