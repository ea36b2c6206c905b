import { ApiError } from "@shared/api";

/** What went wrong, as a code that `words.ts` has a sentence for. */
export function codeOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "internal";
  // Lost not to a colleague but because the customer waits no more.
  if (error.code === "lost_race" && error.details.owner !== "agent") return "left_queue";
  return error.code;
}
