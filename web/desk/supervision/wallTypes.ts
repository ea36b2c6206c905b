/** What the wall and the history send. Seconds are whole; times are ISO 8601 with offset. */

export type Clock = "first_response" | "reply" | "resolution";
export type Level = "warning" | "breach";

export interface WallQueue {
  code: string;
  name: string;
  waiting: number;
  /** Of those who wait now. */
  longest_wait_s: number;
  mean_wait_s: number;
  ready_agents: number;
  held: number;
  free_places: number;
  breaches: number;
  warnings: number;
  open: boolean;
  offered_today: number;
  /** Percent of today's that had a person's word in time; null: nothing is decided yet. */
  service_level: number | null;
}

export interface WallAgent {
  username: string;
  name: string;
  state: "ready" | "not_ready";
  reason: string | null;
  /** Their page is open. */
  here: boolean;
  since: string | null;
  held: number;
  capacity: number;
  handled_today: number;
  mean_first_reply_s: number | null;
}

export interface WallBreach {
  conversation_id: string;
  queue: string;
  agent: string | null;
  agent_name: string | null;
  clock: Clock;
  due: string | null;
  over_s: number;
  level: Level;
}

export interface WallRating {
  conversation_id: string;
  score: number;
  recommend: number | null;
  comment: string | null;
  agent: string | null;
  agent_name: string | null;
  queue: string | null;
  at: string;
}

export interface Wall {
  at: string;
  queues: WallQueue[];
  agents: WallAgent[];
  breaches: WallBreach[];
  ratings: WallRating[];
}
