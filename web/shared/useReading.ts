import { type DependencyList, useEffect, useState, useSyncExternalStore } from "react";
import { type Page, Pages, type Read, Reading, type Turned } from "./reading";

/** Reads while the component is there, anew whenever one of `on` changes. */
export function useReading<T>(
  ask: () => Promise<T>,
  on: DependencyList,
  beat?: number,
): Read<T> & { again: () => void } {
  const [reading] = useState(() => new Reading<T>());
  useEffect(() => {
    reading.of(ask, beat);
    return () => reading.stop();
  }, on);
  return { ...useSyncExternalStore(reading.subscribe, reading.snapshot), again: reading.again };
}

/** A list page by page; `ask` null: there is no question yet. */
export function usePages<T>(
  ask: ((after: string | null) => Promise<Page<T>>) | null,
  on: DependencyList,
): Turned<T> & { again: () => void; more: () => void } {
  const [pages] = useState(() => new Pages<T>());
  useEffect(() => {
    if (ask) pages.of(ask);
    return () => pages.clear();
  }, on);
  const state = useSyncExternalStore(pages.subscribe, pages.snapshot);
  return { ...state, again: pages.again, more: pages.more };
}
