import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(max-width: 719px)");

function onNarrow(changed: () => void): () => void {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
}

/** Whether the page is as narrow as on a phone, by the line of the style sheets. */
export const useNarrow = (): boolean => useSyncExternalStore(onNarrow, () => narrow.matches);
