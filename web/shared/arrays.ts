/** `findLast` and `findLastIndex`, which the browsers inside older phones' apps lack. */

export function findLastIndex<T>(items: readonly T[], test: (item: T) => boolean): number {
  let index = items.length - 1;
  while (index >= 0 && !test(items[index] as T)) index -= 1;
  return index;
}

export function findLast<T>(items: readonly T[], test: (item: T) => boolean): T | undefined {
  return items[findLastIndex(items, test)];
}
