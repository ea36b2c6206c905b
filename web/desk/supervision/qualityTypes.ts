/** What `/api/desk/quality` reads and sends. Scores are 0 to 100, waits whole seconds, times ISO 8601 with offset. */

import type { DeskMessage } from "../types";

export type Dimension = "completeness" | "conformity" | "attitude" | "timeliness";
export type Scores = Record<Dimension, number>;

/** An ended engagement that nobody reviewed; `late` of `answered` waits went beyond the limit. */
export interface Drawn {
  engagement_id: number;
  conversation_id: string;
  agent: string;
  name: string;
  queue: string;
  channel: string;
  queued_at: string;
  ended_at: string;
  wrap_up: string | null;
  replies: number;
  transfers: number;
  answered: number;
  late: number;
  mean_wait_s: number | null;
  /** What the clocks say, 0 to 100. */
  timeliness: number;
}

export interface Sample {
  seed: number;
  sample: Drawn[];
}

/** The engagement's part of the transcript lies between `queued_at` and `ended_at`. */
export interface ForReview {
  engagement: Drawn;
  weights: Scores;
  transcript: DeskMessage[];
}

/** `seq`: the message it was seen at; null: the whole. */
export interface Finding {
  seq: number | null;
  dimension: Dimension;
  text: string;
}

export interface Improvement {
  action: string;
  owner: string;
  due: string;
}

export interface NewReview {
  engagement_id: number;
  conversation_id: string;
  scores: Scores;
  comment: string;
  findings: Finding[];
  improvement: Improvement | null;
}

export interface Review extends Omit<NewReview, "improvement"> {
  id: string;
  queue: string;
  agent: string;
  name: string;
  reviewer: string;
  reviewer_name: string;
  at: string;
  total: number;
  improvement: (Improvement & { owner_name: string; done_at: string | null }) | null;
  answer: string | null;
  answered_at: string | null;
}

export interface Reviews {
  reviews: Review[];
  next: string | null;
}
