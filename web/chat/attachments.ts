/** What may be uploaded, checked before a byte is sent. The server looks at the content itself again. */

import { formatSize } from "@shared/format";
import { zh } from "@shared/locale/zh";

export const MAX_BYTES = 10 * 1024 * 1024;
const TYPES = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "application/pdf"];
// Desktop browsers give HEIC files no type: the name decides then.
const ENDINGS = /\.(jpe?g|png|webp|heic|heif|pdf)$/i;
const SHOWABLE = ["image/jpeg", "image/png", "image/webp"];

export const ACCEPT = [...TYPES, ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".pdf"].join(",");

/** The reason why a file cannot be taken, in the customer's words; null where it can. */
export function refusal(file: File): string | null {
  const allowed = file.type ? TYPES.includes(file.type) : ENDINGS.test(file.name);
  if (!allowed) return zh.attachment.kind(file.name);
  if (file.size === 0) return zh.attachment.empty(file.name);
  if (file.size > MAX_BYTES) return zh.attachment.size(file.name, formatSize(file.size));
  return null;
}

/** Pictures every browser can show; the rest appears as a file with its name. */
export function showable(mediaType: string | null | undefined): boolean {
  return SHOWABLE.includes(mediaType ?? "");
}
