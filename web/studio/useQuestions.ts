import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { Studio } from "./studio";

/** The standard questions by the ids of their entries; empty until they were read. */
export function useQuestions(studio: Studio): ReadonlyMap<string, string> {
  const { faq } = useSyncExternalStore(studio.catalogue.subscribe, studio.catalogue.snapshot);
  useEffect(studio.catalogue.need, [studio]);
  return useMemo(() => new Map((faq ?? []).map(({ id, question }) => [id, question])), [faq]);
}
