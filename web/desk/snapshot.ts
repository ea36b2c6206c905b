/** What the desk shows at one moment. */

import type { Link } from "./live";
import type { Due } from "../staff/types";
import type { Listed, Presence, User } from "./types";

export interface Snapshot {
  phase: "starting" | "signed-out" | "signed-in";
  /** The log-in ran out while working. */
  expired: boolean;
  user: User | null;
  presence: Presence;
  /** This person's second factor is set up. */
  secondFactor: boolean;
  /** Log-ins that failed since the last one. */
  failedBefore: number;
  /** What has to be done before anything else. */
  due: Due | null;
  link: Link;
  queue: Listed[] | null;
  mine: Listed[] | null;
  /** For supervisors: what neither waits nor is theirs. */
  others: Listed[];
  /** Code of the failure of the last reading, while it lasts. */
  listError: string | null;
  /** The open conversations, from left to right. */
  columns: string[];
  /** How many may stand side by side. */
  fit: number;
  /** The one that is worked in. */
  selected: string | null;
  unread: Record<string, number>;
}

export const EMPTY: Snapshot = {
  phase: "starting",
  expired: false,
  user: null,
  presence: { state: "not_ready" },
  secondFactor: false,
  failedBefore: 0,
  due: null,
  link: "connecting",
  queue: null,
  mine: null,
  others: [],
  listError: null,
  columns: [],
  fit: 1,
  selected: null,
  unread: {},
};
