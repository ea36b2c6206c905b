import type { KeyValue } from "@shared/storage";
import { useCallback, useEffect, useState } from "react";

const KEY = "baowen.largeText";

/** 大字版: remembered, and set on <html> so that every rem grows. */
export function useLargeText(preferences: KeyValue): [large: boolean, toggle: () => void] {
  const [large, setLarge] = useState(() => preferences.get(KEY) === "1");
  useEffect(() => {
    document.documentElement.dataset.text = large ? "large" : "standard";
    preferences.set(KEY, large ? "1" : null);
  }, [large, preferences]);
  return [large, useCallback(() => setLarge((value) => !value), [])];
}
