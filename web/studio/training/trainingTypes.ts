import type { Verdict } from "../release/releaseTypes";

export type Stage = "export" | "validate" | "train" | "evaluate" | "golden" | "cross_validate" | "gate";
export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

/** One training. `progress` 0–1 over all stages. */
export interface Job {
  id: string;
  state: JobState;
  stage: Stage | null;
  progress: number;
  by: string;
  by_name?: string | null;
  commit: string | null;
  note: string | null;
  cross_validate?: boolean;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  model: string | null;
  gate: Verdict | null;
  log: string[];
  /** The one error shape: code, sentence, and a line for each problem. */
  error: { code: string; message?: string; details?: { problems?: string[] } } | { error: { code: string; details?: { problems?: string[] } } } | null;
}
