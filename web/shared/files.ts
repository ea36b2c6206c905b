/** Which files a conversation takes, whoever sends them. The server looks at the content itself again. */

export const MAX_BYTES = 10 * 1024 * 1024;
const TYPES = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "application/pdf"];
// Desktop browsers give HEIC files no type: the name decides then.
const ENDINGS = /\.(jpe?g|png|webp|heic|heif|pdf)$/i;
const SHOWABLE = ["image/jpeg", "image/png", "image/webp"];

export const ACCEPT = [...TYPES, ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".pdf"].join(",");

export function takes(file: File): boolean {
  return file.type ? TYPES.includes(file.type) : ENDINGS.test(file.name);
}

/** Pictures every browser can show; the rest appears as a file with its name. */
export function showable(mediaType: string | null | undefined): boolean {
  return SHOWABLE.includes(mediaType ?? "");
}
