/** What the history and the agents' reports read. Seconds; percent; null where there is nothing to measure. */

import type { Clock } from "./wallTypes";

export type By = "hour" | "day";
export type Breaches = Record<Clock, number>;

/** What both count of a span of time. */
interface Opinion {
  ratings: number;
  mean_score: number | null;
  csat: number | null;
  nps: number | null;
}

/** `queue` null: all of them together, which alone have `contacts` and `contained`. */
export interface Period extends Opinion {
  begins: string;
  queue: string | null;
  name: string;
  offered: number;
  answered: number;
  abandoned: number;
  transfers: number;
  service_level: number | null;
  mean_wait_s: number | null;
  p90_wait_s: number | null;
  mean_first_reply_s: number | null;
  mean_handling_s: number | null;
  breaches: Breaches;
  contacts: number | null;
  contained: number | null;
}

/** Oldest first; periods in which nothing was are left out. */
export interface History {
  since: string;
  until: string;
  by: By;
  periods: Period[];
}

export interface AgentReport extends Opinion {
  username: string;
  name: string;
  handled: number;
  transfers: number;
  mean_first_reply_s: number | null;
  replies: number;
  mean_reply_s: number | null;
  longest_reply_s: number | null;
  mean_handling_s: number | null;
  breaches: Breaches;
  reviews: number;
  quality: number | null;
  key_steps: number | null;
  suggestions_used: number;
}

export interface Reports {
  agents: AgentReport[];
}
