import { ApiError } from "@shared/api";
import { codeOf as plainCodeOf } from "@shared/errors";

/** What went wrong, as a code that `words.ts` has a sentence for. */
export function codeOf(error: unknown): string {
  // Lost not to a colleague but because the customer waits no more.
  if (error instanceof ApiError && error.code === "lost_race" && error.details.owner !== "agent") return "left_queue";
  return plainCodeOf(error);
}
