/** Wording of the administration. */

import { ApiError } from "@shared/api";
import { errorText } from "../words";

const REFUSALS: Record<string, string> = {
  wrong_credentials: "现在的密码不对",
};

export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return errorText("internal");
  return REFUSALS[error.code] ?? errorText(error.code);
}
