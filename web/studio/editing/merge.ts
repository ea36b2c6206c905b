/** Two trainers changed the same thing: what each did, and how it comes together. Nothing is lost unless somebody says so. */

export type Value = string | string[];

/** A part of an item that is merged for itself: a text as a whole, a list line by line. */
export interface Part<T> {
  key: string;
  title: string;
  read: (item: T) => Value;
  write: (item: T, value: Value) => T;
  /** A text in the words of the page, where it is none. */
  show?: (value: string) => string;
}

export interface LineDifference {
  text: string;
  by: "mine" | "theirs";
  act: "added" | "removed";
}

/** What both did to the lines since `base`, without what both did alike. */
export function differencesOf(base: string[], mine: string[], theirs: string[]): LineDifference[] {
  const [before, my, their] = [new Set(base), new Set(mine), new Set(theirs)];
  const found: LineDifference[] = [];
  for (const text of their) if (!before.has(text) && !my.has(text)) found.push({ text, by: "theirs", act: "added" });
  for (const text of my) if (!before.has(text) && !their.has(text)) found.push({ text, by: "mine", act: "added" });
  for (const text of before) {
    if (!their.has(text) && my.has(text)) found.push({ text, by: "theirs", act: "removed" });
    if (their.has(text) && !my.has(text)) found.push({ text, by: "mine", act: "removed" });
  }
  return found;
}

/** Their lines with the differences that are `taken`, mine at the places where I had them. */
export function mergedLines(mine: string[], theirs: string[], taken: LineDifference[], left: LineDifference[]): string[] {
  const without = new Set([
    ...taken.filter(({ by, act }) => by === "mine" && act === "removed"),
    ...left.filter(({ by, act }) => by === "theirs" && act === "added"),
  ].map(({ text }) => text));
  const merged = theirs.filter((text) => !without.has(text));
  const wanted = new Set([
    ...taken.filter(({ by, act }) => by === "mine" && act === "added"),
    ...left.filter(({ by, act }) => by === "theirs" && act === "removed"),
  ].map(({ text }) => text));
  mine.forEach((text, place) => {
    if (!wanted.has(text)) return;
    // Behind the nearest line above it that is still there.
    let after = -1;
    for (let above = place - 1; above >= 0 && after < 0; above -= 1) after = merged.indexOf(mine[above] ?? "");
    merged.splice(after < 0 && place > 0 ? merged.length : after + 1, 0, text);
  });
  return merged;
}

const same = (one: Value, other: Value): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The parts that need a person: a text both changed, a list in which both did something. Others are taken as they were changed. */
export function merge<T>(parts: Part<T>[], base: T, mine: T, theirs: T): { merged: T; open: Part<T>[] } {
  let merged = theirs;
  const open: Part<T>[] = [];
  for (const part of parts) {
    const [before, my, their] = [part.read(base), part.read(mine), part.read(theirs)];
    if (same(my, before) || same(my, their)) continue;
    if (same(their, before)) merged = part.write(merged, my);
    else open.push(part);
  }
  return { merged, open };
}
