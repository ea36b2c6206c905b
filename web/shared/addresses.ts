/** Web addresses in a text. */

// An address ends where Chinese begins; what closes a sentence is not part of it.
const ADDRESS = /https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+/g;
const TAIL = /[.,;:!?')\]]+$/;

export type Piece = { text: string } | { href: string; host: string };

/** The text as words and addresses in order; nothing of it is lost. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index = 0 } of text.matchAll(ADDRESS)) {
    const href = found.replace(TAIL, "");
    const host = hostOf(href);
    if (!host) continue;
    if (index > end) pieces.push({ text: text.slice(end, index) });
    pieces.push({ href, host });
    end = index + href.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** As the browser reads it, so that what is shown is where it leads; null for what is no address. */
function hostOf(href: string): string | null {
  try {
    return new URL(href).host;
  } catch {
    return null;
  }
}
