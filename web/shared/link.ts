/** A link from a messenger that goes on with its conversation here: `#link=…`. */

const LINK = /^#link=([\w-]{1,128})$/;

/** What the address holds of it, which is gone from the address and from the history of the tab afterwards. */
export function takeLink(location: Location, history: History): string | null {
  const found = LINK.exec(location.hash)?.[1] ?? null;
  if (found) history.replaceState(history.state, "", location.pathname + location.search);
  return found;
}
