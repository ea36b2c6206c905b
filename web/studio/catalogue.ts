/** The intents and standard questions there are, for choosing and for names; read once, and again after a change. */

import { Board, type News } from "@shared/board";
import { codeOf } from "@shared/errors";
import { INTENTS, intentName } from "./names";
import type { FaqListed, IntentListed } from "./types";

export interface CatalogueState {
  intents: IntentListed[] | null;
  faq: FaqListed[] | null;
  categories: { id: string; name: string }[];
  error: string | null;
}

type Call = <T>(method: "GET", url: string) => Promise<T>;

export class Catalogue extends Board<CatalogueState> {
  private begun = false;

  constructor(
    private readonly call: Call,
    news: News,
  ) {
    super({ intents: null, faq: null, categories: [], error: null });
    news.subscribe(() => this.begun && void this.read());
  }

  /** Reads it when somebody needs it for the first time. */
  readonly need = (): void => {
    if (!this.begun) void this.read();
  };

  readonly read = async (): Promise<void> => {
    this.begun = true;
    try {
      const [{ intents }, { entries, categories }] = await Promise.all([
        this.call<{ intents: IntentListed[] }>("GET", "/api/studio/knowledge/intents"),
        this.call<{ entries: FaqListed[]; categories: CatalogueState["categories"] }>("GET", "/api/studio/knowledge/faq"),
      ]);
      this.set({ intents, faq: entries, categories, error: null });
    } catch (error) {
      this.begun = false;
      this.set({ error: codeOf(error) });
    }
  };
}

/** What a text is taught to mean. */
export type Label =
  | { kind: "intent"; intent: string }
  | { kind: "faq"; faq: string }
  | { kind: "new_faq"; entry?: { question: string }; faq?: string }
  | { kind: "out_of_scope" }
  | { kind: "ignore"; why?: string };

/** `意图「查理赔进度」`, `「理赔款多久到账？」`; an entry not known by its id. */
export function labelText(label: Label, faq: readonly FaqListed[] | null): string {
  if (label.kind === "intent") return `意图「${intentName(label.intent)}」`;
  if (label.kind === "faq" || (label.kind === "new_faq" && label.faq)) return `「${faq?.find((entry) => entry.id === label.faq)?.question ?? label.faq}」`;
  if (label.kind === "new_faq") return label.entry ? `新问答「${label.entry.question}」` : "新问答";
  return label.kind === "out_of_scope" ? "业务范围外" : "忽略";
}

export interface Choice {
  label: { kind: "intent"; intent: string } | { kind: "faq"; faq: string };
  title: string;
  /** What it is, in small. */
  note: string;
}

/** Intents that customers' words are not filed under by hand. */
const NOT_CHOSEN = new Set(["nlu_fallback", "out_of_scope", "faq"]);

/** What fits the typed words, best first: a beginning before a middle, intents before questions. At most `most`. */
export function choicesOf({ intents, faq, categories }: CatalogueState, typed: string, most = 30): Choice[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const all: Choice[] = [
    ...(intents ?? [])
      .filter(({ id }) => !NOT_CHOSEN.has(id))
      .map(({ id, examples }): Choice => ({
        label: { kind: "intent", intent: id },
        title: intentName(id),
        note: `意图 · ${examples} 条说法${INTENTS[id] ? ` · ${id}` : ""}`,
      })),
    ...(faq ?? []).map((entry): Choice => ({
      label: { kind: "faq", faq: entry.id },
      title: entry.question,
      note: `标准问 · ${names.get(entry.category) ?? entry.category} · ${entry.similar} 条相似问 · ${entry.id}`,
    })),
  ];
  const rank = ({ title, note }: Choice): number => {
    let worst = 0;
    for (const word of words) {
      const place = title.toLowerCase().indexOf(word);
      if (place < 0 && !note.toLowerCase().includes(word)) return -1;
      worst = Math.max(worst, place < 0 ? 3 : place === 0 ? 1 : 2);
    }
    return worst;
  };
  return all
    .map((choice, place) => ({ choice, place, rank: rank(choice) }))
    .filter((each) => each.rank >= 0)
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .slice(0, most)
    .map(({ choice }) => choice);
}

interface Like {
  kind: "intent" | "faq";
  id: string;
  title: string;
  text: string;
  /** 0–1; absent: the same words. */
  likeness?: number;
}

/** The choices with those first under which something alike stands already. */
export function withNear(choices: Choice[], near: Like[]): Choice[] {
  const seen = new Set<string>();
  const first: Choice[] = [];
  for (const { kind, id, title, text, likeness = 1 } of near) {
    if (seen.has(`${kind} ${id}`) || (kind === "intent" && NOT_CHOSEN.has(id))) continue;
    seen.add(`${kind} ${id}`);
    first.push({
      label: kind === "intent" ? { kind, intent: id } : { kind, faq: id },
      title: kind === "intent" ? intentName(id) : title,
      note: `${kind === "intent" ? "意图" : "标准问"} · 有接近的「${text}」 ${Math.round(likeness * 100)}%`,
    });
  }
  return [...first, ...choices.filter(({ label }) => !seen.has(`${label.kind} ${label.kind === "intent" ? label.intent : label.faq}`))];
}
