/** Wire types of `/api/insights`. Days are Shanghai's. */

export type Unit = "percent" | "count" | "seconds" | "days" | "score" | "points";
export type Anomaly = "high" | "low";
export type Drill = "conversations" | "claims" | "complaints" | "outreach";

export interface Target {
  op: ">=" | "<=";
  value: number;
}

export interface DayValue {
  day: string;
  value: number | null;
  n: number;
  anomaly: Anomaly | null;
}

export interface Kpi {
  id: string;
  name: string;
  /** One sentence: how it is computed. */
  about: string;
  unit: Unit;
  value: number | null;
  n: number;
  target: Target | null;
  met: boolean | null;
  previous: number | null;
  trend: DayValue[];
  breakdowns: string[];
  /** `of_whole`: the parts add up to the whole; the target of the whole is none of theirs. */
  breakdown_names?: { id: string; name: string; of_whole?: boolean }[];
  drill: Drill | null;
}

export interface Part {
  key: string;
  name: string;
  value: number | null;
  n: number;
}

export type KpiParts = Kpi & { breakdown: Part[] };

export interface Group {
  id: string;
  name: string;
  kpis: Kpi[];
}

export interface Kpis {
  from: string;
  to: string;
  /** null: nothing was computed yet. */
  computed_at: string | null;
  groups: Group[];
}

export interface Behind {
  noun: string;
  number: string;
  at: string;
  text: string;
  value: number | null;
}

export interface Topic {
  id: string;
  name: string;
  stage: string | null;
  n: number;
  trend: { day: string; n: number }[];
}

/** `rate`: hand-offs, misses and bad ratings per hundred questions. */
export interface Stage {
  id: string;
  name: string;
  n: number;
  pain: { handoffs: number; missed: number; bad_ratings: number; rate: number | null };
}

export interface Topics {
  topics: Topic[];
  stages: Stage[];
}

export interface Unanswered {
  id: string;
  title: string;
  n: number;
  first_at: string;
  last_at: string;
  example: string;
}

export interface Cause {
  key: string;
  name: string;
  n: number;
  previous: number;
  in_time: number | null;
  satisfaction: number | null;
}

export interface Funnel {
  key: string;
  name: string;
  due: number;
  reminded: number;
  paid: number;
  rate: number | null;
}

export interface Improvement {
  id: string;
  text: string;
  owner: string | null;
  due_at: string;
  done_at: string | null;
  result: string | null;
}

export interface Report extends Topics {
  month: string;
  from: string;
  to: string;
  compared_from: string;
  compared_to: string;
  computed_at: string | null;
  groups: Group[];
  complaints: Cause[];
  renewal: Funnel[];
  unanswered: Unanswered[];
  tasks: Improvement[];
}
