/** What the server finds about a text while it is typed: there already, under another label, or near to one. */

import { useEffect, useState } from "react";
import { intentName } from "./names";
import type { Studio } from "./studio";

export interface Utterance {
  kind: "intent" | "faq";
  id: string;
  title: string;
  text: string;
}

export interface Findings {
  /** Under the label in question. */
  same: Utterance[];
  /** Under another one. */
  conflicts: Utterance[];
  near: (Utterance & { likeness: number })[];
  /** Understanding is measured on these words. */
  held_out?: boolean;
}

export type CheckedLabel = { kind: "intent" | "faq"; id: string } | null;

const PAUSE_MS = 300;

/** null: nothing was typed, or it is being looked up. */
export function useCheck(studio: Studio, text: string, label: CheckedLabel): Findings | null {
  const [found, setFound] = useState<Findings | null>(null);
  const said = JSON.stringify(label);
  useEffect(() => {
    setFound(null);
    if (text.trim().length < 2) return;
    let current = true;
    const timer = window.setTimeout(() => {
      studio.call<Findings>("POST", "/api/studio/knowledge/check", { text: text.trim(), label: JSON.parse(said) }).then(
        (findings) => current && setFound(findings),
        // A check that fails keeps nobody from typing; saving checks again.
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [studio, text, said]);
  return found;
}

export interface Note {
  tone: "conflict" | "same" | "near" | "held_out";
  text: string;
  about: Utterance | null;
}

const placeOf = ({ kind, id, title }: Utterance): string => (kind === "intent" ? `意图「${intentName(id)}」` : `「${title}」`);

/** In sentences, the gravest first; at most three of what is only near. */
export function notesOf(found: Findings): Note[] {
  return [
    ...(found.held_out ? [{ tone: "held_out" as const, text: "这句在评测集里，用它训练会让评分失真，请换一句", about: null }] : []),
    ...found.conflicts.map((each): Note => ({ tone: "conflict", text: `${placeOf(each)}里已有同样的说法：${each.text}`, about: each })),
    ...found.same.slice(0, 1).map((each): Note => ({ tone: "same", text: `这里已经有了：${each.text}`, about: each })),
    ...found.near
      .slice(0, 3)
      .map((each): Note => ({ tone: "near", text: `和${placeOf(each)}里的「${each.text}」接近（${Math.round(each.likeness * 100)}%）`, about: each })),
  ];
}
