import { ApiError } from "./api";

/** What went wrong, as a code that the page has a sentence for. */
export const codeOf = (error: unknown): string => (error instanceof ApiError ? error.code : "internal");
