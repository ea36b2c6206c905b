/** What the page offers for a group at once: the server's proposal, then what its members were taken for. */

import type { Label } from "../catalogue";
import type { Group } from "./inboxTypes";

/** `new_faq` has to be written first, so it is no label yet. */
export type Offer = Exclude<Label, { kind: "new_faq" | "ignore" }> | { kind: "new_faq" };

const NOTHING = new Set(["faq", "nlu_fallback", "out_of_scope"]);

/** At most three, each once. */
export function offersOf(group: Group): Offer[] {
  const offers: Offer[] = [];
  const add = (offer: Offer | null): void => {
    const said = JSON.stringify(offer);
    if (offer && offers.length < 3 && !offers.some((each) => JSON.stringify(each) === said)) offers.push(offer);
  };
  const { proposal } = group;
  if (proposal?.kind === "intent" && proposal.id) add({ kind: "intent", intent: proposal.id });
  if (proposal?.kind === "faq" && proposal.id) add({ kind: "faq", faq: proposal.id });
  if (proposal?.kind === "new_faq") add({ kind: "new_faq" });
  if (proposal?.kind === "out_of_scope") add({ kind: "out_of_scope" });
  const topic = most(group.items.map((item) => item.topic));
  if (topic) add({ kind: "faq", faq: topic });
  const intent = most(group.items.map((item) => (item.intent && NOTHING.has(item.intent) ? null : item.intent)));
  if (intent) add({ kind: "intent", intent });
  add({ kind: "new_faq" });
  add({ kind: "out_of_scope" });
  return offers;
}

/** The value that is there most often; of equals the first. */
function most(values: (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: [string, number] | null = null;
  for (const each of counts) if (!best || each[1] > best[1]) best = each;
  return best?.[0] ?? null;
}
