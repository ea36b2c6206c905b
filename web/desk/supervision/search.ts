/** Words sought in a text. Pure. */

export interface Piece {
  text: string;
  hit: boolean;
}

/** The text in pieces, what was sought apart; upper and lower case count as one. */
export function pieces(text: string, q: string): Piece[] {
  const words = q.split(/\s+/).filter(Boolean);
  if (words.length === 0) return [{ text, hit: false }];
  const any = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text
    .split(new RegExp(`(${any})`, "gi"))
    .map((part, place) => ({ text: part, hit: place % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** Long messages are shown around the first hit. */
export function excerpt(text: string, q: string, around = 60): string {
  const first = q.split(/\s+/).find(Boolean);
  const at = first ? text.toLowerCase().indexOf(first.toLowerCase()) : -1;
  if (text.length <= 2 * around || at < 0) return text.length > 4 * around ? `${text.slice(0, 4 * around)}…` : text;
  const [from, until] = [Math.max(0, at - around), Math.min(text.length, at + 2 * around)];
  return `${from > 0 ? "…" : ""}${text.slice(from, until)}${until < text.length ? "…" : ""}`;
}
