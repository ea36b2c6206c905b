/** A text tried here goes into the training data under its right label at once. */

import type { Choice } from "../catalogue";
import type { Studio } from "../studio";

interface Versioned {
  version: string;
}

/** Throws `ApiError`. False: it stands there already. */
export async function teach(studio: Pick<Studio, "call" | "dataNews">, text: string, label: Choice["label"]): Promise<boolean> {
  const url =
    label.kind === "intent"
      ? `/api/studio/knowledge/intents/${encodeURIComponent(label.intent)}`
      : `/api/studio/knowledge/faq/${encodeURIComponent(label.faq)}`;
  const key = label.kind === "intent" ? "examples" : "similar";
  const item = await studio.call<Versioned & Record<string, unknown>>("GET", url);
  const texts = item[key] as string[];
  if (texts.includes(text)) return false;
  await studio.call("PUT", url, { ...item, [key]: [...texts, text] });
  studio.dataNews.tell();
  return true;
}
