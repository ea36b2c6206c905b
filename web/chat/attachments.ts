import { MAX_BYTES, takes } from "@shared/files";
import { formatSize } from "@shared/format";
import { zh } from "@shared/locale/zh";

/** The reason why a file cannot be taken, in the customer's words; null where it can. */
export function refusal(file: File): string | null {
  if (!takes(file)) return zh.attachment.kind(file.name);
  if (file.size === 0) return zh.attachment.empty(file.name);
  if (file.size > MAX_BYTES) return zh.attachment.size(file.name, formatSize(file.size));
  return null;
}
