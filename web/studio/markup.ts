/** Entities in a text as Rasa writes them: `我[昨天](date)追尾了`. */

export interface Piece {
  text: string;
  /** null: plain words. */
  entity: string | null;
}

const MARK = /\[([^\]]+)\]\(([^)]+)\)/g;

/** The text in order; nothing of it is lost, and what is no mark stays as it is. */
export function piecesOf(marked: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, 1: text = "", 2: entity = "", index = 0 } of marked.matchAll(MARK)) {
    if (index > end) pieces.push({ text: marked.slice(end, index), entity: null });
    pieces.push({ text, entity });
    end = index + found.length;
  }
  if (end < marked.length) pieces.push({ text: marked.slice(end), entity: null });
  return pieces;
}

export const markedOf = (pieces: Piece[]): string =>
  pieces.map(({ text, entity }) => (entity ? `[${text}](${entity})` : text)).join("");

/** As the customer wrote it. */
export const plainOf = (marked: string): string =>
  piecesOf(marked)
    .map(({ text }) => text)
    .join("");

/** From one character of the plain text to before another. */
export interface Range {
  from: number;
  until: number;
}

/** Marks `range` as `entity` (null: as plain words). A mark it touches gives way: marks do not overlap. */
export function mark(marked: string, range: Range, entity: string | null): string {
  const made: Piece[] = [];
  const put = (text: string, as: string | null): void => {
    const last = made[made.length - 1];
    if (!text) return;
    if (as === null && last?.entity === null) last.text += text;
    else made.push({ text, entity: as });
  };
  let start = 0;
  let marking = "";
  for (const piece of piecesOf(marked)) {
    const end = start + piece.text.length;
    const touched = start < range.until && end > range.from;
    const before = piece.text.slice(0, Math.max(0, range.from - start));
    const within = piece.text.slice(Math.max(0, range.from - start), Math.max(0, range.until - start));
    const after = piece.text.slice(Math.max(0, range.until - start));
    if (!touched) {
      if (start >= range.until) {
        put(marking, entity);
        marking = "";
      }
      put(piece.text, piece.entity);
    } else {
      put(before, null);
      marking += within;
      if (end >= range.until) {
        put(marking, entity);
        marking = "";
      }
      put(after, null);
    }
    start = end;
  }
  put(marking, entity);
  return markedOf(made);
}

/** The mark that the character at `place` of the plain text stands in. */
export function markAt(marked: string, place: number): (Range & { entity: string }) | null {
  let start = 0;
  for (const { text, entity } of piecesOf(marked)) {
    const end = start + text.length;
    if (place >= start && place < end) return entity ? { from: start, until: end, entity } : null;
    start = end;
  }
  return null;
}

/** Lines that were pasted: one text each, without bullets, numbers and empty ones, each once. */
export function linesOf(pasted: string): string[] {
  const lines = pasted
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:[-*•·]|\d{1,3}[.、)）])\s*/, "").trim())
    .filter(Boolean);
  return [...new Set(lines)];
}
